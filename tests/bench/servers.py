"""Starts the servers of a comparison on free ports of this machine, and ends only those."""

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "var/bench"
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_TO_START = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Server:
    """A running server: its name, port, the process that leads it, and its environment."""

    name: str
    port: int
    process: subprocess.Popen = None
    environment: dict = field(default_factory=dict)

    def processes(self):
        """The ids of the leading process and of its children."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def cpu_seconds(self):
        """CPU time used so far, of all its processes."""
        used = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            used += int(fields[11]) + int(fields[12])
        return used / TICKS

    def memory_mb(self):
        """The largest share of memory (PSS) of one of its processes, in MB."""
        return max(_pss(pid) for pid in self.processes()) / 1000

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)


def _pss(pid):
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def environment(port, database):
    """What a site of the comparison gets to know; nothing of the caller's own settings."""
    return {
        "PATH": os.environ["PATH"],
        "CLINIC_ENV_FILE": "",
        "SECRET_KEY": "k3y-for-the-bench-" * 4,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database,
        "DELIVER_LETTERS": "false",
        "BENCH_PAGE": str(FOLDER / "page.html.gz"),
    }


def manage(values, *command):
    """Run manage.py with ``command``."""
    done = [sys.executable, "manage.py", *command]
    subprocess.run(done, cwd=ROOT, env=values, check=True)  # noqa: S603


SITE = "clinic_site.wsgi:application"


def gunicorn(name, database, settings="clinic_site.settings", application=SITE):
    """The site, or another WSGI application, under gunicorn as it is shipped."""
    port = free_port()
    values = environment(port, database) | {"DJANGO_SETTINGS_MODULE": settings}
    command = [Path(sys.executable).with_name("gunicorn"), "--config=gunicorn.conf.py"]
    command += [f"--bind=127.0.0.1:{port}", application]
    process = subprocess.Popen(command, cwd=ROOT, env=values)  # noqa: S603
    return _started(Server(name, port, process, values))


def nginx(name, site=None):
    """The shipped nginx configuration in front of ``site``; without one, the finished page."""
    port, where = free_port(), FOLDER / name.replace(" ", "-")
    (where / "cache").mkdir(parents=True, exist_ok=True)
    if site:
        shipped = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
        head, location = (
            shipped.split("server {\n    listen", 1)[0],
            shipped.rsplit("location /")[-1],
        )
        head = head.replace("/var/cache/nginx/clinic", str(where / "cache"))
        head = head.replace("127.0.0.1:8000", f"127.0.0.1:{site.port}")
        served = f"{head} server {{ listen 127.0.0.1:{port}; location /{location}"
    else:
        shutil.copy(FOLDER / "page.html.gz", where / "page.html.gz")
        served = (
            f"server {{ listen 127.0.0.1:{port}; root {where}; gzip_static always;"
            " location / { rewrite ^ /page.html break; } }"
        )
    (where / "nginx.conf").write_text(
        f"user root; worker_processes 2; pid {where}/pid; error_log {where}/error.log;"
        " daemon off; events { worker_connections 512; } http { default_type text/html;"
        f" access_log off; keepalive_requests 1000000;\n{served}\n}}\n"
    )
    command = ["nginx", "-p", where, "-c", where / "nginx.conf"]
    return _started(Server(name, port, subprocess.Popen(command)))  # noqa: S603


def _started(server):
    """Wait until it takes connections."""
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", server.port)) == 0:
                return server
        time.sleep(0.1)
    raise SystemExit(f"{server.name} did not start")
