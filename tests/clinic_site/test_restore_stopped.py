"""A restore that cannot go on says what state it left, and half a site never serves."""

import hashlib
import shutil
import signal
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from gunicorn.arbiter import Arbiter

from clinic_site import backup
from clinic_site.first_run import reason_in
from outbox import erasures
from tests.clinic_site.backups import change_list, make
from tests.clinic_site.erasing import KILL
from tests.clinic_site.running import environment
from tests.programs import run_python

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("place")]


def test_one_of_another_kind_of_database_names_the_way(elsewhere, place):
    make()
    [path] = backup.backups()
    is_sqlite = connection.vendor == "sqlite"
    theirs, ours = ("PostgreSQL", "SQLite") if is_sqlite else ("SQLite", "PostgreSQL")
    begins = b"PGDMP\x01\x0e" if is_sqlite else b"SQLite format 3\0"
    of_files = {"database": hashlib.sha256(begins).hexdigest()}
    change_list(path, lambda contents: contents["files"].update(of_files), database=begins)
    code, said = elsewhere("restore", path)
    assert (code, said) == (
        1,
        f"CommandError: Stopped: this backup is of {theirs}, and this place has {ours}. Nothing "
        f"was changed. Write the address of an empty {theirs} behind DATABASE_URL= in .env, "
        f"restore into that, then take the site to {ours} by manage.py move_database.\n",
    )
    assert not (place / "other-media").exists()


def test_a_list_of_a_newer_version_asks_for_that_version(elsewhere):
    make()
    [path] = backup.backups()
    with erasures.list_path().open("a", encoding="utf-8") as list_of_erased:
        list_of_erased.write("quinces 12345\n")
    code, said = elsewhere("restore", path)
    assert code == 1
    assert "names quinces, which this version does not know. Take the newest version" in said
    assert "A restore began here and did not end" in said
    code, said = elsewhere("check")
    assert code == 1
    assert "A restore began here and did not end" in said


def empty(url):
    """Take everything out of a database."""
    if connection.vendor == "sqlite":
        Path(url.removeprefix("sqlite:///")).unlink()
        return
    with psycopg.connect(url, autocommit=True) as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


@pytest.fixture(params=["killed", "no room"])
def half(request, elsewhere, settings):
    """A backup whose restore stopped half-way, and what it said."""
    settings.ERASE_AGAIN = {"requests": "tests.clinic_site.erasing.erase_requests"}
    make()
    [path] = backup.backups()
    if request.param == "killed":
        erasures.record("requests", [KILL])
        code, said = elsewhere("restore", path)
        erasures.list_path().unlink()
        assert (code, said) == (-signal.SIGKILL, "")
    else:
        code, said = elsewhere("restore", path, OTHER_MEDIA="/proc/none")
        assert code == 1
        assert said.startswith("CommandError: Stopped: No such file or directory. A restore began ")
    return path


def test_half_a_site_is_told_to_be_emptied_and_never_serves(half, elsewhere, place, same_kind):
    name = same_kind.removeprefix("sqlite:///").rpartition("?")[2]
    first = f"Delete {name}*"
    if connection.vendor == "postgresql":
        first = f"Make the database {name.rpartition('/')[2]} anew"
    words = (
        "A restore began here and did not end: a part of the site is missing. "
        f"{first} and delete what is in {place}/other-media, then restore again."
    )
    assert elsewhere("restore", half) == (1, f"CommandError: {words}\n")
    for command in ("prepare", "deliver_letters", "backup"):
        code, said = elsewhere(command)
        assert (code, f"?: (clinic_site.E001) {words}" in said) == (1, True), said
        assert reason_in(said) == words.rstrip(".")
    values = environment(place, DATABASE_URL=same_kind, OTHER_MEDIA=f"{place}/other-media")
    code, said = run_python(
        "-m", "gunicorn", "--config=gunicorn.conf.py", "--bind=127.0.0.1:0", environment=values
    )
    assert (code, words in said) == (Arbiter.APP_LOAD_ERROR, True), said

    empty(same_kind)
    shutil.rmtree(place / "other-media", ignore_errors=True)
    assert elsewhere("restore", half)[0] == 0
    assert elsewhere("check")[0] == 0


@pytest.mark.parametrize(
    ("tool", "reason"),
    [("", "pg_restore is not installed"), ("#!/bin/sh\nexit 3\n", "it ended with 3")],
    ids=["missing", "failing"],
)
def test_a_tool_that_does_not_work_changes_nothing(elsewhere, tmp_path, tool, reason):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite needs no tool")
    make()
    [path] = backup.backups()
    tools = tmp_path / "tools"
    tools.mkdir()
    if tool:
        (tools / "pg_restore").write_text(tool)
        (tools / "pg_restore").chmod(0o755)
    code, said = elsewhere("restore", path, PATH=str(tools))
    assert (code, said) == (1, f"CommandError: Stopped: {reason}. Nothing was changed.\n")
    assert elsewhere("restore", path)[0] == 0
