"""Django's SQLite, which notices that the file was moved away or replaced under an open connection.

Without this a process goes on writing into a file that has no name any more: everything looks
well, and all of it is gone with the next restart.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.db.backends.sqlite3 import base

from clinic_site.databases import SQLITE

_seen = set()


def only_open(settings):
    """From now on a process opens the file and never makes one: that is for ``migrate`` alone.

    ``settings`` is Django's dictionary of a database. A site that starts while its file is away
    would begin with an empty one, and not see the file when it comes back.
    """
    if settings["ENGINE"] == SQLITE:
        _seen.add(settings["NAME"])


class Cursor(base.SQLiteCursorWrapper):
    """Lets go of its statement when the database is locked, full or gone.

    The exception keeps the cursor until the garbage collector comes, in whatever thread. That one
    may hold the lock for which the cursor's connection waits, and would wait for that connection.
    """

    def execute(self, query, params=None):
        try:
            # nosemgrep: no-sql-of-our-own - what the ORM wrote passes through here
            return super().execute(query, params)
        except base.Database.OperationalError:
            self.close()
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name=None):
        return self.connection.cursor(factory=Cursor)

    def get_new_connection(self, conn_params):
        """A connection; sqlite3.OperationalError when a file that was there is gone.

        SQLite would make an empty one in its place, and throw away the log of the old one.
        """
        place = self.settings_dict["NAME"]
        if place in _seen:
            conn_params = conn_params | {"database": f"{Path(place).absolute().as_uri()}?mode=rw"}
        connection = super().get_new_connection(conn_params)
        self.file = self._file_now()
        if self.file:
            _seen.add(place)
        return connection

    def is_usable(self):
        """Asked at the first query of each request; False makes Django connect anew."""
        return self.file == self._file_now()

    def _file_now(self):
        with suppress(OSError):
            about = os.stat(self.settings_dict["NAME"])
            return about.st_dev, about.st_ino
        return None
