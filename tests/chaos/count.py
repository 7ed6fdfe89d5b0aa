"""What was kept and what was sent, from the database and the mail server, beside what was told."""

import json
import statistics
from collections import Counter

# These must all be 0.
ZERO = ["missing", "twice", "changed", "not kept in the end", "letters missing"]
ZERO += ["letters twice", "words lost", "other answers", "wrong pages"]
ZERO += ["deliverers dead", "faults not seen"]
# Who is told of each new request.
DESK = "desk@clinic.example"


def count(load, kept, taken):
    """The figures of one run. ``kept``: rows of the database; ``taken``: lines of the server."""
    rows = {}
    for row in kept:
        rows.setdefault(row["submission_id"], []).append(row)
    letters = _letters(kept, [json.loads(line) for line in taken])
    told = [visitor for visitor in load.visitors if visitor.pages]
    requests = {
        "visitors": len(load.visitors),
        "sendings": sum(load.answers.values()),
        "missing": sum(visitor.submission_id not in rows for visitor in told),
        "twice": sum(n - 1 for n in Counter(row["name"] for row in kept).values())
        + sum(len(visitor.pages) > 1 for visitor in told),
        "changed": sum(_is_changed(visitor, rows) for visitor in told),
        "not kept in the end": len(load.visitors) - len(told),
    }
    return requests | letters | _answers(load)


def _is_changed(visitor, rows):
    names = ["name", "note", "email"]
    wrong = (
        any(row[name] != getattr(visitor, name) for name in names)
        for row in rows.get(visitor.submission_id, [])
    )
    return any(wrong)


def _letters(kept, taken):
    """One letter to each patient who gave an address, and one to the clinic for each request."""
    found = {}
    for line in taken:
        about = line["subject"].split()[-1] if line["to"] == DESK else ""
        found.setdefault((line["to"], about), set()).add(line["id"])
    wanted = [(row["email"], "") for row in kept if row["email"]]
    wanted += [(DESK, row["reference"]) for row in kept]
    return {
        "letters": len(wanted),
        "letters missing": sum(address not in found for address in wanted),
        "letters twice": sum(len(found.get(address, ())) > 1 for address in wanted),
        # The same letter again, by its number: after a kill nobody knows whether it had left.
        "copies": len(taken) - len({line["id"] for line in taken}),
    }


def _answers(load):
    seconds = load.seconds or [0]
    return {
        "503": load.answers["503"],
        "503 of nginx": load.answers["503 of nginx"],
        "429": load.answers["429"],
        "words lost": load.words_lost,
        "other answers": sum(load.others.values()),
        "which others": dict(load.others),
        "median seconds": round(statistics.median(seconds), 3),
        "slowest seconds": round(max(seconds), 1),
    }


def reading(readers):
    """The figures of who only read; who read nothing at all counts as a wrong page."""
    read = sum(readers.answers.values())
    return {
        "pages read": read,
        "wrong pages": sum(readers.others.values()) + bool(readers.pages and not read),
        "which wrong pages": dict(readers.others),
        "slowest page seconds": round(max(readers.seconds), 1),
    }


def evidence(seen, wanted):
    """How many of the traces a fault must leave are not there. ``seen``: {trace: how many}."""
    return {"faults not seen": sum(not seen[name] for name in wanted)}


def dead(deliverers):
    """How many services died of something else than our kills, or are not there any more."""
    itself = sum(service.starts - 1 > service.kills for service in deliverers)
    gone = [each for each in deliverers if each.keeper and each.process.returncode is not None]
    return itself + len(gone)


def is_clean(figures):
    """Whether nothing is amiss in the figures of one run."""
    return not any(figures[name] for name in ZERO)
