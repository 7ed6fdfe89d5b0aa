"""A restore that cannot go on says what state it left, and half a site never serves."""

import hashlib

import pytest
from django.db import connection

from clinic_site import backup
from tests.clinic_site.backups import change_list, clinic_with_a_picture, make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    return clinic_with_a_picture(settings, tmp_path)


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
