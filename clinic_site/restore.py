"""Brings a backup back into an empty place, compares all of it, erases again what was erased."""

import datetime
import hashlib
import zipfile
from pathlib import Path, PurePosixPath

from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import Error, connection
from django.utils import timezone

from clinic import formats
from clinic_site import dump, encryption, kept_pictures
from clinic_site.backup import DATABASE, MEDIA, Damaged, backups, check, working_folder
from clinic_site.half_restored import MARK, half_restored, take_mark_away
from outbox import erasures
from staff import devices
from staff.models import Device

ERASED_AGAIN = "{kind} erased since then, and erased again now: {number}."
AGAIN = {
    "withdrawals": "Stories withdrawn since then, and withdrawn again now: {number}.",
    "removals": "Stories taken down since then, and off the site again, to be read: {number}.",
}
OTHER_KIND = (
    "Stopped: this backup is of {theirs}, and this place has {ours}. Nothing was changed. Write "
    "the address of an empty {theirs} behind DATABASE_URL= in .env, restore into that, then take "
    "the site to {ours} by manage.py move_database."
)
NEWER_LIST = (
    "Stopped: the list of what was erased names {kind}, which this version does not know. Take the "
    "newest version of the site."
)
NO_LIST = (
    "There is no {name} beside the backup or in {folder}: if anything was erased, withdrawn or "
    "taken down since the backup, it is back. Do it again by hand."
)
COLLEAGUES = (
    "Everybody signs in again. Look through the list of colleagues: it and the passwords are those "
    "of the backup."
)


class RestoreFailed(Exception):
    """Why nothing was restored, as a sentence."""


def restore(path, identity=None):
    """Restore the backup at ``path``, a locked one with the identity in a file.

    Returns sentences. Raises RestoreFailed, which says what state is left.
    """
    _refuse_what_is_here()
    try:
        said = [*_bring_back(path, identity), *_erase_again(path.parent), COLLEAGUES]
    except RestoreFailed as fault:
        raise RestoreFailed(f"{fault} {half_restored()}".rstrip()) from None
    except OSError as fault:
        raise _stopped(fault.strerror or str(fault)) from fault
    except (Error, dump.ToolFailed) as fault:
        # What the database says may repeat a row.
        is_tool = isinstance(fault, dump.ToolFailed)
        raise _stopped(fault if is_tool else f"the database says {type(fault).__name__}") from fault
    take_mark_away()
    return said


def _stopped(reason):
    return RestoreFailed(f"Stopped: {reason}. {half_restored() or 'Nothing was changed.'}")


def _bring_back(path, identity):
    """Bring back what the backup holds, and sign everybody out; yields sentences."""
    with working_folder(path.parent) as scratch:
        plain = _unlocked(path, identity, Path(scratch))
        contents = _check(plain, path)
        with zipfile.ZipFile(plain) as backup:
            _load(backup.extract(DATABASE, scratch))
            for name in contents["files"]:
                if name != DATABASE:
                    _put_back(backup, name)
    compared = _compare(contents)
    # The backup may be older than the code; what erases needs the tables the code knows.
    call_command("migrate", interactive=False, verbosity=0)
    # Those of the backup may have been ended since: signed out, shut out, stolen.
    Session.objects.all().delete()
    devices.sign_out(Device.objects.all())
    made_at = datetime.datetime.fromisoformat(contents["made_at"])
    yield f"Restored from {formats.due(made_at, timezone.localtime())}: {compared}"


def _refuse_what_is_here():
    """Restore only where there is no table and no picture; the mark alone is none."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    if tables - {MARK} or next(kept_pictures.names(), None) is not None:
        raise RestoreFailed(
            half_restored() or "This place already holds a site. Restore only into an empty one."
        )


def _unlocked(path, identity, scratch):
    """The path of the backup as a .zip, which is the same unless it is locked."""
    if path.suffix != encryption.SUFFIX:
        return path
    if identity is None:
        raise RestoreFailed(
            f"{path} is locked. Say which file holds its identity: --identity clinic-key.txt"
        )
    try:
        encryption.unlock(path, scratch / "backup.zip", identity)
    except encryption.AgeFailed as fault:
        raise RestoreFailed(
            f"Stopped: {path} could not be opened: {fault}. Nothing was changed."
        ) from None
    return scratch / "backup.zip"


def _check(plain, path):
    try:
        return check(plain)
    except Damaged as fault:
        older = next((other for other in backups() if other.name < path.name), None)
        advice = f"Try the backup before it: {older}." if older else "There is none before it."
        raise RestoreFailed(
            f"Stopped: {path} is damaged at {fault}. Nothing was changed. {advice}"
        ) from None


def _load(database):
    kinds = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    theirs, ours = kinds[dump.kind_of(database)], kinds[connection.vendor]
    if theirs != ours:
        raise RestoreFailed(OTHER_KIND.format(theirs=theirs, ours=ours))
    try:
        dump.load(database)
    except (dump.ToolFailed, OSError):
        take_mark_away()  # all of it came, or nothing
        raise


def _put_back(backup, name):
    """Keep one picture; a name that leads out of the folder is refused."""
    picture = name.removeprefix(MEDIA)
    if PurePosixPath(picture).is_absolute() or ".." in PurePosixPath(picture).parts:
        raise RestoreFailed(f"Stopped: the backup holds a file for another place, {name}.")
    with backup.open(name) as source:
        default_storage.save(picture, File(source))


def _compare(contents):
    """A sentence of what was compared; raises RestoreFailed when anything is not as listed."""
    rows, digests = dump.held()
    # Backups of earlier versions have no digests of tables.
    listed = contents.get("digests")
    if different := [
        table
        for table, number in contents["rows"].items()
        if rows.get(table) != number or (listed and digests[table] != listed.get(table))
    ]:
        raise RestoreFailed(f"Not the same after restoring: {', '.join(different)}.")
    for name, expected in contents["files"].items():
        if name == DATABASE:
            continue
        with default_storage.open(name.removeprefix(MEDIA)) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise RestoreFailed(f"Not the same after restoring: {name}.")
    found = f"{sum(rows.values())} rows and {len(contents['files']) - 1} files"
    if listed:
        return f"{found}, all compared, all the same."
    return (
        f"{found}. Every file is the same, and every table has as many rows; this backup is too "
        "old to compare the rows themselves."
    )


def _erase_again(place):
    """Erase what was erased since the backup was made, by the lists beside it and here."""
    here = erasures.list_path()
    lists = [path for path in {here.resolve(), place / here.name} if path.is_file()]
    if not lists:
        yield NO_LIST.format(name=here.name, folder=here.parent)
    lines = [line for path in lists for line in path.read_text(encoding="utf-8").splitlines()]
    try:
        erased = erasures.replay(lines)
    except erasures.UnknownKind as fault:
        raise RestoreFailed(NEWER_LIST.format(kind=fault)) from None
    for kind, number in erased.items():
        if number:
            yield AGAIN.get(kind, ERASED_AGAIN).format(kind=kind.capitalize(), number=number)
