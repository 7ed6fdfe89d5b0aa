"""The figures as tables in docs/reliability.md, between its two marks, and as JSON beside it."""

import datetime
import json
import os
import platform

from tests.chaos.count import ZERO, is_clean
from tests.chaos.site import ROOT

PAGE, FIGURES = ROOT / "docs/reliability.md", ROOT / "docs/reliability.json"
START, END = "<!-- figures -->\n", "<!-- end of figures -->"
SUMS = ["visitors", "sendings", "503", "503 of nginx", "429", "letters", "copies", *ZERO]


def write(part, rows):
    """Keep what was found; the other part stays as it was."""
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    figures[part] = {"date": f"{datetime.date.today()}", "machine": machine(), "rows": rows}
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}{tables(figures)}{END}{after}", encoding="utf-8")


def machine():
    """What the figures depend on."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}, load {os.getloadavg()[0]:.1f} at the end"
    )


def tables(figures):
    """All tables as Markdown."""
    makes = {"chaos": _chaos, "drill": _drill}
    return "\n".join(make(figures[name]) for name, make in makes.items() if name in figures)


def _chaos(part):
    rows = part["rows"]
    names = ["visitors", "503", "503 of nginx", "letters", "copies"]
    head = ["scenario", "database", *names, "median s", "slowest s", "faults", *ZERO]
    lines = [_cells(row, names) for row in rows]
    total = sums(rows)
    lines.append(
        ["**in all**", "", *(total[name] for name in names), "", "", "", *(total[n] for n in ZERO)]
    )
    return f"### What was broken\n\n{part['date']}, {part['machine']}.\n\n{_table(head, lines)}"


def _cells(row, names):
    faults = ", ".join(f"{count} {what}" for what, count in row["faults"].items())
    cells = [row["scenario"], row["database"], *(row[name] for name in names)]
    return [*cells, row["median seconds"], row["slowest seconds"], faults, *(row[n] for n in ZERO)]


def _drill(part):
    head = list(part["rows"][0])
    lines = [list(row.values()) for row in part["rows"]]
    return f"### Restored\n\n{part['date']}, {part['machine']}.\n\n{_table(head, lines)}"


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def sums(rows):
    """Each figure over all rows."""
    return {name: sum(row[name] for row in rows) for name in SUMS}


def line(row, seconds):
    """One scenario as a line on the screen."""
    wrong = {name: row[name] for name in ZERO if row[name]}
    said = ", ".join(f"{row[name]} {name}" for name in SUMS[:7])
    verdict = "nothing lost" if is_clean(row) else f"LOST: {wrong} {row['which others']}"
    return (
        f"{row['scenario']}, {row['database']}, {seconds:.0f} s: {said}; {verdict} {row['faults']}"
    )


def summary(rows):
    """All of them in one line."""
    total = sums(rows)
    return ", ".join(f"{name}: {total[name]}" for name in SUMS)
