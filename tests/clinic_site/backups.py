"""A clinic worth a backup, for the tests of making and of restoring one."""

import json
import zipfile
from io import StringIO

from django.core.management import call_command

from tests.factories import make_clinic, make_request


def clinic_with_a_picture(settings, folder):
    """A clinic with a request and a picture, and a place for its backups, in ``folder``."""
    settings.BACKUP_FOLDER = folder / "backups"
    settings.MEDIA_ROOT = folder / "media"
    (folder / "media/people").mkdir(parents=True)
    (folder / "media/people/karen.webp").write_bytes(b"a picture")
    make_clinic()
    make_request()
    return folder


def make():
    """Make a backup by the command; what it said."""
    out = StringIO()
    call_command("backup", stdout=out)
    return out.getvalue()


def change_list(path, change, **more):
    """Change the list of a backup, and put more parts into it."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | more
    contents = json.loads(parts["list.json"])
    change(contents)
    parts["list.json"] = json.dumps(contents)
    with zipfile.ZipFile(path, "w") as new:
        for part in parts.items():
            new.writestr(*part)
