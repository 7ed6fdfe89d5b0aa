"""Moves everything from this database to an empty one, of whatever kind, and compares each row."""

import sqlite3
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from clinic_site.databases import connection_settings, take_time

TARGET = "target"
ROWS_AT_ONCE = 500


IN_USE = (
    "Something else has this database open. Stop the site on all its servers (systemctl stop "
    "clinic clinic-letters), then move: what patients send meanwhile would be lost. Nothing was "
    "moved."
)


class MoveFailed(Exception):
    """Why nothing was moved, as a sentence."""


def move(url):
    """Move to the database at ``url``; returns a sentence. Raises MoveFailed."""
    source = connections[DEFAULT_DB_ALIAS]
    if _is_in_use(source):
        raise MoveFailed(IN_USE)
    executor = MigrationExecutor(source)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise MoveFailed("This database is not up to date. Run manage.py prepare first.")
    with _target(url) as target, _one_moment(source):
        with _no_other_than(target):
            call_command("migrate", interactive=False, verbosity=0)
        with transaction.atomic(using=TARGET):
            counts = _copy(source, target)
        total = sum(counts.values())
    return f"Moved: {total} rows of {len(counts)} tables, each compared, all the same."


def _is_in_use(source):
    """Whether another connection is open; the site and what delivers letters keep theirs."""
    if source.vendor == "postgresql":
        with source.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            [number] = cursor.fetchone()
        return number > 0
    place = Path(source.settings_dict["NAME"])
    source.close()
    if not place.exists():
        return False
    # SQLite leaves this mode, which the next connection sets again, only for who is alone.
    with closing(sqlite3.connect(place, timeout=0)) as alone:
        try:
            alone.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError:
            return True
    return False


@contextmanager
def _target(url):
    """The connection to an empty database, which stays empty unless everything goes well."""
    settings = connection_settings(url)
    kind = settings["ENGINE"].rpartition(".")[2]
    build = _built_beside if kind == "sqlite" else _built_at_once
    connections.settings[TARGET] = connections.configure_settings(
        {DEFAULT_DB_ALIAS: {}, TARGET: settings}
    )[TARGET]
    try:
        with build(connections[TARGET]) as target:
            yield target
    except Error as fault:
        # What the database says may repeat the row.
        raise MoveFailed(
            f"Stopped: the other database says {type(fault).__name__}. Nothing was moved."
        ) from fault
    finally:
        connections[TARGET].close()
        del connections[TARGET], connections.settings[TARGET]


@contextmanager
def _built_beside(target):
    """A file of SQLite: filled under another name, which a whole one alone gives up."""
    place = Path(target.settings_dict["NAME"])
    if place.exists():
        _refuse_tables(target)
        target.close()
    unfinished = place.with_name(f"{place.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    target.settings_dict["NAME"] = str(unfinished)
    try:
        yield target
        target.close()  # with the last connection its log goes into the file
        unfinished.replace(place)
    finally:
        target.close()
        unfinished.unlink(missing_ok=True)


@contextmanager
def _built_at_once(target):
    """PostgreSQL: the tables, too, come with the one commit at the end."""
    _refuse_tables(target)
    with transaction.atomic(using=TARGET), target.cursor() as cursor:
        # Else what a migration wrote would wait for its check, and the next could alter no table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        take_time(cursor)
        yield target


def _refuse_tables(target):
    if target.introspection.table_names():
        raise MoveFailed("There is something in the other database. Move only into an empty one.")


@contextmanager
def _no_other_than(target):
    """A migration that names no database meets the target, never the source."""
    source = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = target
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = source


@contextmanager
def _one_moment(source):
    """See the source as it is now; nobody writes to SQLite meanwhile."""
    with transaction.atomic(), source.cursor() as cursor:
        if source.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            take_time(cursor)
        yield


def _copy(source, target):
    """Copy all tables and compare them; returns {model: rows}."""
    models = apps.get_models(include_auto_created=True)
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in models:  # what the migrations laid down
            # nosemgrep: no-sql-of-our-own - a table of ours
            cursor.execute(f"DELETE FROM {_name(target, model._meta.db_table)}")  # noqa: S608 - a table of ours
        for model in models:
            _copy_table(model, cursor, target)
        for sql in target.ops.sequence_reset_sql(no_style(), models):
            # nosemgrep: no-sql-of-our-own - what Django wrote
            cursor.execute(sql)
    target.check_constraints()
    return {model: _compare(model) for model in models}


def _copy_table(model, cursor, target):
    fields = model._meta.concrete_fields
    columns = ", ".join(_name(target, field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = _name(target, model._meta.db_table)
    insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608 - names of ours, values as %s
    batch = []
    for row in _rows(model, DEFAULT_DB_ALIAS):
        # Not through the model: saving would set "changed at" anew.
        batch.append(
            [
                field.get_db_prep_save(value, connection=target)
                for field, value in zip(fields, row, strict=True)
            ]
        )
        if len(batch) == ROWS_AT_ONCE:
            cursor.executemany(insert, batch)
            batch.clear()
    if batch:
        cursor.executemany(insert, batch)


def _compare(model):
    """How many rows the model has on both sides; MoveFailed if one is different."""
    number = 0
    pairs = zip_longest(_rows(model, DEFAULT_DB_ALIAS), _rows(model, TARGET))
    for number, (before, after) in enumerate(pairs, start=1):
        if before != after:
            table = model._meta.db_table
            raise MoveFailed(f"Stopped: row {number} of {table} came out different.")
    return number


def _rows(model, alias):
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    return rows.iterator(chunk_size=ROWS_AT_ONCE)


def _name(connection, name):
    return connection.ops.quote_name(name)
