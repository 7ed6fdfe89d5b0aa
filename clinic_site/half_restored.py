"""A mark on half a site: a restore sets it first and takes it away last; meanwhile nothing serves.

It is a table, so all hosts see it, and it goes with the database that somebody empties.
"""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error as Fault
from django.db import Error, connection

MARK = "restore_unfinished"
WORDS = (
    "A restore began here and did not end: a part of the site is missing. {database} and "
    "delete {pictures}, then restore again."
)


def mark(cursor):
    """Begin; ``cursor`` is one of the database, or of a file that will be it."""
    cursor.execute("CREATE TABLE IF NOT EXISTS restore_unfinished (begun integer)")


def take_mark_away():
    """All is back, or nothing was changed."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS restore_unfinished")


def half_restored():
    """What to do about half a site, as a sentence; "" when it is whole or cannot be asked."""
    place = connection.settings_dict["NAME"]
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite and not Path(place).exists():  # asked, it would come to be
        return ""
    try:
        if MARK not in connection.introspection.table_names():
            return ""
    except Error:
        return ""
    is_folder = "OPTIONS" not in settings.STORAGES["default"]
    return WORDS.format(
        database=f"Delete {place}*" if is_sqlite else f"Make the database {place} anew",
        pictures=f"what is in {settings.MEDIA_ROOT}" if is_folder else "the pictures in the bucket",
    )


def check(**kwargs):
    """Let no command of manage.py but ``restore`` work on half a site."""
    words = half_restored()
    return [Fault(words, id="clinic_site.E001")] if words else []
