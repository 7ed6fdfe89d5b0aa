"""Makes backups and changes them, for the tests of making and of restoring one."""

import json
import zipfile
from io import StringIO

from django.core.management import call_command


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
