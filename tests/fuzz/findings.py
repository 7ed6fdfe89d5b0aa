"""What is counted, and what may not happen: a 5xx, an exception that got out, a traceback."""

import json
import logging
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from clinic_site.logs import JsonLines


@dataclass
class Tally:
    """Answers by kind of case and status, and what was found, each place once."""

    answers: dict = field(default_factory=lambda: defaultdict(Counter))
    found: dict = field(default_factory=dict)

    def note(self, kind, status, case):
        """Count an answer; one of 500 and more is a finding."""
        self.answers[kind][status] += 1
        if isinstance(status, int) and status >= 500:
            self.find(f"{kind}: answered {status}", case)

    def find(self, what, case):
        """Keep the first case that showed this."""
        self.found.setdefault(what, case)

    @property
    def cases(self):
        return sum(sum(counts.values()) for counts in self.answers.values())


class Watch(logging.Handler):
    """Notes every traceback that is logged, with the case that was thrown at that moment."""

    def __init__(self, tally):
        super().__init__()
        self.tally, self.case, self.lines = tally, None, JsonLines()

    def emit(self, record):
        """A line that tells of a fault, as the site writes its lines, is a traceback in the log."""
        if "faults" in json.loads(self.lines.format(record)):
            self.tally.find(f"logged {place(record.exc_info[1])}", self.case)

    def throw(self, kind, case, send):
        """Count what ``send()`` returns; what it raises is a finding."""
        self.case = case
        try:
            status = send()
        except Exception as fault:
            self.tally.find(f"raised {place(fault)}", case)
            status = "raised"
        self.tally.note(kind, status, case)


def place(fault):
    """An exception's class and the last places it came through, as one line."""
    last = traceback.extract_tb(fault.__traceback__)[-3:]
    steps = " < ".join(f"{at.filename.rpartition('/')[2]}:{at.lineno}" for at in reversed(last))
    return f"{type(fault).__name__}: {str(fault)[:150]!r} at {steps}"


def table(tally):
    """The lines of the report."""
    for kind, counts in tally.answers.items():
        told = " · ".join(f"{status}: {n}" for status, n in sorted(counts.items(), key=str))
        yield f"{kind:24} {sum(counts.values()):7}   {told}"
    yield f"{'in all':24} {tally.cases:7}   findings: {len(tally.found)}"
    for what, case in tally.found.items():
        yield f"FOUND {what}\n      {case!r:.1500}"
