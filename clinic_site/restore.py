"""Brings a backup back into an empty place, compares all of it, erases again what was erased."""

import datetime
import hashlib
import shutil
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from clinic import formats
from clinic_site import dump
from clinic_site.backup import DATABASE, Damaged, backups, check
from outbox import erasures


class RestoreFailed(Exception):
    """Why nothing was restored, as a sentence."""


def restore(path):
    """Restore the backup at ``path``; returns sentences. Raises RestoreFailed."""
    if not is_empty():
        raise RestoreFailed("This place already holds a site. Restore only into an empty one.")
    contents = _check(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch, zipfile.ZipFile(path) as backup:
        dump.load(backup.extract(DATABASE, scratch))
        for name in contents["files"]:
            if name != DATABASE:
                _put_back(backup, name)
    rows, files = _compare(contents)
    # The backup may be older than the code; what erases needs the tables the code knows.
    call_command("migrate", interactive=False, verbosity=0)
    made_at = datetime.datetime.fromisoformat(contents["made_at"])
    when = formats.due(made_at, timezone.localtime())
    return [
        f"Restored from {when}: {rows} rows and {files} files, all compared, all the same.",
        *_erase_again(path.parent),
    ]


def is_empty():
    """Whether there is no table and no picture here."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return not tables and not any(each.is_file() for each in Path(settings.MEDIA_ROOT).rglob("*"))


def _check(path):
    try:
        return check(path)
    except Damaged as fault:
        older = next((other for other in backups() if other.name < path.name), None)
        advice = f"Try the backup before it: {older}." if older else "There is none before it."
        raise RestoreFailed(
            f"Stopped: {path} is damaged at {fault}. Nothing was changed. {advice}"
        ) from None


def _put_back(backup, name):
    """Write one media file; a name that leads out of the folder is refused."""
    root = Path(settings.MEDIA_ROOT).resolve()
    place = (root / name.removeprefix("media/")).resolve()
    if not place.is_relative_to(root):
        raise RestoreFailed(f"Stopped: the backup holds a file for another place, {name}.")
    place.parent.mkdir(parents=True, exist_ok=True)
    with backup.open(name) as source, place.open("wb") as target:
        shutil.copyfileobj(source, target)


def _compare(contents):
    """How many rows and files there are now; raises RestoreFailed when one is not as listed."""
    rows = dump.count_rows()
    if different := [table for table, n in contents["rows"].items() if rows.get(table) != n]:
        raise RestoreFailed(f"Not the same after restoring: {', '.join(different)}.")
    root = Path(settings.MEDIA_ROOT)
    for name, expected in contents["files"].items():
        if name == DATABASE:
            continue
        with (root / name.removeprefix("media/")).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise RestoreFailed(f"Not the same after restoring: {name}.")
    return sum(rows.values()), len(contents["files"]) - 1


def _erase_again(place):
    """Erase what was erased since the backup was made, by the list beside it."""
    erased = place / erasures.list_path().name
    if not erased.exists():
        return
    for kind, number in erasures.replay(erased.read_text(encoding="utf-8").splitlines()).items():
        if number:
            yield f"{kind.capitalize()} erased since then, and erased again now: {number}."
