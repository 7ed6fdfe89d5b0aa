"""``make bench``: measures all parts, or those named, and writes docs/performance.md."""

import argparse
import datetime
import os
import platform
import shutil

from tests.bench import lighthouse, pages, posting, report
from tests.bench.servers import FOLDER

NEEDED = {"wrk": "wrk", "nginx": "nginx-light", "npm": "npm", "chromium": "chromium"}


def measure(part, options):
    """One part's figures."""
    if part == "pages":
        return pages.compare(options.rounds, options.seconds)
    if part == "posting":
        return posting.compare(options.rounds, options.seconds)
    if part == "lighthouse":
        return {"found": lighthouse.measure(options.rounds)}
    for old in FOLDER.glob("growth.sqlite3*"):
        old.unlink()
    found = {"SQLite": posting.grow(f"sqlite:///{FOLDER}/growth.sqlite3", "SQLite")}
    if options.postgresql:
        found["PostgreSQL"] = posting.grow(options.postgresql, "PostgreSQL")
    return {"found": found}


def machine():
    """What the figures depend on."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python " + (
        platform.python_version()
    )


def main():
    parts = ["pages", "posting", "growth", "lighthouse"]
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", default=parts)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2, help="of each run")
    parser.add_argument("--postgresql", help="the address of an empty database")
    options = parser.parse_args()
    missing = [package for program, package in NEEDED.items() if not shutil.which(program)]
    if missing:
        parser.error(f"apt-get install {' '.join(missing)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for part in options.parts:
        print(part, flush=True)
        load = f"{os.getloadavg()[0]:.1f} before it began"
        figures = measure(part, options)
        when = {"date": f"{datetime.date.today()}", "machine": machine(), "load": load}
        report.write({part: figures | when})


if __name__ == "__main__":
    main()
