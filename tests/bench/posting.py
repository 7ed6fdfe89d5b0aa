"""Requests sent by 16 connections at once: the site as it is, and on SQLite's usual settings."""

import json
import subprocess
import sys
from dataclasses import replace

from tests.bench import load, pages
from tests.bench.servers import FOLDER, ROOT, gunicorn

ANSWERS = 4000
COOKIE = "c" * 32
# One thread, so that no two connections send the same answer.
SCRIPT = """
local bodies, at = {}, 0
for line in io.lines("%s") do bodies[#bodies + 1] = line end
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded",
  ["Cookie"] = "csrftoken=%s" }
request = function()
  at = at %% #bodies + 1
  return wrk.format("POST", "/book/", headers, bodies[at])
end
"""
WRITE = "from tests.bench.answers import write; write({path!r}, {number}, {cookie!r})"


def compare(rounds, seconds):
    """Answers per second of both, and the same-round ratio."""
    found = {}
    variants = {"ours": "clinic_site.settings", "SQLite's defaults": "tests.bench.defaults"}
    for name in variants:
        found[name] = []
    for n in range(rounds):
        for name, settings in variants.items():
            found[name].append(_run(f"posting-{n}-{settings}", settings, seconds))
        print(f"  posting, round {n + 1} of {rounds}", flush=True)
    return {
        "per_second": {
            name: load.spread([run.per_second for run in runs], 0) for name, runs in found.items()
        },
        "faults": {name: sum(run.faults for run in runs) for name, runs in found.items()},
        "ratio": load.ratio(found, "ours", "SQLite's defaults"),
    }


def _run(name, settings, seconds):
    """One run on a fresh database: a request that was kept is answered with a redirect."""
    site = gunicorn(name, pages.prepare(name), settings, "tests.bench.unlimited:application")
    try:
        bodies, script = FOLDER / "answers.txt", FOLDER / "posting.lua"
        code = WRITE.format(path=str(bodies), number=ANSWERS, cookie=COOKIE)
        command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", code]
        subprocess.run(command, cwd=ROOT, env=site.environment, check=True)  # noqa: S603
        script.write_text(SCRIPT % (bodies, COOKIE), encoding="utf-8")
        run = load.run(site, "/book/", seconds, script=script, threads=1)
        return replace(run, per_second=run.per_second - run.faults / seconds)
    finally:
        site.stop()


def grow(database, name):
    """CPU of a page and of a request from 10 to 100,000 rows, on the database at this address."""
    values = pages.environment(9, database)
    command = [sys.executable, "manage.py"]
    subprocess.run(  # noqa: S603
        [*command, "migrate", "--verbosity=0"], cwd=ROOT, env=values, check=True
    )
    code = "from tests.bench.growth import main; main()"
    done = subprocess.run(  # noqa: S603
        [*command, "shell", "--no-imports", "--command", code],
        cwd=ROOT,
        env=values,
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"  growth on {name}", flush=True)
    return json.loads(done.stdout.splitlines()[-1])
