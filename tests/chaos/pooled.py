"""PgBouncer before a PostgreSQL of our own, with the settings that docs/deploy.md gives."""

import re
import shutil
import textwrap

from tests.chaos.services import Service, free_port, listens
from tests.chaos.site import FOLDER, ROOT

GUIDE = ROOT / "docs/deploy.md"
SETTINGS = re.compile(r"pgbouncer\.ini <<END\n(.+?)^ *END$", re.DOTALL | re.MULTILINE)
ROLE = re.compile(r"ALTER ROLE clinic SET (\w+) = '(\w+)'")


class Pool:
    """PgBouncer before ``cluster``, for the database ``name``."""

    def __init__(self, cluster, name):
        self.cluster, self.name, self.port = cluster, name, free_port()
        self.place = cluster.place / "pool"

    @property
    def values(self):
        """The settings of a site that comes through it."""
        asked = "sslmode=require&DISABLE_SERVER_SIDE_CURSORS=True"
        return {
            "DATABASE_URL": f"postgresql://clinic@127.0.0.1:{self.port}/{self.name}?{asked}",
            "DATABASE_DIRECT_URL": self.cluster.url(self.name),
        }

    def _settings(self):
        """The guide's words with our ports, folders and database; nothing else is changed."""
        text = textwrap.dedent(SETTINGS.search(GUIDE.read_text(encoding="utf-8"))[1])
        for theirs, here in {
            "clinic = host=127.0.0.1 port=5432 dbname=clinic": (
                f"{self.name} = host=127.0.0.1 port={self.cluster.port} dbname={self.name}"
            ),
            "listen_addr = *": "listen_addr = 127.0.0.1",
            "listen_port = 6432": f"listen_port = {self.port}\nunix_socket_dir =",
            "/etc/pgbouncer": str(self.place),
            "/etc/ssl/private/ssl-cert-snakeoil": str(self.place / "clinic.example"),
            "/etc/ssl/certs/ssl-cert-snakeoil": str(self.place / "clinic.example"),
        }.items():
            assert theirs in text, f"docs/deploy.md has no {theirs}"
            text = text.replace(theirs, here)
        return text

    def _lend_settings(self):
        """What the role is given in the guide, as PgBouncer does not pass it on."""
        given = ROLE.findall(GUIDE.read_text(encoding="utf-8"))
        assert len(given) == 2
        for setting, value in given:
            self.cluster.ask(f"ALTER ROLE clinic SET {setting} = '{value}'")

    async def start(self):
        """Write its settings and begin it, as a user that is not root."""
        self.place.mkdir()
        for end in ("key", "pem"):
            shutil.copy(FOLDER / f"clinic.example.{end}", self.place)
        lines = {"pgbouncer.ini": self._settings(), "userlist.txt": '"clinic" ""\n'}
        lines["hba.conf"] = f"hostssl {self.name} clinic 127.0.0.1/32 trust\n"
        for name, text in lines.items():
            (self.place / name).write_text(text, encoding="utf-8")
        log = self.place / "log"
        log.touch()
        if user := self.cluster.user:
            for path in [self.place, *self.place.iterdir()]:
                shutil.chown(path, user["user"], user["group"])
        self._lend_settings()
        command = ["pgbouncer", self.place / "pgbouncer.ini"]
        self.service = Service("pgbouncer", command, log, cwd="/", **user)
        await self.service.start()
        await listens(self.port)

    async def stop(self):
        """End it, and take back what the role was given."""
        await self.service.stop(seconds=5)
        self.cluster.ask("ALTER ROLE clinic RESET ALL")
        shutil.rmtree(self.place)
