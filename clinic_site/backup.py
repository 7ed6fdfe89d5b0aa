"""A backup: the whole database and all media in one .zip file, with a list of what is in it.

With BACKUP_AGE_RECIPIENT it is locked with age. Beside them stands the erasure list
(outbox/erasures.py).
"""

import datetime
import hashlib
import json
import logging
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from booking.models import AppointmentRequest
from clinic import formats
from clinic_site import dump, encryption, kept_pictures
from clinic_site.letters import BACKUP_FAILED, write_to_owners
from outbox.round import Job

logger = logging.getLogger(__name__)
KEPT_NEWEST = 3
KEPT_DAYS = 7
STAMP = "clinic-%Y%m%dT%H%M%SZ.zip"
# What a backup or a restore that was killed leaves behind. None takes as long as this.
UNFINISHED = "unfinished-"
GIVEN_UP_AFTER = datetime.timedelta(hours=12)
DATABASE = "database"
MEDIA = "media/"
LIST = "list.json"


class BackupFailed(Exception):
    """Why no backup was made."""


class Damaged(Exception):
    """The part of a backup that is not as its list says."""


def folder():
    """Where backups stand."""
    return Path(settings.BACKUP_FOLDER)


def backups():
    """The paths of all backups, the newest first; other files may stand beside them."""
    return sorted(filter(_is_backup, folder().glob("clinic-*")), reverse=True)


def _is_backup(path):
    try:
        made_at(path)
    except ValueError:
        return False
    return True


def made_at(path):
    """The moment a backup was made."""
    name = path.name.removesuffix(encryption.SUFFIX)
    return datetime.datetime.strptime(name, STAMP).replace(tzinfo=datetime.UTC)


def last_backup_at():
    """The moment of the last backup, or None.

    One from the future was made while the clock was wrong. It must not hide that none is made now.
    """
    now = timezone.now()
    return next((moment for moment in map(made_at, backups()) if moment <= now), None)


def make(now):
    """Make a backup, throw away those not kept; returns sentences. Raises BackupFailed."""
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        _clear_up(now)
        # Put together under another name: what is called a backup is a whole one.
        with working_folder(folder()) as scratch:
            contents, unfinished = _pack(Path(scratch), now)
            name = now.astimezone(datetime.UTC).strftime(STAMP)
            if recipient := settings.BACKUP_AGE_RECIPIENT:
                name += encryption.SUFFIX
                encryption.lock(unfinished, Path(scratch) / name, recipient)
                unfinished = _on_disk(Path(scratch) / name)
            path = unfinished.replace(folder() / name)
    except OSError as fault:
        raise BackupFailed(fault.strerror or str(fault) or type(fault).__name__) from fault
    except (sqlite3.Error, Error, dump.ToolFailed, encryption.AgeFailed) as fault:
        raise BackupFailed(str(fault)) from fault
    except Damaged as fault:
        raise BackupFailed(f"it could not be read back at {fault}") from fault
    for old in set(backups()) - _kept(now):
        old.unlink(missing_ok=True)  # another host may have done it
    missing = kept_pictures.missing({name.removeprefix(MEDIA) for name in contents["files"]})
    if missing:
        logger.error("Pictures that pages show are missing: %s", ", ".join(missing))
    size = filesizeformat(path.stat().st_size).replace("\xa0", " ")
    requests = contents["rows"][AppointmentRequest._meta.db_table]
    return (
        f"Backup made: {path}, {size}, {formats.counted(requests, 'request', 'requests')}, "
        f"{formats.counted(len(contents['files']) - 1, 'picture', 'pictures')}. "
        f"Kept: {len(backups())}, the newest {KEPT_NEWEST} and the newest of each of "
        f"{KEPT_DAYS} days."
        + (f" Missing, though pages show them: {', '.join(missing)}." if missing else "")
    )


def _kept(now):
    """Those that stay: the newest three, and the newest of each of the last seven days with one.

    So many in one day, by hand or by the hour, push none of the days before out. Those from the
    future, made while the clock was wrong, come after all others, and push none of them out. Nor
    are they gone at once: it may be now that the clock is wrong.
    """
    ordered = sorted(backups(), key=lambda path: made_at(path) > now)  # else the newest first
    days = {}
    for path in ordered:
        days.setdefault(timezone.localdate(made_at(path)), path)
    return {*ordered[:KEPT_NEWEST], *list(days.values())[:KEPT_DAYS]}


def working_folder(place):
    """A folder in ``place`` for what is being made, as a context; gone with its end."""
    return tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=place)


def _clear_up(now):
    """Remove working folders that nobody works in any more: they hold all we know, unlocked."""
    for left in folder().glob(f"{UNFINISHED}*"):
        age = now.timestamp() - left.stat().st_mtime
        if age > GIVEN_UP_AFTER.total_seconds():
            shutil.rmtree(left, ignore_errors=True)


def _pack(scratch, now):
    """Write the .zip; returns its list (rows and digest of each table and file) and its path."""
    database, path = scratch / DATABASE, scratch / "backup.zip"
    rows, digests = dump.write(database)
    contents = {"made_at": now.isoformat(), "rows": rows, "digests": digests, "files": {}}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as backup:
        with database.open("rb") as source:
            contents["files"][DATABASE] = _copy(source, backup, DATABASE)
        for picture in kept_pictures.names():
            # One that nothing shows may be swept away meanwhile.
            with suppress(FileNotFoundError), default_storage.open(picture) as source:
                name = MEDIA + picture
                contents["files"][name] = _copy(source, backup, name)
        backup.writestr(LIST, json.dumps(contents, indent=1))
    check(_on_disk(path))
    return contents, path


def _on_disk(path):
    """The path, once a power cut can no longer take what was written."""
    with path.open("rb") as written:
        os.fsync(written.fileno())
    path.chmod(0o600)
    return path


def _copy(source, backup, name):
    """Copy an open file into the .zip; returns its SHA-256."""
    digest = hashlib.sha256()
    with backup.open(name, "w", force_zip64=True) as target:
        while piece := source.read(1 << 20):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


def check(path):
    """Read each part of a backup against its list; returns the list. Raises Damaged."""
    part = "its end"
    try:
        with zipfile.ZipFile(path) as backup:
            part = LIST
            contents = json.loads(backup.read(LIST))
            for part, expected in contents["files"].items():
                with backup.open(part) as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                        raise Damaged(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError):
        raise Damaged(part) from None
    return contents


def last_good(now):
    """A sentence about the last good backup."""
    last = last_backup_at()
    if last is None:
        return "There is none yet."
    return f"The last good one is from {formats.due(last, timezone.localtime(now))}."


def _run(now, dry_run):
    if dry_run:
        return ["make a backup"]
    try:
        return [make(now)]
    except BackupFailed as fault:
        today = timezone.localdate(now)
        values = {"day": formats.day(today, today), "reason": str(fault)}
        write_to_owners(BACKUP_FAILED, values | {"last_good": last_good(now)})
        raise


JOB = Job("backup", _run)
