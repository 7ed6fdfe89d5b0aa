"""A clinic worth a backup, for the tests of making and of restoring one."""

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
