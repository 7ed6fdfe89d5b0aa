"""The table of what is broken, on which database, for how long and under which load."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos import faults

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
BOTH = (SQLITE, POSTGRESQL)


@dataclass(frozen=True)
class Scenario:
    """One line of the table.

    ``seen``: the traces without which the fault did not happen. ``per_second`` visitors come
    during ``seconds``; the fault is over ``quiet`` seconds before the end.
    ``capacity``: so many times what the site was measured to keep, instead of ``per_second``.
    ``deliverers=0``: gunicorn's workers deliver the letters. ``disk``: the database stands on a
    disk of so many MB. ``own_clock``: gunicorn's workers go by a clock of their own. ``s3``: the
    pictures are in a bucket. ``pool``: PgBouncer is between. ``short``: on which databases it is
    part of the short form.
    """

    name: str
    fault: Callable
    databases: tuple = BOTH
    seen: tuple = ()
    seconds: int = 20
    quiet: int = 4
    per_second: int = 40
    capacity: float = 0
    deliverers: int = 2
    disk: int = 0
    own_clock: bool = False
    s3: bool = False
    pool: bool = False
    hosts: tuple = ("127.0.0.1",)
    short: tuple = ()


THREE = ("127.0.0.11", "127.0.0.12", "127.0.0.13")
ONLY_SQLITE, ONLY_POSTGRESQL = (SQLITE,), (POSTGRESQL,)
SEVERAL = {"databases": ONLY_POSTGRESQL, "deliverers": 3, "hosts": THREE, "s3": True}
TABLE = [
    Scenario("no fault", faults.nothing),
    Scenario(
        "workers killed",
        faults.workers_killed,
        seen=("kills",),
        deliverers=0,
        short=ONLY_POSTGRESQL,
    ),
    Scenario("master killed", faults.master_killed, seen=("kills",), deliverers=0),
    Scenario(
        "outbox killed mid-send",
        faults.letters_killed,
        seen=("kills", "letters slowed"),
        short=ONLY_SQLITE,
    ),
    Scenario("mail server down", faults.mail_down, seen=("letters held up",)),
    Scenario("mail server slow", faults.mail_slow, seen=("letters slowed",), deliverers=0),
    Scenario("mail server greylists", faults.mail_grey, seen=("letters refused",)),
    Scenario(
        "database locked", faults.database_locked, seen=("times locked", "503"), short=ONLY_SQLITE
    ),
    Scenario("disk full", faults.disk_full, seen=("times full", "503"), disk=160),
    Scenario("database gone", faults.file_gone, ONLY_SQLITE, seen=("times gone", "503")),
    Scenario(
        "PostgreSQL restarted",
        faults.postgresql_restarted,
        ONLY_POSTGRESQL,
        seen=("restarts", "503"),
    ),
    Scenario(
        "PostgreSQL killed",
        faults.postgresql_killed,
        ONLY_POSTGRESQL,
        seen=("kills", "503"),
        short=ONLY_POSTGRESQL,
    ),
    Scenario(
        "PgBouncer killed", faults.pool_killed, ONLY_POSTGRESQL, seen=("kills", "503"), pool=True
    ),
    Scenario(
        "PostgreSQL killed behind PgBouncer",
        faults.postgresql_killed,
        ONLY_POSTGRESQL,
        seen=("kills", "503"),
        pool=True,
    ),
    Scenario("S3 gone", faults.s3_gone, seen=("pictures away",), s3=True),
    Scenario("S3 hangs", faults.s3_hangs, seen=("pictures away",), s3=True),
    Scenario("slow clients", faults.slow_clients, seen=("slow connections held",)),
    Scenario("overload", faults.nothing, seen=("waiting at the end",), capacity=1.5, seconds=60),
    Scenario(
        "deploy by HUP with migrations",
        faults.deploy,
        seconds=40,
        seen=("migrations", "workers replaced"),
    ),
    Scenario("clock jumps", faults.clock_jumps, seen=("jumps",), deliverers=0, own_clock=True),
    Scenario("one of three hosts killed", faults.host_killed, seen=("kills",), **SEVERAL),
    Scenario(
        "one of three hosts cut off", faults.host_cut_off, seen=("processes frozen",), **SEVERAL
    ),
]
