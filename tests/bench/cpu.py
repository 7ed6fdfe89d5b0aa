"""The computing an answer costs, here and in the database's server."""

import time
from pathlib import Path

from django.db import connection


class Meter:
    """Reads CPU seconds: of this process, and of the server's process that works for it."""

    def __init__(self):
        self.server = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def read(self):
        """The CPU seconds so far; SQLite works inside this process."""
        seconds = time.process_time()
        if self.server:
            seconds += int(self.server.read_text().split()[0]) / 1e9
        return seconds

    def least(self, act, times):
        """The least CPU seconds of some tries of ``act``."""
        act()
        found = []
        for _ in range(times):
            began = self.read()
            act()
            found.append(self.read() - began)
        return min(found)
