"""What the tests of the whole site share."""

import os
import subprocess
import sys
import uuid

import psycopg
import pytest
from django.db import connection


@pytest.fixture
def elsewhere(tmp_path, project_root):
    """Runs manage.py beside an empty database: ``run("restore", path)`` → (code, said)."""
    name = f"restore_{uuid.uuid4().hex}"
    url = f"sqlite:///{tmp_path}/{name}.sqlite3"
    server = None
    if connection.vendor == "postgresql":
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
        server = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        server.execute(f"CREATE DATABASE {name}")

    def run(*command):
        environment = {
            "PATH": os.environ["PATH"],
            "CLINIC_ENV_FILE": "",
            "SECRET_KEY": "k3y-for-tests-" * 4,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.clinic_site.other_place",
            "OTHER_MEDIA": str(tmp_path / "other-media"),
            "BACKUP_FOLDER": str(tmp_path / "backups"),
        }
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-W", "error", "manage.py", *map(str, command)],
            cwd=project_root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    yield run
    if server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()
