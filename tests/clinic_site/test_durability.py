"""The database that is in use keeps what was acknowledged, and loses what was erased."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def in_force(*questions):
    """What the database answers to each of the questions."""
    with connection.cursor() as cursor:
        return [cursor.execute(question).fetchone()[0] for question in questions]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="these are SQLite's")
def test_sqlite_waits_for_the_disk_and_overwrites_what_is_erased():
    asked = in_force("PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA secure_delete")
    full, on = 2, 1
    assert asked == ["wal", full, on]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="these are PostgreSQL's")
def test_postgresql_waits_for_the_disk():
    assert in_force("SHOW fsync", "SHOW synchronous_commit") == ["on", "on"]
