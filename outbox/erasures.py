"""The erasure list: random ids of what was erased or withdrawn, beside the backups.

A backup still holds what was erased after it was made. So a restore reads this list and erases
once more. It names a kind and an id that means nothing without the row, and nothing else.
"""

import errno
import os
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string


class UnknownKind(ValueError):
    """A kind this version does not know; a newer one wrote it."""


def record(kind, ids):
    """Write that the rows of ``kind`` ("requests") with these random ids are erased.

    Call it before deleting, in the same transaction: better an id too many on the list than one
    too few. Raises OSError when it cannot be written; then nothing may be erased. ``kind`` stands
    in the setting ERASE_AGAIN.
    """
    if kind not in settings.ERASE_AGAIN:
        raise KeyError(f"ERASE_AGAIN does not say how to erase {kind}")
    lines = "".join(f"{kind} {each}\n" for each in ids)
    path = list_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # One short write in append mode: two processes' lines do not mix.
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # After half a line, the next would be read as the rest of it, and no restore find its id.
        end = os.lseek(descriptor, 0, os.SEEK_END)
        if end and os.pread(descriptor, 1, end - 1) != b"\n":
            lines = f"\n{lines}"
        # A disk that is nearly full takes a part, and says so only by the number.
        if os.write(descriptor, lines.encode()) < len(lines.encode()):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replay(lines):
    """Erase once more what the list's lines name; returns {kind: how many were still there}.

    For each kind the setting ERASE_AGAIN names a function that gets a set of ids as texts,
    erases those that exist, and returns their number. Raises UnknownKind, with nothing erased.
    """
    ids = {}
    for line in lines:
        kind, _, each = line.strip().partition(" ")
        if each:
            ids.setdefault(kind, set()).add(each)
    if unknown := ids.keys() - settings.ERASE_AGAIN.keys():
        raise UnknownKind(min(unknown))
    return {kind: import_string(settings.ERASE_AGAIN[kind])(found) for kind, found in ids.items()}


def empty_the_log():
    """Let nothing erased stand in SQLite's write-ahead log, where the pages of before are kept.

    To be called once the erasing is committed.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def list_path():
    """Where the list stands."""
    return Path(settings.BACKUP_FOLDER) / "erased.txt"
