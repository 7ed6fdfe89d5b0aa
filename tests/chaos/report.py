"""The figures as tables in docs/reliability.md, between its two marks, and as JSON beside it."""

import datetime
import json
import os
import platform
import re
import sqlite3
import subprocess

from tests.chaos.count import ZERO, is_clean
from tests.chaos.databases import tool
from tests.chaos.site import ROOT

PAGE, FIGURES = ROOT / "docs/reliability.md", ROOT / "docs/reliability.json"
START, END = "<!-- figures -->\n", "<!-- end of figures -->"
ABOUT = ["date", "commit", "machine", "load"]
SUMS = ["visitors", "sendings", "503", "503 of nginx", "429", "letters", "copies"]
SUMS += ["pages read", *ZERO]


def write(part, key, rows):
    """Keep what was found in place of rows with the same ``key``; all others stay as they were."""
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    kept = {tuple(row[name] for name in key): row for row in figures.get(part, [])}
    about = {"date": f"{datetime.date.today()}", "commit": commit(), "machine": machine()}
    about["load"] = round(os.getloadavg()[0])
    kept |= {tuple(row[name] for name in key): row | about for row in rows}
    figures[part] = list(kept.values())
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}{tables(figures)}{END}{after}", encoding="utf-8")


def machine():
    """What the figures depend on."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"PostgreSQL {_number(tool('postgres'), '--version')}, nginx {_number('nginx', '-v')}"
    )


def _number(program, option):
    """The version a program says it is."""
    said = subprocess.run([program, option], capture_output=True, text=True, check=True)  # noqa: S603
    return re.search(r"[0-9]+(?:\.[0-9]+)+", said.stdout + said.stderr)[0]


def commit():
    """Which state of the code was run, and whether anything but these figures was changed."""
    git = ["git", "-C", ROOT]
    number = subprocess.check_output([*git, "rev-parse", "--short", "HEAD"], text=True)  # noqa: S603
    others = ["--", ".", *(f":!{path}" for path in (PAGE, FIGURES))]
    changed = subprocess.check_output([*git, "status", "--porcelain", *others])  # noqa: S603
    return f"commit {number.strip()}{' and changes to it' if changed else ''}"


def tables(figures):
    """All tables as Markdown."""
    makes = {"chaos": _chaos, "drill": _drill, "walk": _walk}
    return "\n".join(make(figures[name]) for name, make in makes.items() if name in figures)


def _chaos(rows):
    names = ["visitors", "503", "503 of nginx", "letters", "copies", "pages read"]
    slow = ["median s", "slowest s", "slowest page s"]
    head = ["scenario", "database", *names, *slow, "faults", *ZERO]
    lines = [_cells(row, names) for row in rows]
    total = sums(rows)
    empty = [""] * (len(slow) + 1)
    lines.append(["**in all**", "", *map(total.get, names), *empty, *map(total.get, ZERO)])
    return f"### What was broken\n\n{_about(rows)}{_table(head, lines)}"


def _cells(row, names):
    faults = ", ".join(f"{count} {what}" for what, count in row.get("faults", {}).items())
    seconds = ["median seconds", "slowest seconds", "slowest page seconds"]
    cells = [row.get(name, "") for name in ["scenario", "database", *names, *seconds]]
    return [*cells, faults, *(row.get(name, "") for name in ZERO)]


def _drill(rows):
    head = [name for name in rows[0] if name not in ABOUT]
    lines = [[row[name] for name in head] for row in rows]
    return f"### Restored\n\n{_about(rows)}{_table(head, lines)}"


def _walk(rows):
    head = ["walk", "server", "part", "seconds", "seen"]
    lines = [[*(row[name] for name in head[:-1]), "; ".join(row.get("seen", []))] for row in rows]
    return f"### Followed\n\n{_about(rows)}{_table(head, lines)}"


def _about(rows):
    said = [
        ", ".join(sorted({row[name] for row in rows if name in row}))
        for name in ("date", "commit", "machine")
    ]
    loads = [row["load"] for row in rows]
    return f"{'; '.join(filter(None, said))}; load {min(loads)} to {max(loads)}.\n\n"


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def sums(rows):
    """Each figure over all rows."""
    return {name: sum(row.get(name, 0) for row in rows) for name in SUMS}


def line(row, seconds):
    """One scenario as a line on the screen."""
    wrong = {name: row[name] for name in ZERO if row[name]}
    said = ", ".join(f"{row.get(name)} {name}" for name in SUMS[:8])
    which = [row[name] for name in ("which others", "which wrong pages") if row.get(name)]
    verdict = "nothing lost" if is_clean(row) else f"AMISS: {wrong} {which}"
    what = f"{row['scenario']}, {row['database']}, {seconds:.0f} s, {row.get('faults')}"
    return f"{what}: {said}; {verdict}"


def summary(rows):
    """All of them in one line."""
    total = sums(rows)
    return ", ".join(f"{name}: {total[name]}" for name in SUMS)
