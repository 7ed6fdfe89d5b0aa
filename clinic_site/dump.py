"""The database as one file and back: SQLite by its online copy, PostgreSQL by its own tools."""

import hashlib
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
from clinic_site.half_restored import mark


class ToolFailed(Exception):
    """What a tool of the database said, or that it is not installed."""


def write(path):
    """Copy the database to ``path`` while others write to it; returns what ``held`` tells of it."""
    if connection.vendor == "sqlite":
        with closing(_open_sqlite()) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
            return _held_by_sqlite(copy)
    with transaction.atomic(), connection.cursor() as cursor:
        # The tool and the digests look at the same moment.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        take_time(cursor)
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
        return held()


def kind_of(path):
    """Of which kind the database is that ``write`` copied to ``path``: its vendor's name."""
    with Path(path).open("rb") as file:
        return "sqlite" if file.read(7) == b"SQLite " else "postgresql"


def load(path):
    """Fill the empty database from what ``write`` made of the same kind, marked as unfinished.

    Raises ToolFailed and OSError; then it is as empty as before.
    """
    if connection.vendor == "sqlite":
        connection.close()
        place = connection.settings_dict["NAME"]
        unfinished = Path(f"{place}.new")
        try:
            shutil.copyfile(path, unfinished)
            with closing(sqlite3.connect(unfinished)) as copy:
                mark(copy)
            for leftover in (f"{place}-wal", f"{place}-shm"):
                Path(leftover).unlink(missing_ok=True)
            unfinished.replace(place)
        finally:
            unfinished.unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            mark(cursor)
        _run("pg_restore", "--no-owner", "--no-acl", "--single-transaction", path)


def held():
    """What is in the database: {table: number of rows} and {table: digest of all its rows}.

    A digest is comparable only with one of the same kind of database.
    """
    if connection.vendor == "sqlite":
        with closing(_open_sqlite()) as source:
            return _held_by_sqlite(source)
    # In a transaction, where a cursor of the server's own hands rows over piece by piece.
    with transaction.atomic(), connection.cursor() as cursor:
        return _summed(sorted(connection.introspection.table_names(cursor)), _texts_of_postgresql)


def _open_sqlite():
    return sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)


def _held_by_sqlite(source):
    # Else a text that is no UTF-8 would stop the backup, and stand in the fault's message.
    source.text_factory = bytes
    tables = source.execute(
        "SELECT name FROM sqlite_master"
        " WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )

    def texts(table):
        # nosemgrep: no-sql-of-our-own - a table of ours
        return map(ascii, source.execute(f'SELECT * FROM "{table}"'))  # noqa: S608 - a table of ours

    return _summed([name.decode() for (name,) in tables.fetchall()], texts)


def _texts_of_postgresql(table):
    with connection.chunked_cursor() as cursor:
        name = connection.ops.quote_name(table)
        # nosemgrep: no-sql-of-our-own - a table of ours
        cursor.execute(f"SELECT each_row::text FROM {name} AS each_row")  # noqa: S608 - a table of ours
        for (text,) in cursor:
            yield text


def _summed(tables, texts):
    """The number of texts of each table, and the sum of their SHA-256.

    A sum does not ask for an order, which on another server may be another one.
    """
    numbers, digests = {}, {}
    for table in tables:
        number = total = 0
        for text in texts(table):
            number += 1
            total += int.from_bytes(hashlib.sha256(text.encode()).digest())
        numbers[table], digests[table] = number, f"{total:x}"
    return numbers, digests


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
