"""The faults. Each gets the running Run, breaks something until ``run.over``, and puts it right."""

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
import time
from pathlib import Path

SECONDS_TO_REPLACE = 40  # they end what they have begun, for 20 at most
A_MOMENT = 0.5
HELD_AFTER = 3  # bytes, one in each second


async def pulses(run, seconds):
    """Now and then until the fault is over: about every so many seconds."""
    while time.monotonic() < run.over:
        await asyncio.sleep(random.uniform(0.5, 1.5) * seconds)  # noqa: S311
        yield


async def nothing(run):
    """No fault: what the others are compared with."""


async def workers_killed(run):
    """kill -9 to one of gunicorn's workers, again and again."""
    async for _ in pulses(run, 1.5):
        for web in run.site.web:
            if children := web.children():
                with contextlib.suppress(ProcessLookupError):
                    run.kill(random.choice(children))  # noqa: S311


async def master_killed(run):
    """kill -9 to gunicorn's master; it is started again after a second."""
    async for _ in pulses(run, 7):
        for web in run.site.web:
            run.note("kills", web.kill())


async def letters_killed(run):
    """kill -9 to a process that delivers, while the mail server takes its time."""
    run.site.mood("slow")
    async for _ in pulses(run, 2):
        run.note("kills", random.choice(run.site.letters).kill())  # noqa: S311
    run.note("letters slowed", run.site.met("slow"))
    run.site.mood("well")


async def mail_down(run):
    """No mail server."""
    await run.site.mail.stop()
    await run.until_over()
    run.note("letters held up", await run.site.tell("tried"))
    await run.site.start_mail()


async def mail_slow(run):
    """A mail server that takes half a second for each letter."""
    run.site.mood("slow")
    await run.until_over()
    run.note("letters slowed", run.site.met("slow"))
    run.site.mood("well")


async def mail_grey(run):
    """A mail server that takes each letter at the second try only."""
    run.site.mood("grey")
    await run.until_over()
    run.note("letters refused", run.site.met("grey"))


async def database_locked(run):
    """Somebody else holds the database for longer than the site waits."""
    async for _ in pulses(run, 2):
        await asyncio.to_thread(run.place.hold, 8)
        run.note("times locked")


async def disk_full(run):
    """Not a byte is free where the database stands."""
    ballast = run.place.disk / "ballast"
    async for _ in pulses(run, 2):
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(OSError):
                    while True:
                        file.write(b"\0" * size)
        run.note("times full", not os.statvfs(run.place.disk).f_bfree)
        await asyncio.sleep(6)
        ballast.unlink()


async def file_gone(run):
    """The file of the database is moved away, and comes back."""
    place = run.place.path
    async for _ in pulses(run, 3):
        away = place.rename(place.with_suffix(".away"))
        await asyncio.sleep(4)
        away.rename(place)
        run.note("times gone")


async def postgresql_restarted(run):
    """PostgreSQL restarted, as an update of its package does."""
    service = run.place.cluster.service
    before = service.starts
    async for _ in pulses(run, 6):
        service.send(signal.SIGINT)
    await run.place.cluster.answers()
    run.note("restarts", service.starts - before)


async def postgresql_killed(run):
    """kill -9 to all of PostgreSQL; it is started again after a second."""
    async for _ in pulses(run, 5):
        run.note("kills", run.place.cluster.service.kill(group=True))


async def pool_killed(run):
    """kill -9 to PgBouncer; it is started again after a second."""
    async for _ in pulses(run, 4):
        run.note("kills", run.pool.service.kill())


async def s3_gone(run):
    """Nobody listens where the pictures are."""
    await run.s3.stop()
    await run.until_over()


async def s3_hangs(run):
    """Who is where the pictures are takes each connection and says nothing."""
    run.s3.send(signal.SIGSTOP, group=True)
    await run.until_over()
    run.s3.send(signal.SIGCONT, group=True)


async def slow_clients(run):
    """Three hundred clients that send a byte each second, and read none of their answer."""
    trickles = [asyncio.create_task(_trickle(run, n)) for n in range(300)]
    await run.until_over()
    for task in trickles:
        task.cancel()
    await asyncio.gather(*trickles, return_exceptions=True)


async def _trickle(run, number):
    browser = run.load.browsers[number % len(run.load.browsers)]
    letters = b"POST /book/ HTTP/1.1\r\nHost: clinic.example\r\nContent-Length: 100\r\n\r\nname=Zoe"
    if number % 2:
        letters = letters.replace(b"\r\n\r\n", b"\r\nX-More: " + b"x" * 100)
    while True:
        with contextlib.suppress(OSError):
            _, writer = await browser.connect()
            for sent, letter in enumerate(letters):
                run.note("slow connections held", sent == HELD_AFTER)
                writer.write(bytes([letter]))
                await writer.drain()
                await asyncio.sleep(1)
        await asyncio.sleep(A_MOMENT)


async def _replaced(web, old):
    """How many of the old workers are gone, once all are or gunicorn's patience is over."""
    until = time.monotonic() + SECONDS_TO_REPLACE
    while old & set(web.children()) and time.monotonic() < until:
        await asyncio.sleep(A_MOMENT)
    return len(old - set(web.children()))


async def deploy(run):
    """A new version with a migration, then HUP, while requests come in; and once more."""
    folder = run.site.place / "booking/migrations"
    text = Path(__file__).with_name("new_version.py").read_text(encoding="utf-8")
    for n in range(2):
        await asyncio.sleep(A_MOMENT * 6)
        last = max(path.stem for path in folder.glob("[0-9]*.py"))
        new = text.replace("LAST", last).replace("NUMBER", str(n))
        (folder / f"900{n}_new.py").write_text(new, encoding="utf-8")
        await run.site.manage("migrate", "--verbosity=0")
        for web in run.site.web:
            old = set(web.children())
            web.send(signal.SIGHUP)
            run.note("workers replaced", await _replaced(web, old))
    await run.until_over()
    run.note("migrations", await run.site.tell("migrated"))


async def clock_jumps(run):
    """The clock is three hours ahead, then two hours behind, then right, and again."""
    async for _ in pulses(run, 2):
        for hours in ("3", "-2", "0"):
            run.site.clock.write_text(hours, encoding="utf-8")
            await asyncio.sleep(3)
    jumps = run.site.clock.with_suffix(".jumps")
    run.note("jumps", len(jumps.read_text(encoding="utf-8").split()) if jumps.exists() else 0)


async def host_killed(run):
    """kill -9 to everything of one of three hosts, which does not come back."""
    await asyncio.sleep(3)
    for service in (run.site.web[0], run.site.letters[0]):
        await service.stop(signal.SIGKILL)
        run.note("kills", service.process.returncode == -signal.SIGKILL)
    await run.until_over()


async def host_cut_off(run):
    """One of three hosts answers nobody any more and says nothing, and then comes back."""
    services = run.site.web[2], run.site.letters[2]
    await asyncio.sleep(3)
    for service in services:
        service.send(signal.SIGSTOP, group=True)
    run.note("processes frozen", sum(map(is_frozen, services)))
    await run.until_over()
    for service in services:
        service.send(signal.SIGCONT, group=True)


def is_frozen(service):
    """Whether the system has stopped it."""
    return Path(f"/proc/{service.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def hold_sqlite(path, seconds):
    """Another process writes to the file for so long."""
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)


def hold_table(cluster, name, seconds):
    """Another session has locked the table of the requests for so long."""
    with cluster.connect(name) as other, other.transaction():
        other.execute("LOCK TABLE booking_appointmentrequest IN ACCESS EXCLUSIVE MODE")
        time.sleep(seconds)
