"""The databases of a run: a file, or a throwaway PostgreSQL that may be killed."""

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from tests.chaos.services import SECONDS_TO_START, Service, free_port, listens, run

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "min_wal_size": "32MB",
    "max_wal_size": "64MB",
}


def tool(name):
    """The path of one of PostgreSQL's own programs, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return found[-1] if found else shutil.which(name)


class Cluster:
    """A PostgreSQL server of our own, in ``place`` or a folder that goes with it."""

    def __init__(self, place=None):
        self.place = Path(place or tempfile.mkdtemp(prefix="clinic-chaos-"))
        self.port = free_port()
        # It refuses to run as root.
        self.user = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
        self.service = None

    async def start(self):
        """Make it, begin it, and let the site in."""
        if self.user:
            shutil.chown(self.place, "postgres", "postgres")
        data = self.place / "data"
        flags = ["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8"]
        await run(tool("initdb"), "-D", data, *flags, cwd="/", **self.user)
        settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        command = [tool("postgres"), "-D", data, "-k", self.place, "-p", self.port, *settings]
        log = self.place / "log"
        log.touch()
        self.service = Service("postgresql", command, log, cwd="/", **self.user)
        await self.service.start()
        await self.answers()
        self.ask("CREATE ROLE clinic LOGIN CREATEDB")

    async def answers(self):
        """Wait until it does; it listens earlier."""
        await listens(self.port)
        for _ in range(SECONDS_TO_START * 10):
            with contextlib.suppress(psycopg.OperationalError):
                self.connect().close()
                return
            await asyncio.sleep(0.1)

    def connect(self, database="postgres"):
        """A connection of the superuser, which commits at once."""
        address = f"postgresql://postgres@127.0.0.1:{self.port}/{database}"
        return psycopg.connect(address, autocommit=True)

    def ask(self, query, *names, database="postgres"):
        """Run one statement, with names in it."""
        with self.connect(database) as connection:
            connection.execute(sql.SQL(query).format(*map(sql.Identifier, names)))

    def url(self, name):
        return f"postgresql://clinic@127.0.0.1:{self.port}/{name}"

    def create(self, name, template="template0"):
        """A database that is a copy of ``template``."""
        self.ask("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self.ask("CREATE DATABASE {} TEMPLATE {} OWNER clinic", name, template)

    async def copy(self, name, other):
        """Copy a database to another cluster."""
        other.create(name)
        path = Path(tempfile.gettempdir()) / f"{self.port}.dump"
        await run(tool("pg_dump"), "--format=custom", f"--file={path}", self.url(name))
        await run(tool("pg_restore"), f"--dbname={other.url(name)}", path)
        path.unlink()

    async def stop(self):
        if self.service:
            await self.service.stop(signal.SIGINT)
        shutil.rmtree(self.place, ignore_errors=True)
