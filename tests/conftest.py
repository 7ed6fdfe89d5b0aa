"""What every test runs with."""

import os
import shutil
import uuid
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from testimonials import numbers
from tests.programs import IS_CI

CHROMIUM = next(
    filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "chromium-browser"])),
    None,
)


@pytest.fixture(autouse=True)
def folders_of_their_own(settings, tmp_path_factory):
    """Backups and letters of the tests stay away from the site's own."""
    place = tmp_path_factory.getbasetemp()
    settings.BACKUP_FOLDER = place / "backups"
    settings.LETTER_FOLDER = place / "mail"


@pytest.fixture(autouse=True)
def plain_static_files(request, settings, tmp_path_factory):
    """Pages name static files as they are; only the browser tests need hashed names.

    None is collected either: each client would read all of them anew, which takes longer than
    most tests.
    """
    if "browser" not in request.keywords:
        # Sites that a test starts warn where there is no folder, as on a fresh clone.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        place = tmp_path_factory.getbasetemp() / "static"
        place.mkdir(exist_ok=True)
        settings.STATIC_ROOT = place
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        }


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Most tests that sign somebody in are not about how hard a password is to guess."""
    settings.PASSWORD_HASHERS = ["tests.hashers.Quick"]


@pytest.fixture(autouse=True)
def fresh_numbers():
    """The numbers of stories may be a minute old; here nothing was counted before."""
    numbers.forget()


@pytest.fixture(autouse=True)
def pictures_of_this_test(settings, tmp_path):
    """Uploads of a test stay in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def same_kind(tmp_path):
    """The address of an empty database of the kind the tests run on."""
    name = f"moved_{uuid.uuid4().hex}"
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/{name}.sqlite3"
        return
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}")
        yield f"{server.rpartition('/')[0]}/{name}"
        maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")


def pytest_collection_modifyitems(items):
    """Browser tests need a browser; where there must be one (CI=true) they fail without."""
    if CHROMIUM or IS_CI:
        return
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no Chromium was found"))


def pytest_terminal_summary(terminalreporter):
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "no Chromium was found" in str(report.longrepr)
    ]
    if skipped:
        passed = len(terminalreporter.stats.get("passed", []))
        terminalreporter.write_line(
            f"{passed} passed, {len(skipped)} browser tests left out: no Chromium was found."
        )


@pytest.fixture(scope="session")
def project_root():
    return Path(__file__).parents[1]
