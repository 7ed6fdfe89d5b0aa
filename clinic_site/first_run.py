"""What ``make`` runs: sets the site up and starts it, tests it, or makes a new password.

Runs on the system's Python before anything is installed, so it uses the standard library alone.
Every fault ends in one sentence that says what to do.
"""

import errno
import hashlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
ENV_FILE = ROOT / ".env"
LEAST_ROOM = 500 * 1024 * 1024
CONTENT_SUFFIXES = {".py", ".toml", ".html", ".css", ".svg", ".woff2", ".js", ".txt"}
LINE_LENGTH_OF_A_REASON = 200
COMMANDS = {"password": "new_password", "second-step": "reset_second_step"}


class Fault(Exception):
    """A sentence for the person at the keyboard."""


def check_place():
    """Raise Fault when the folder cannot be written to or the disk has no room."""
    if not os.access(ROOT, os.W_OK):
        raise Fault(
            "This folder cannot be written to. Check who owns it, then type make run again."
        )
    if not VENV.exists() and shutil.disk_usage(ROOT).free < LEAST_ROOM:
        raise Fault(
            "There is no room left on the disk. Make 500 MB free, then type make run again."
        )


def check_port(host, port):
    """Raise Fault, with a free port to take instead, when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                raise Fault(f"The site cannot listen on {host}:{port}: {fault.strerror}.") from None
        else:
            return
    with socket.socket() as probe:
        probe.bind((host, 0))
        free = probe.getsockname()[1]
    raise Fault(
        f"Port {port} is in use by another program. "
        f"Stop that one, or choose another: make run PORT={free}"
    )


def is_done(stamp, value):
    """Whether the stamp file says that this very state was reached before."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def install(lock):
    """Make the virtual environment and install a lock file into it, unless that was done.

    Returns whether anything had to be done.
    """
    stamp = VENV / f"{Path(lock).stem}.installed"
    state = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest() + sys.version
    if is_done(stamp, state) and (BIN / "python").exists():
        return False
    if not runs(BIN / "python"):
        print("Making a place for the site's parts…", flush=True)
        venv.create(VENV, with_pip=True, clear=True)
    print("Installing…", flush=True)
    stamp.unlink(missing_ok=True)  # cut short, it may be neither the old state nor the new one
    run_or_fault(
        [BIN / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock],
        "The site's parts could not be installed: {reason}. Is this computer online? "
        "Then type make run again. Nothing else was changed.",
    )
    stamp.write_text(state, encoding="utf-8")
    return True


def runs(python):
    """Whether this Python exists and has the version of the one that runs this script."""
    try:
        version = subprocess.run(  # noqa: S603 - a list of words of ours
            [python, "-c", "import sys; print(sys.version)"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return version.strip() == sys.version.strip()


def run_or_fault(command, sentence, **options):
    """Run a command; when it fails raise Fault with its last line as the reason."""
    done = subprocess.run(  # noqa: S603 - a list of words of ours
        [str(part) for part in command],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **options,
    )
    if done.returncode:
        raise Fault(sentence.format(reason=reason_in(done.stderr)))


def reason_in(stderr):
    """The sentence in what a failed command printed.

    That of a check of ours, all of a fault of the settings, else one line.
    """
    if refused := re.search(r"^\?: \(clinic_site\.E\d+\) (.+)", stderr, re.MULTILINE):
        return refused[1].rstrip(".")
    _, is_settings, told = stderr.partition("ImproperlyConfigured:")
    if is_settings:
        return told.strip().rstrip(".")
    lines = [line.strip() for line in stderr.splitlines() if line.strip()] or ["no reason given"]
    faults = [line for line in lines if line.startswith("ERROR")] or lines
    reason = faults[-1].removeprefix("ERROR:").removeprefix("CommandError:").strip()
    return reason[:LINE_LENGTH_OF_A_REASON].rstrip(".")


def write_env():
    """Write .env from its example with a fresh secret key, unless there is one."""
    if ENV_FILE.exists():
        return False
    print("Writing .env with a fresh secret key…", flush=True)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    lines = [
        f"SECRET_KEY={secrets.token_urlsafe(50)}" if line.startswith("SECRET_KEY=") else line
        for line in example.splitlines()
    ]
    ENV_FILE.touch(mode=0o600)
    ENV_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True


def settings_in_file():
    """The names and values written in .env."""
    lines = ENV_FILE.read_text(encoding="utf-8").splitlines() if ENV_FILE.exists() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip() for name, value in pairs}


def site_environment(host, port):
    """The environment of the site; on this computer its address follows HOST and PORT."""
    environment = dict(os.environ)
    site_url = environment.get("SITE_URL") or settings_in_file().get("SITE_URL", "")
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not listened on
    if not site_url or site_url.startswith(("http://127.0.0.1", "http://localhost")):
        environment["SITE_URL"] = f"http://{shown}:{port}"
    return environment


def state_of_the_code():
    """A digest that changes when any file that ``prepare`` depends on does."""
    digest = hashlib.sha256()
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if parts[0] in {".venv", "var", ".git", "tests"} or path.suffix not in CONTENT_SUFFIXES:
            continue
        about = path.stat()
        digest.update(f"{path}:{about.st_size}:{about.st_mtime_ns}".encode())
    digest.update(repr(sorted(settings_in_file().items())).encode())
    return digest.hexdigest()


def prepare(environment):
    """Migrate, load the first content and collect static files, unless nothing changed.

    Returns the e-mail address and password of a sign-in made just now, or nothing.
    """
    stamp, sign_in = ROOT / "var/prepared", ROOT / "var/sign-in"
    has_database = (ROOT / "var/db.sqlite3").exists() or "DATABASE_URL" in settings_in_file()
    state = state_of_the_code()
    if has_database and is_done(stamp, state):
        return []
    run_or_fault(
        [BIN / "python", "manage.py", "prepare", "--sign-in-file", sign_in],
        "{reason}.",
        env=environment,
    )
    stamp.write_text(state, encoding="utf-8")
    if not sign_in.exists():
        return []
    made = sign_in.read_text(encoding="utf-8").split()
    sign_in.unlink()
    return made


def run(host, port):
    """Set up what is missing, then become gunicorn."""
    check_place()
    check_port(host, port)
    is_new = install("requirements.txt")
    write_env()
    environment = site_environment(host, port)
    made = prepare(environment)
    environment["CLINIC_READY"] = ready_words(environment, made, is_new)
    os.chdir(ROOT)
    os.execve(  # noqa: S606 - no shell is wanted
        BIN / "gunicorn",
        ["gunicorn", "--config=gunicorn.conf.py", f"--bind={host}:{port}"]
        + [f"--pid=var/gunicorn-{port}.pid"],
        environment,
    )


def ready_words(environment, made, is_new):
    """What is printed once the site listens."""
    url = environment.get("SITE_URL") or settings_in_file().get("SITE_URL", "")
    site = f"{url.rstrip('/')}/"
    if made or is_new:
        lines = ["Ready.", f"Site {site}", f"Desk {site}admin/"]
    else:
        lines = [f"Ready. Nothing to install. Site {site}, desk {site}admin/."]
    if made:
        lines += [
            f"Sign in with {made[0]}",
            f"Password {made[1]} (shown only now; lost it? make password)",
        ]
    if not (environment.get("EMAIL_URL") or settings_in_file().get("EMAIL_URL")):
        lines.append(
            "No e-mail leaves this site yet: EMAIL_URL is not set. "
            "Letters are kept at the desk, under Letters."
        )
    return "\n".join([*lines, "Stop with Ctrl+C."])


def test():
    """Install what the tests need and run every check; return the exit code of the first fault."""
    check_place()
    install("requirements/dev.txt")
    environment = {
        name: value for name, value in os.environ.items() if name not in settings_in_file()
    }
    environment |= {"CLINIC_ENV_FILE": "", "SECRET_KEY": secrets.token_urlsafe(50)}
    public = environment | {"SITE_URL": "https://clinic.example", "TRUSTED_PROXIES": "1"}
    manage = [BIN / "python", "-W", "error", "manage.py"]
    pytest = [BIN / "python", "-m", "pytest", "-n", "auto", "--maxprocesses"]
    for command, surroundings in [
        ([BIN / "ruff", "check", "."], environment),
        ([BIN / "ruff", "format", "--check", "."], environment),
        ([BIN / "djlint", "templates", "--lint", "--quiet"], environment),
        ([*manage, "makemigrations", "--check", "--dry-run"], environment),
        ([*manage, "check", "--deploy", "--fail-level", "WARNING"], public),
        ([*pytest, "4", "-m", "not browser"], environment),
        # The browser tests of a file share a running site.
        ([*pytest, "2", "--dist", "loadfile", "-m", "browser"], environment),
    ]:
        print(f"— {' '.join(str(part) for part in command[-4:])}", flush=True)
        code = subprocess.run(  # noqa: S603 - a list of words of ours
            [str(part) for part in command], cwd=ROOT, env=surroundings, check=False
        ).returncode
        if code:
            return code
    return 0


def manage(command, *arguments):
    """Run one of the site's commands, for a colleague who lost what they sign in with."""
    install("requirements.txt")
    return subprocess.run(  # noqa: S603 - a list of words of ours
        [BIN / "python", "manage.py", command, *arguments], cwd=ROOT, check=False
    ).returncode


def main(task, *arguments):
    """Do one task; faults become a sentence and exit code 1."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65_536:
        raise Fault(f'PORT: "{port}" is not a port. Write a number from 1 to 65535.')
    if task == "run":
        return run(host, int(port))
    return test() if task == "test" else manage(COMMANDS[task], *arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Fault as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit(130)
