"""An empty Debian in a folder, with a running systemd: what a server is when somebody gets it."""

import itertools
import os
import shutil
import subprocess
import time
from pathlib import Path

BOOT = Path(__file__).with_name("boot.sh")
MIRROR = "http://deb.debian.org/debian"
BARE = "ca-certificates,dbus,systemd,systemd-sysv"
# How this machine finds Debian's and Python's packages, if not as everybody does.
OWN_WAYS = ["/etc/apt/apt.conf.d/99*", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt"]
OWN_WAYS += ["/etc/resolv.conf"]
HANDED_ON = ("PIP_INDEX_URL", "PIP_CERT", "SSL_CERT_FILE", "http_proxy", "https_proxy")
SECONDS_TO_BOOT = 60


class Failed(Exception):
    """What was typed, and what came of it."""


def bootstrap(root, release):
    """Put an empty Debian of ``release`` into the folder ``root``."""
    command = ["debootstrap", f"--include={BARE}", release, root, MIRROR]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Failed(f"{command}: {(done.stdout + done.stderr)[-2000:]}")
    for pattern in OWN_WAYS:
        for path in Path("/").glob(pattern.removeprefix("/")):
            shutil.copy(path, root / path.relative_to("/"))


class Box:
    """A booted Debian in the folder ``root``, and a shell of root's in it that stays open.

    ``space``: its network, by name, if not this machine's. ``shared``: a folder that several of
    them have as /srv/backups.
    """

    def __init__(self, root, space=None, shared=None):
        self.root, self.shell, self.marks = root, None, itertools.count()
        group = _control_groups() / f"clinic-{root.name}"
        group.mkdir(exist_ok=True)
        spaces = ["--pid", "--fork", "--mount", "--uts", "--ipc", "--cgroup", "--kill-child"]
        start = 'echo $$ > "$1/cgroup.procs"; shift; exec "$@"'
        network = ["nsenter", f"--net=/run/netns/{space}"] if space else []
        command = ["sh", "-c", start, "boot", group, *network, "unshare", *spaces, "sh", BOOT, root]
        command += [shared] if shared else []
        self.outside = subprocess.Popen([*map(str, command)])  # noqa: S603
        self.inside = self._booted()

    def _booted(self):
        """How a command gets in, once all of systemd has started."""
        children = Path(f"/proc/{self.outside.pid}/task/{self.outside.pid}/children")
        until = time.monotonic() + SECONDS_TO_BOOT
        while time.monotonic() < until:
            time.sleep(0.5)
            if first := children.read_text().split():
                spaces = ["-m", "-u", "-i", "-p", "-C", "-n", "-r", "-w"]
                inside = ["nsenter", "-t", first[0], *spaces, "env", "-i", *_values()]
                asked = [*inside, "systemctl", "is-system-running"]
                done = subprocess.run(asked, capture_output=True, text=True, check=False)  # noqa: S603
                if done.stdout.strip() in ("running", "degraded"):
                    return inside
        raise Failed("systemd did not start.")

    def type(self, text):
        """Type lines into root's shell: what they printed. Raises Failed when one of them fails."""
        if self.shell is None:
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            command = [*self.inside, "bash", "-e"]
            self.shell = subprocess.Popen(command, stderr=subprocess.STDOUT, text=True, **pipes)  # noqa: S603
        mark = f"typed-{next(self.marks)}"
        (self.root / "root" / mark).write_text(f"{text}\n", encoding="utf-8")
        # From a file, so that no command reads the lines after it.
        self.shell.stdin.write(f". /root/{mark} </dev/null\nrm /root/{mark}\necho; echo {mark}\n")
        self.shell.stdin.flush()
        said = ""
        for line in self.shell.stdout:
            if line == f"{mark}\n":
                return said.strip()
            said += line
        raise Failed(f"{text}\n--\n{said}")

    def stop(self):
        """End all that runs in it."""
        if self.shell:
            self.shell.kill()
        self.outside.kill()
        self.outside.wait()


def _values():
    values = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    values |= {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    return [f"{name}={value}" for name, value in values.items()]


def _control_groups():
    """Where the groups of version 2 are mounted, which a systemd needs."""
    mounts = (line.split() for line in Path("/proc/mounts").read_text().splitlines())
    return next(Path(where) for _, where, kind, *_ in mounts if kind == "cgroup2")
