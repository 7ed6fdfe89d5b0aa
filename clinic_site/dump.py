"""The database as one file and back: SQLite by its online copy, PostgreSQL by its own tools."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from clinic_site.databases import take_time


class ToolFailed(Exception):
    """What a tool of the database said, or that it is not installed."""


def write(path):
    """Copy the database to ``path`` while others write to it; returns {table: rows in it}."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(path)
    with transaction.atomic(), connection.cursor() as cursor:
        # The tool and the count look at the same moment.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        take_time(cursor)
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
        return count_rows()


def load(path):
    """Fill the empty database from what ``write`` made."""
    if connection.vendor == "sqlite":
        connection.close()
        place = connection.settings_dict["NAME"]
        shutil.copyfile(path, f"{place}.new")
        for leftover in (f"{place}-wal", f"{place}-shm"):
            Path(leftover).unlink(missing_ok=True)
        Path(f"{place}.new").replace(place)
    else:
        _run("pg_restore", "--no-owner", "--no-acl", "--single-transaction", path)


def count_rows():
    """{table: rows in it} for every table."""
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            # nosemgrep: no-sql-of-our-own - a table of ours
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of ours
            [counts[table]] = cursor.fetchone()
        return counts


def _copy_sqlite(path):
    place = f"file:{connection.settings_dict['NAME']}?mode=ro"
    with (
        closing(sqlite3.connect(place, uri=True)) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy)
        tables = copy.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            # nosemgrep: no-sql-of-our-own - a table of the copy
            name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a table of the copy
            for (name,) in sorted(tables)
        }


def _run(tool, *arguments):
    """Run pg_dump or pg_restore on our database; raises ToolFailed."""
    [_, *where], surroundings = DatabaseClient.settings_to_cmd_args_env(
        settings.DIRECT_DATABASE or connection.settings_dict, []
    )
    if tool == "pg_restore":
        where[-1:] = [f"--dbname={where[-1]}"]
    try:
        subprocess.run(  # noqa: S603 - a list of words of ours
            [tool, *where, *arguments],
            env=os.environ | (surroundings or {}),
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError:
        raise ToolFailed(f"{tool} is not installed") from None
    except subprocess.CalledProcessError as fault:
        said = fault.stderr.strip().splitlines() or [f"it ended with {fault.returncode}"]
        raise ToolFailed(said[0]) from None
