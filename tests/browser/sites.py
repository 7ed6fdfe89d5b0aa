"""Running sites: gunicorn, hashed static files, a database of their own."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.db import connections

from tests.clinic_site.running import ROOT, free_port

EMAIL = "desk@example.com"
PASSWORD = "four plain words here"
MAKE_STAFF = (
    "from staff.models import StaffMember;"
    f"StaffMember.objects.create_superuser({EMAIL!r}, {PASSWORD!r})"
)
SHELL = "from tests.browser.sites import read_and_run; read_and_run()"


def read_and_run():
    """Run each line of the input, a piece of Python as JSON; answer with what it printed."""
    for line in sys.stdin:
        with redirect_stdout(StringIO()) as said:
            exec(json.loads(line), {})  # noqa: S102 - the tests' own words
        connections.close_all()
        print(json.dumps(said.getvalue()), flush=True)


@dataclass
class Site:
    """A running site: its address, and how to run a management command on its database."""

    address: str
    environment: dict
    process: subprocess.Popen | None = None

    def shell(self, code):
        """Run Python on its database and return what it printed.

        One process runs all pieces: to start Django for each would take longer than most of them.
        """
        if self.process is None:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "manage.py", "shell", "--no-imports", "--command", SHELL],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        print(json.dumps(code), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        assert answer, f"this failed, see above: {code}"
        return json.loads(answer).strip()

    def manage(self, *command):
        """Run manage.py with ``command`` and return what it printed."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def new_site(folder, host="127.0.0.1"):
    """A Site on a free port, without a database yet; ``folder`` holds what it keeps."""
    address = f"http://{host}:{free_port()}"
    environment = {
        "PATH": os.environ["PATH"],
        "CLINIC_ENV_FILE": "",
        "SECRET_KEY": "k3y-for-tests-" * 4,
        "SITE_URL": address,
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "BACKUP_FOLDER": f"{folder}/backups",
    }
    return Site(address, environment)


@contextmanager
def served(site):
    """The site, served by gunicorn from its word that it listens until the block ends."""
    process = subprocess.Popen(  # noqa: S603
        [
            Path(sys.executable).with_name("gunicorn"),
            "--config=gunicorn.conf.py",
            f"--bind={site.address.removeprefix('http://')}",
            "clinic_site.wsgi:application",
        ],
        cwd=ROOT,
        env=site.environment | {"WEB_WORKERS": "1", "CLINIC_READY": "Ready."},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "Ready.\n", f"gunicorn ended with {process.poll()}"
    yield site
    process.send_signal(signal.SIGQUIT)  # at once, whatever lines the browser holds open
    process.communicate(timeout=30)
    if site.process:
        site.process.communicate(timeout=30)


@contextmanager
def running_site(folder):
    """A site with its first content and one colleague, on a free port, until the block ends."""
    site = new_site(folder)
    site.manage("migrate", "--verbosity=0")
    site.manage("load_first_content")
    site.shell(MAKE_STAFF)
    site.manage("collectstatic", "--noinput", "--verbosity=0")
    with served(site):
        yield site
