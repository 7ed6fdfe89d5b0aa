"""Django's SQLite, which notices that the file was moved away or replaced under an open connection.

Without this a process goes on writing into a file that has no name any more: everything looks
well, and all of it is gone with the next restart.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.db.backends.sqlite3 import base

_seen = set()


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        """A connection; sqlite3.OperationalError when a file that was there is gone.

        SQLite would make an empty one in its place, and throw away the log of the old one.
        """
        place = self.settings_dict["NAME"]
        if place in _seen and not Path(place).exists():
            raise base.Database.OperationalError("the file of the database is gone")
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
