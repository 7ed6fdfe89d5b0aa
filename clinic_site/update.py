"""What ``make update`` runs: takes the newest version, and goes back by itself if it is no good.

A backup comes first. The new version is tried on a port of its own before the running site is
told to load it. Going back takes the new migrations back, never the database from a backup: what
patients sent meanwhile would be lost. Uses the standard library alone, like first_run.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error

# nosemgrep: the-site-asks-nobody - the new version of itself
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from clinic_site.first_run import BIN, ROOT, Fault, install, run_or_fault, settings_in_file

VAR = ROOT / "var"
SERVING = VAR / "serving"
PAGES = ["/", "/book/", "/stories/", "/admin/login/", "/readyz"]
# What root has put elsewhere on the server; this program may not.
COPIED = ["deploy/nginx.conf", "deploy/*.service"]
# Longer than gunicorn's graceful_timeout.
SECONDS_TO_RELOAD = 60
SHOW_APPLIED = (
    "import json; from django.db import connection as c;"
    "from django.db.migrations.recorder import MigrationRecorder as R;"
    "print(json.dumps(sorted(R(c).applied_migrations())))"
)


def update():
    """Bring the site to the newest version, or leave it as it was and raise Fault."""
    when_stopped("Stopped. Nothing was changed.")
    if git("status", "--porcelain", "--untracked-files=no"):
        raise Fault("Files of the site were changed here. Put them back, then type make update.")
    before = SERVING.read_text().strip() if SERVING.exists() else git("rev-parse", "HEAD")
    is_new = not (VAR / "prepared").exists() and not SERVING.exists()
    applied, backup = ([], "") if is_new else (applied_migrations(), back_up())
    fetched = fetch()
    when_stopped("Stopped. Type make update to go on." if is_new else "Stopped.")
    try:
        if fetched:
            run_or_fault(
                ["git", "merge", "--quiet", "--ff-only", fetched],
                "The newest version could not be put in place: {reason}.",
            )
        bring_up()
        when_stopped(None)
    except Exception as fault:
        if is_new:
            raise
        raise Fault(f"{told(fault)} {go_back(before, applied, backup)}") from fault
    now = git("rev-parse", "HEAD")
    SERVING.write_text(now, encoding="utf-8")
    if changed := git("diff", "--name-only", before, now, "--", *COPIED).split():
        say(f"Changed as well: {', '.join(changed)}. docs/deploy.md says how to put it in place.")
    say(f"Updated: {now[:10]} serves, before it was {before[:10]}.")


def when_stopped(words):
    """From now on Ctrl+C, a stop or a lost connection raises a Fault with ``words``.

    With None they are not listened to: what is being done has to be finished.
    """

    def stop(*_):
        raise Fault(words)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop if words else signal.SIG_IGN)


def told(fault):
    """What went wrong, as a sentence, also when nobody thought of it."""
    return str(fault) if isinstance(fault, Fault) else f"{type(fault).__name__}: {fault}."


def fetch():
    """Get the newest version without putting it in place: its name, "" where there is no source."""
    if subprocess.run(["git", "rev-parse", "@{u}"], cwd=ROOT, capture_output=True).returncode:  # noqa: S607 - git stands where the owner's PATH says
        return ""
    run_or_fault(
        ["git", "fetch", "--quiet"],
        "The newest version could not be fetched: {reason}. Nothing was changed.",
    )
    return git("rev-parse", "@{u}")


def bring_up():
    """Install, prepare and try what stands in the folder; let the running site load it."""
    say("Installing and preparing…")
    install(lock_needed())
    manage_or_fault("check", sentence="The new version does not start: {reason}.")
    said = manage_or_fault("prepare", sentence="The database could not be prepared: {reason}.")
    say("\n".join(line for line in said.splitlines() if line.startswith("Sign in with")))
    say("Trying the new version…")
    try_out()
    load_on_running_sites()


def load_on_running_sites():
    """Let each site that serves from this folder load what stands in it now."""
    for pid, port in running_sites():
        say(f"Loading it where port {port} serves…")
        reload(pid)
        check_pages(port)


def go_back(commit, applied, backup):
    """The version and the migrations of before; returns a sentence for the person who waits."""
    when_stopped(None)
    say("Going back…")
    try:
        still = take_back(applied)
    except Exception:
        still = []  # a version that cannot even be asked has not come to its migrations
    try:
        put_back(commit)
    except Exception as fault:
        return (
            f"Going back failed too: {told(fault)} What runs serves on until it is started anew. "
            f"Mend this, then type git reset --hard {commit[:10]} and make update."
        )
    words = f"The version of before serves again ({commit[:10]})."
    if still:
        words += (
            f" The database kept {', '.join(still)}, which harms no earlier version. {backup}"
        ).rstrip()
    return words


def put_back(commit):
    """Install what served before, and let the running site load it."""
    # Left by a git that was stopped; nobody else works here.
    (ROOT / ".git/index.lock").unlink(missing_ok=True)
    git("reset", "--quiet", "--hard", commit)
    install(lock_needed())
    manage_or_fault("collectstatic", "--no-input", "-v0", sentence="{reason}.")
    load_on_running_sites()


def take_back(applied):
    """Take back the migrations that are new since ``applied``; returns those that stay."""
    for app in dict.fromkeys(app for app, _ in new_since(applied)):
        old = [name for each, name in applied if each == app]
        with suppress(Fault):
            manage_or_fault("migrate", "-v0", app, max(old, default="zero"), sentence="{reason}")
    return [f"{app} {name}" for app, name in new_since(applied)]


def new_since(applied):
    """The migrations made since ``applied`` was read, the newest first."""
    return [each for each in reversed(applied_migrations()) if each not in applied]


def applied_migrations():
    """The migrations of the database as pairs (app, name)."""
    command = ("shell", "--no-imports", "-c", SHOW_APPLIED)
    said = manage_or_fault(*command, sentence="The database does not answer: {reason}.")
    return [tuple(each) for each in json.loads(said)]


def back_up():
    """Make a backup; returns where it is, as a sentence."""
    say("Making a backup…")
    said = manage_or_fault("backup", sentence="{reason}. Nothing was changed.")
    return said.strip().splitlines()[-1]


def lock_needed():
    """The lock file with all that the settings ask for."""
    values = settings_in_file() | dict(os.environ)
    needs = [values.get(name) for name in ("S3_URL", "SENTRY_DSN", "METRICS_KEY")]
    is_larger = any(needs) or values.get("DATABASE_URL", "").startswith("postgres")
    return "requirements/scale.txt" if is_larger else "requirements.txt"


def try_out():
    """Start what stands in the folder beside the running site, and look at its pages."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [BIN / "gunicorn", "--config=gunicorn.conf.py", f"--bind=127.0.0.1:{port}"]
    surroundings = os.environ | {
        "CLINIC_READY": "Ready.",
        "DELIVER_LETTERS": "false",
        "WEB_WORKERS": "1",
    }
    with subprocess.Popen(  # noqa: S603 - the new version of ourselves
        command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as candidate:
        try:
            if not candidate.stdout.readline():
                raise Fault("The new version does not start.")
            check_pages(port)
        finally:
            candidate.terminate()


def check_pages(port):
    """Raise Fault unless each of the pages is shown."""
    site = urlsplit(os.environ.get("SITE_URL") or settings_in_file().get("SITE_URL", ""))
    headers = {"Host": site.netloc or "127.0.0.1", "X-Forwarded-Proto": site.scheme or "http"}
    for page in PAGES:
        asked = urllib.request.Request(f"http://127.0.0.1:{port}{page}", headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=30):  # noqa: S310 - an http address of ours
                pass
        except (OSError, urllib.error.URLError) as fault:
            raise Fault(f"The page {page} is not shown: {fault}.") from fault


def running_sites():
    """The (process, port) of each gunicorn that serves from this folder."""
    for path in VAR.glob("gunicorn-*.pid"):
        pid = int(path.read_text())
        if was_started_with(pid, f"--pid={path.relative_to(ROOT)}"):
            yield pid, int(path.stem.rpartition("-")[2])


def was_started_with(pid, argument):
    """Whether the process is the site's; its number may be another program's by now.

    Its folder would tell, too, but not outside of the sandbox in which systemd starts it.
    """
    process = Path(f"/proc/{pid}")
    try:
        if argument.encode() not in (process / "cmdline").read_bytes().split(b"\0"):
            return False
        if process.stat().st_uid != os.geteuid():
            raise Fault("Type make update as the user who runs the site.")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return True


def reload(pid):
    """Have gunicorn load the code anew; returns when its old workers have ended."""
    old = workers_of(pid)
    os.kill(pid, signal.SIGHUP)
    until = time.monotonic() + SECONDS_TO_RELOAD
    while old & workers_of(pid):
        if time.monotonic() > until:
            raise Fault("The running site did not load the new version.")
        time.sleep(0.2)


def workers_of(pid):
    """The numbers of the processes that gunicorn started."""
    with suppress(OSError):
        return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    raise Fault("The running site has ended. Start it again, then type make update.")


def manage_or_fault(*command, sentence):
    """Run manage.py; returns what it printed, or raises Fault with the sentence and the reason."""
    # No file with a name: what is printed may be the first password.
    with tempfile.TemporaryFile("w+") as out:
        run_or_fault([BIN / "python", "manage.py", *command], sentence, stdout=out)
        out.seek(0)
        return out.read()


def git(*command):
    """What git prints."""
    done = subprocess.run(  # noqa: S603 - a list of words of ours
        ["git", *command],  # noqa: S607 - git stands where the owner's PATH says
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Fault(f"git {command[0]} failed: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout.strip()


def say(words):
    if words:
        with suppress(OSError):  # whoever typed make update may be gone
            print(words, flush=True)


if __name__ == "__main__":
    try:
        VAR.mkdir(mode=0o700, exist_ok=True)
        update()
    except Fault as fault:
        sys.exit(str(fault))
