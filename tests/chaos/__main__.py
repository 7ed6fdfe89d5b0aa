"""``make chaos``: breaks all there is, or what is named, and writes docs/reliability.md.

    make chaos WHAT=short                     two minutes
    make chaos WHAT='"disk full" "overload"'  some scenarios

Needs root for the small disk and for PostgreSQL's user. The exit code is 1 when anything was lost.
"""

import argparse
import shutil
import sys
import time
import traceback
from dataclasses import replace

from tests.chaos import report
from tests.chaos.count import ZERO, is_clean
from tests.chaos.databases import tool
from tests.chaos.running import Laboratory
from tests.chaos.scenarios import BOTH, TABLE
from tests.chaos.services import begin

NEEDED = {"nginx": "nginx-light", "openssl": "openssl", "pgbouncer": "pgbouncer"}
SHORT, SHORT_SECONDS = "short", 10


def chosen(options):
    """The pairs (scenario, database) to run."""
    if options.names == [SHORT]:
        return [
            (replace(scenario, seconds=SHORT_SECONDS), database)
            for scenario in TABLE
            for database in scenario.short
        ]
    unknown = set(options.names) - {scenario.name for scenario in TABLE}
    if unknown:
        known = ", ".join(scenario.name for scenario in TABLE)
        raise SystemExit(f"There is no {', '.join(unknown)}. There are: {known}.")
    rate = {"per_second": options.per_second} if options.per_second else {}
    return [
        (replace(scenario, **rate), database)
        for scenario in TABLE
        for database in scenario.databases
        if database in options.database and scenario.name in (options.names or [scenario.name])
    ]


async def break_all(pairs, *, is_kept):
    """Run them one after the other: a list of rows, kept in the report if wanted."""
    laboratory, rows = Laboratory(), []
    try:
        await laboratory.prepare({database for _, database in pairs})
        for scenario, database in pairs:
            began = time.monotonic()
            row = {"scenario": scenario.name, "database": database}
            try:
                row |= await laboratory.run(scenario, database)
            except (Exception, SystemExit):
                traceback.print_exc()
                row |= dict.fromkeys(ZERO, 1) | {"could not be run": True}
            rows.append(row)
            print(report.line(row, time.monotonic() - began), flush=True)
            if is_kept:
                report.write("chaos", ["scenario", "database"], [row])
    finally:
        await laboratory.stop()
    return rows


def main():
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("names", nargs="*", help="of scenarios, or short")
    parser.add_argument("--database", nargs="*", default=BOTH, choices=BOTH)
    parser.add_argument("--per-second", type=int, help="visitors, in place of the table's")
    options = parser.parse_args()
    missing = [package for program, package in NEEDED.items() if not shutil.which(program)]
    if not tool("postgres"):
        missing.append("postgresql")
    if missing:
        parser.error(f"apt-get install {' '.join(missing)}")
    rows = begin(break_all(chosen(options), is_kept=SHORT not in options.names))
    print(report.summary(rows))
    sys.exit(not all(map(is_clean, rows)))


if __name__ == "__main__":
    main()
