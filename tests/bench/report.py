"""The figures as tables in docs/performance.md, between its two marks, and as JSON beside it."""

import json

from tests.bench.servers import ROOT

PAGE, FIGURES = ROOT / "docs/performance.md", ROOT / "docs/performance.json"
START, END = "<!-- figures -->\n", "<!-- end of figures -->"


def write(figures):
    """Keep what was measured; parts that were not measured now stay as they were."""
    if FIGURES.exists():
        figures = json.loads(FIGURES.read_text(encoding="utf-8")) | figures
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}{tables(figures)}{END}{after}", encoding="utf-8")


def tables(figures):
    """All tables as Markdown."""
    parts = {"pages": _pages, "posting": _posting, "growth": _growth, "lighthouse": _lighthouse}
    return "\n".join(make(figures[name]) for name, make in parts.items() if name in figures)


def _table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def _range(spread):
    return f"{spread['median']:g} [{spread['least']:g} – {spread['most']:g}]"


def _about(part):
    return f"{part['date']}, {part['machine']}, load {part['load']}.\n\n"


def _pages(part):
    rows = [
        [
            name,
            _range(row["per_second"]),
            _range(row["cpu_us"]),
            row["p50_ms"]["median"],
            row["p99_ms"]["median"],
            row["memory_mb"],
            row["faults"],
        ]
        for name, row in part["servers"].items()
    ]
    head = ["", "answers/s", "CPU µs", "p50 ms", "p99 ms", "MB", "faults"]
    text = "### The technique page, 16 connections\n\n" + _about(part) + _table(head, rows)
    ratios = [[name, _range(spread)] for name, spread in part["ratios"].items()]
    text += "\n" + _table(["same-round ratio", "median [range]"], ratios)
    cpu = [[name, value] for name, value in part["in_process"].items()]
    text += "\n" + _table(["in one process, CPU", "µs, or times"], cpu)
    memory = part["memory"]
    return text + (
        f"\nA worker took {memory['before_mb']} MB before and {memory['after_mb']} MB after "
        f"{memory['pages']:,} pages made anew.\n"
    )


def _posting(part):
    rows = [
        [name, _range(spread), part["faults"][name]] for name, spread in part["per_second"].items()
    ]
    text = "### Requests sent, SQLite, 16 connections\n\n" + _about(part)
    text += _table(["", "kept/s", "faults"], rows)
    return text + f"\nSame-round ratio: {_range(part['ratio'])}\n"


def _growth(part):
    text = "### CPU as the tables grow, ms\n\n" + _about(part)
    for database, found in part["found"].items():
        counts = list(next(iter(found.values())))
        head = [database, *(f"{int(count):,} rows" for count in counts), "100,000 / 100"]
        rows = [
            [name, *row.values(), f"{row['100000'] / row['100']:.2f}"]
            for name, row in found.items()
        ]
        text += _table(head, rows) + "\n"
    return text


def _lighthouse(part):
    found = part["found"]
    head = ["page", *next(iter(found.values()))]
    rows = [[path, *row.values()] for path, row in found.items()]
    return "### Lighthouse, mobile, simulated\n\n" + _about(part) + _table(head, rows)
