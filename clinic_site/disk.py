"""How full the disks are that the site writes to, so that an owner hears of it in time."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

from clinic_site.letters import DISK_FULL, write_to_owners
from outbox.round import Job

# From then on SQLite's log and a backup beside it may not find the room they need.
MOST_PERCENT = 85


def used_percent():
    """How much of the fullest disk is used, in percent."""
    folders = [settings.VAR, Path(settings.BACKUP_FOLDER)]
    if connection.vendor == "sqlite":
        folders.append(Path(connection.settings_dict["NAME"]).parent)
    return max(_used(folder) for folder in folders if folder.exists())


def _used(folder):
    disk = shutil.disk_usage(folder)
    # What is kept for root is nobody's room.
    return round(100 * disk.used / (disk.used + disk.free))


def alarming_percent():
    """What ``used_percent`` says when it is high time to make room, else None."""
    percent = used_percent()
    return percent if percent > MOST_PERCENT else None


def _run(now, dry_run):
    percent = alarming_percent()
    if percent is None:
        return []
    if dry_run:
        return [f"tell the owners that the disk is {percent} % full"]
    write_to_owners(DISK_FULL, {"percent": str(percent)})
    return [f"Told the owners that the disk is {percent} % full."]


JOB = Job("room on the disk", _run)
