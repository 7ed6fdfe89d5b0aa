"""``make drill``: backs up under load, wipes, restores, and compares row by row, file by file.

On SQLite and on PostgreSQL, plain and locked with age. The exit code is 1 when anything differs.
"""

import asyncio
import hashlib
import os
import shutil
import sys
from collections import Counter
from pathlib import Path

from tests.chaos import faults, report
from tests.chaos.running import CHAOS, TEMPLATE, Laboratory
from tests.chaos.scenarios import BOTH, Scenario
from tests.chaos.services import begin, run
from tests.chaos.site import FOLDER, KEY, Site
from tests.chaos.visitors import Load

SCENARIO = Scenario("drill", faults.nothing)
PICTURES, LARGEST = 40, 300_000
SECONDS, PER_SECOND = 12, 25
# They go on while requests come in, and when a restore erases once more what was erased.
GO_ON = {"clinic_sendingcount", "booking_weekcount", "testimonials_testimonial", "sqlite_sequence"}
GO_ON |= {"outbox_round"}


class Drill:
    """One site that is backed up, wiped and restored."""

    def __init__(self, site, place, load, identity):
        self.site, self.place, self.load, self.identity = site, place, load, identity
        self.media = site.place / "var/media"

    def fill(self):
        """Pictures of all sizes, in folders."""
        for n in range(PICTURES):
            path = self.media / f"{n % 5}/{n}.webp"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(LARGEST * n // PICTURES))

    def files(self):
        """{name: digest} of all pictures."""
        return {
            str(path.relative_to(self.media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.media.rglob("*")
            if path.is_file()
        }

    async def back_up(self):
        """The path of a new backup."""
        said = await self.site.manage("backup")
        return Path(said.partition("Backup made: ")[2].partition(",")[0])

    def wipe(self):
        """Nothing is left but the folder of the backups."""
        shutil.rmtree(self.media)
        if self.place.cluster:
            self.place.cluster.create(CHAOS)
        for path in self.place.disk.glob("clinic.sqlite3*"):
            path.unlink()

    async def restore(self, backup):
        identity = ["--identity", self.identity] if self.identity else []
        return await self.site.manage("restore", backup, *identity)

    async def under_load(self):
        """A backup while requests come in: (its path, the ids that were kept before it)."""
        await self.site.start(deliverers=0)
        sending = asyncio.create_task(self.load.send(SECONDS, PER_SECOND))
        await asyncio.sleep(SECONDS / 3)
        before = {visitor.submission_id for visitor in self.load.visitors if visitor.pages}
        backup = await self.back_up()
        during = sum(bool(visitor.pages) for visitor in self.load.visitors) - len(before)
        await sending
        await self.site.stop()
        return backup, before, during

    async def go_through(self):
        """The figures of one drill."""
        self.fill()
        pictures = self.files()
        backup, before, during = await self.under_load()
        erased = set(await self.site.tell("erase"))
        stories = await self.site.tell("stories")
        now = await self.site.tell("rows")
        quiet = await self.back_up()

        self.wipe()
        said = await self.restore(backup)
        restored = await self.site.tell("rows")
        ids = {row["submission_id"] for row in await self.site.tell("requests")}
        figures = {
            "kept before it began": len(before),
            "kept while it ran": during,
            "rows": sum(map(len, restored.values())),
            "files": len(pictures),
            "missing": len(before - erased - ids),
            "rows not as they were": different(restored, now),
            "files not as they were": len(pictures.items() ^ self.files().items()),
            "erased and back": len(erased & ids) + abs(await self.site.tell("stories") - stories),
            "not said to be erased again": int(f"erased again now: {len(erased)}." not in said),
        }

        self.wipe()
        await self.restore(quiet)
        again = await self.site.tell("rows")
        return figures | {
            "rows of a quiet backup": sum(map(len, again.values())),
            "of these not the same": different(again, now, set()) + different(now, again, set()),
            "its files not as they were": len(pictures.items() ^ self.files().items()),
        }


def different(some, others, but=GO_ON):
    """How many rows of ``some`` are not in ``others``, in all tables but some."""
    return sum(
        (Counter(rows) - Counter(others.get(table, []))).total()
        for table, rows in some.items()
        if table not in but
    )


ZERO = ["missing", "rows not as they were", "files not as they were", "erased and back"]
ZERO += ["not said to be erased again", "of these not the same", "its files not as they were"]


async def identity():
    """The file of a fresh identity of age, and for whom backups are locked by it."""
    path = FOLDER / "clinic-key.txt"
    path.unlink(missing_ok=True)
    await run("age-keygen", "-o", path)
    recipient = (await run("age-keygen", "-y", path)).strip()
    return path, {"BACKUP_AGE_RECIPIENT": recipient}


async def drill(laboratory, database, *, is_locked):
    """The figures of one drill."""
    async with laboratory.place(SCENARIO, database) as place:
        key, values = await identity() if is_locked else (None, {})
        site = Site.copied(TEMPLATE, FOLDER / "drill", place.url, values=values)
        told = laboratory.told[database]
        load = Load(site.port, told["form"], KEY, told["phone"])
        try:
            return await Drill(site, place, load, key).go_through()
        finally:
            await site.stop()


async def drill_all():
    """A row for each way."""
    laboratory, rows = Laboratory(), []
    try:
        await laboratory.prepare(BOTH)
        for database in BOTH:
            for is_locked in (False, True):
                figures = await drill(laboratory, database, is_locked=is_locked)
                how = {"database": database, "locked with age": "yes" if is_locked else "no"}
                rows.append(how | figures)
                print(rows[-1], flush=True)
    finally:
        await laboratory.stop()
    return rows


def main():
    rows = begin(drill_all())
    report.write("drill", ["database", "locked with age"], rows)
    sys.exit(any(row[name] for row in rows for name in ZERO))


if __name__ == "__main__":
    main()
