"""``make walk``: follows docs/deploy.md word by word on an empty Debian, and restores on another.

Needs root, debootstrap, pebble (an authority for certificates), git, openssl, and the ports 80, 443
and 8000. The exit code is 1 when a command fails, or what the page says comes of it does not.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chaos import report, walk_several
from tests.chaos.authority import authority
from tests.chaos.box import Failed, bootstrap
from tests.chaos.repository import Repository
from tests.chaos.server import (
    FIVE_STEPS,
    NAME,
    NGINX,
    SIGN_IN,
    SIGNED_IN,
    START,
    Around,
    running,
)

NEEDED = ["debootstrap", "git", "iptables", "openssl", "pebble"]
RELEASES, SEVERAL = ["bookworm", "trixie"], "several"
HOURLY, UPDATE = "To lose less with a disk", "Every week or so: update"
BACK = "Bring a backup back"
WALKED = [*FIVE_STEPS, START, NGINX, SIGN_IN, HOURLY, UPDATE, BACK]
MOST_MINUTES = 15  # as the page says, of steps 1 to 8
RENEWED = r"""
serial() { echo | openssl s_client -connect "$NAME:443" 2>/dev/null | openssl x509 -noout -serial; }
before=$(serial)
certbot renew --force-renewal --no-random-sleep-on-renew
for n in $(seq 50); do [ "$(serial)" = "$before" ] || echo "another one is shown"; sleep 0.2; done
"""


def serve(server, sign_in=None):
    """Steps 6 to 8, each shown by what the page says of it: the sign-in that was printed."""
    said = server.follow(START)
    server.see("ok", said)
    if sign_in is None:
        sign_in = re.search(r"Sign in with (?P<email>\S+), password (?P<password>\S+)", said)
    server.follow(NGINX)
    server.expect("ok", 'curl -s "https://$NAME/healthz"')
    server.see('"last_backup_seconds"', server.follow(SIGN_IN))
    server.expect(f"302 https://{NAME}/admin/", SIGNED_IN.format(**sign_in.groupdict()))
    return sign_in


def go_on(server, repository):
    """The months after: a backup each hour, a new certificate, a new version."""
    server.follow(HOURLY)
    server.expect(".zip.age", "ls /srv/backups")
    server.note("certificate renewed")
    server.expect("another one is shown", RENEWED)
    commit = repository.new_version()
    server.see(f"Updated: {commit[:10]} serves", server.follow(UPDATE))
    server.expect("ok", 'curl -s "https://$NAME/healthz"')


def bring_back(server, first, sign_in):
    """On a new server, from the backup and the key of the first: the same people may sign in."""
    shutil.copy(first / "root/clinic-key.txt", server.box.root / "root")
    server.install(leaving_out=["age-keygen -o"])
    for path in (first / "srv/backups").iterdir():
        shutil.copy(path, server.box.root / "srv/backups")
    newest = max(path.name for path in (first / "srv/backups").glob("clinic-*"))
    said = server.follow(BACK, changing={"clinic-20270615T071000Z.zip.age": newest})
    server.see("all compared, all the same", said)
    serve(server, sign_in)


def walk(place, release):
    """Follow the page on two servers: a row for each part of it."""
    repository = Repository(place)
    first, second = place / "first", place / "second"
    bootstrap(first, release)
    subprocess.run(["cp", "-a", first, second], check=True)  # noqa: S603, S607
    with authority(place, NAME, "127.0.0.1") as trusted:
        around = Around(repository.address, trusted)
        with running(first, around) as one:
            one.install()
            sign_in = serve(one)
            minutes = sum(row["seconds"] for row in one.rows) / 60
            if minutes > MOST_MINUTES:
                raise Failed(f"It took {minutes:.1f} minutes, not {MOST_MINUTES}.")
            one.note("steps 1 to 8", f"{minutes:.1f} minutes")
            go_on(one, repository)
        with running(second, around) as two:
            bring_back(two, first, sign_in)
    return [{"server": "the first"} | row for row in one.rows] + [
        {"server": "a new one, with a backup"} | row for row in two.rows
    ]


def main():
    parser = argparse.ArgumentParser(prog="make walk", description=__doc__)
    parser.add_argument("what", nargs="?", default=RELEASES[0], choices=[*RELEASES, SEVERAL])
    what = parser.parse_args().what
    if missing := [program for program in NEEDED if not shutil.which(program)]:
        parser.error(f"apt-get install {' '.join(missing)}")
    with tempfile.TemporaryDirectory(prefix="clinic-walk-") as place:
        try:
            if what == SEVERAL:
                rows = walk_several.walk(Path(place), RELEASES[0])
            else:
                rows = walk(Path(place), what)
        except Failed as fault:
            sys.exit(f"The page cannot be followed:\n{fault}")
    report.write("walk", ["walk", "server", "part"], [{"walk": what} | row for row in rows])


if __name__ == "__main__":
    main()
