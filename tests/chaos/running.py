"""Runs one scenario: a fresh site, the load, the fault, the letters that wait, and the count."""

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import asynccontextmanager
from pathlib import Path

import boto3

from tests.chaos import faults
from tests.chaos.count import count, dead, evidence, reading
from tests.chaos.databases import Cluster
from tests.chaos.pooled import Pool
from tests.chaos.readers import PICTURE_AWAY, Readers
from tests.chaos.scenarios import POSTGRESQL, SQLITE
from tests.chaos.services import Service, free_port, listens, run
from tests.chaos.site import FOLDER, KEY, Site, certificate, copy_code, inside
from tests.chaos.visitors import AWAY, PROXY, Load

TEMPLATE = FOLDER / "template"
CLINIC, CHAOS = "clinic", "chaos"
MOST_WAITING = 50  # one in so many of all who came: fewer are those who came last


class Place:
    """Where the database of one run stands: ``url``, and what a fault needs to break it."""

    def __init__(self, disk, cluster=None):
        self.disk, self.cluster = disk, cluster
        self.path = disk / "clinic.sqlite3"
        self.url = cluster.url(CHAOS) if cluster else f"sqlite:///{self.path}"

    def hold(self, seconds):
        """Somebody else has the database for so long."""
        if self.cluster:
            faults.hold_table(self.cluster, CHAOS, seconds)
        else:
            faults.hold_sqlite(self.path, seconds)


class Run:
    """One scenario while it runs, as the faults see it."""

    def __init__(self, place, site, load, readers):
        self.place, self.site, self.load, self.readers = place, site, load, readers
        self.noted, self.s3, self.pool, self.over = Counter(), None, None, 0

    def note(self, what, times=1):
        self.noted[what] += times

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)
        self.note("kills")

    def traces(self):
        """What shows that the fault was there: {trace: how many}."""
        answers, read = self.load.answers, self.readers.answers
        refused = {"503": answers[AWAY] + answers[PROXY], PICTURE_AWAY: read[PICTURE_AWAY]}
        if self.load.waiting > len(self.load.visitors) / MOST_WAITING:
            refused["waiting at the end"] = self.load.waiting
        return self.noted + Counter(refused)

    async def until_over(self):
        await asyncio.sleep(max(0, self.over - time.monotonic()))


class Laboratory:
    """What all scenarios share: a prepared site, and a PostgreSQL of our own."""

    def __init__(self):
        self.cluster, self.told = None, {}

    async def prepare(self, databases):
        """Make a site with the first content on each of the databases."""
        await certificate()
        shutil.rmtree(TEMPLATE, ignore_errors=True)
        TEMPLATE.mkdir(parents=True)
        copy_code(TEMPLATE)
        if SQLITE in databases:
            self.told[SQLITE] = await self._fill(f"sqlite:///{TEMPLATE}/clinic.sqlite3")
        if POSTGRESQL in databases:
            self.cluster = Cluster()
            await self.cluster.start()
            self.cluster.create(CLINIC)
            self.told[POSTGRESQL] = await self._fill(self.cluster.url(CLINIC))

    async def _fill(self, database):
        site = Site(TEMPLATE, database)
        await site.manage("prepare")
        return json.loads((await site.manage(*inside("prepare"))).splitlines()[-1])

    async def stop(self):
        if self.cluster:
            await self.cluster.stop()

    @asynccontextmanager
    async def place(self, scenario, database):
        """A Place with a fresh copy of the prepared database, on a small disk if asked for."""
        # Not below var, where PostgreSQL's user may not come.
        disk = Path(tempfile.mkdtemp(prefix="clinic-disk-"))
        if scenario.disk:
            await run("mount", "-t", "tmpfs", "-o", f"size={scenario.disk}m", "chaos", disk)
        cluster = self.cluster
        try:
            if database == SQLITE:
                shutil.copy(TEMPLATE / "clinic.sqlite3", disk)
                yield Place(disk)
                return
            if scenario.disk:
                cluster = Cluster(disk)
                await cluster.start()
                await self.cluster.copy(CLINIC, cluster)
            cluster.create(CHAOS, CLINIC)
            yield Place(disk, cluster)
        finally:
            if cluster is not self.cluster:
                await cluster.stop()
            await self._tidy(scenario, disk)

    async def _tidy(self, scenario, disk):
        if scenario.disk:
            await run("umount", disk)
        shutil.rmtree(disk)

    async def run(self, scenario, database):
        """The figures of one scenario on one database."""
        async with self.place(scenario, database) as place:
            folder = FOLDER / f"{scenario.name} {database}".replace(" ", "-").lower()
            s3, values = await start_s3(folder) if scenario.s3 else (None, {})
            pool = Pool(place.cluster, CHAOS) if scenario.pool else None
            if pool:
                await pool.start()
                values |= pool.values
            if len(scenario.hosts) > 1:
                values["HOSTS"] = str(len(scenario.hosts))
            site = Site.copied(TEMPLATE, folder, place.url, hosts=scenario.hosts, values=values)
            told = self.told[database]
            load = Load(site.port, told["form"], KEY, told["phone"])
            readers = Readers(site.port, told["pages"], told["phone"])
            broken = Run(place, site, load, readers)
            broken.s3, broken.pool = s3, pool
            try:
                await site.start(
                    deliverers=scenario.deliverers,
                    by_workers=not scenario.deliverers,
                    own_clock=scenario.own_clock,
                )
                return await self._measure(scenario, broken)
            finally:
                await site.stop()
                for service in filter(None, (s3, pool)):
                    await service.stop()

    async def _measure(self, scenario, broken):
        site, load = broken.site, broken.load
        per_second, capacity = scenario.per_second, {}
        if scenario.capacity:
            kept, steps = await load.capacity()
            per_second, capacity = scenario.capacity * kept, {"steps": steps}
        broken.over = time.monotonic() + scenario.seconds - scenario.quiet
        fault = asyncio.create_task(scenario.fault(broken))
        reading_on = asyncio.create_task(broken.readers.read_on())
        await load.send(scenario.seconds, per_second)
        await fault
        reading_on.cancel()
        await asyncio.gather(reading_on, return_exceptions=True)
        deliverers_dead = dead(site.letters)
        site.mood("well")
        if broken.place.cluster:
            await broken.place.cluster.answers()  # it may be on its way back
        await site.drain()
        taken = (site.place / "taken").read_text(encoding="utf-8").splitlines()
        figures = count(load, await site.tell("requests"), taken)
        figures |= reading(broken.readers) | {"deliverers dead": deliverers_dead}
        traces = broken.traces()
        shown = {name: traces[name] for name in [*scenario.seen, *broken.noted]}
        return figures | evidence(traces, scenario.seen) | {"faults": shown | capacity}


async def start_s3(folder):
    """A bucket of our own: its server, and the setting that names it."""
    port, log = free_port(), folder.with_suffix(".s3.log")
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", port]
    server = Service("s3", command, log, cwd=FOLDER)
    await server.start()
    await listens(port)
    await asyncio.to_thread(fill_bucket, f"http://127.0.0.1:{port}")
    return server, {"S3_URL": f"http://key:secret@127.0.0.1:{port}/pictures?region=us-east-1"}


def fill_bucket(address):
    """Make the bucket, with the pictures of the prepared site in it."""
    names = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **names)
    client.create_bucket(Bucket="pictures")
    media = TEMPLATE / "var/media"
    for path in filter(Path.is_file, media.rglob("*")):
        name = str(path.relative_to(media))
        client.put_object(Bucket="pictures", Key=name, Body=path.read_bytes())
    client.close()
