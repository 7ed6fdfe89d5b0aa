"""Runs the site with gunicorn on the tests' own database."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.programs import ROOT


def database_url():
    """The tests' database as a DATABASE_URL."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    return f"{url}/{connection.settings_dict['NAME']}"


def environment(folder, **values):
    """The environment of a site whose files stand in ``folder``."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "CLINIC_ENV_FILE": "",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.clinic_site.other_place",
        "OTHER_MEDIA": str(folder / "media"),
        "BACKUP_FOLDER": str(folder / "backups"),
        "DELIVER_LETTERS": "false",
        "WEB_WORKERS": "1",
        "CLINIC_READY": "Ready.",
    } | values


@dataclass
class Running:
    """A running site: its address, the file with its log, and its process."""

    address: str
    log: Path
    process: subprocess.Popen

    def ask(self, path, data=None, **headers):
        """Status, headers and text of an answer; ``data`` is posted."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = urllib.request.Request(self.address + path, data, headers)  # noqa: S310
        try:
            with urllib.request.urlopen(asked) as answer:  # noqa: S310
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read().decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(folder, **values):
    """A site that listens, as a Running; it is stopped in the end."""
    port, log = free_port(), folder / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603
            [
                Path(sys.executable).with_name("gunicorn"),
                "--config=gunicorn.conf.py",
                f"--bind=127.0.0.1:{port}",
            ],
            cwd=ROOT,
            env=environment(folder, **values),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            said = process.stdout.readline()
            assert said == "Ready.\n", log.read_text(encoding="utf-8")
            yield Running(f"http://127.0.0.1:{port}", log, process)
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()
