"""Log lines as JSON that name no person: who reads a log learns about the site alone."""

import datetime
import json
import logging
import re
import traceback
from http import HTTPStatus

from clinic.away import DATABASE_AWAY
from clinic_site.request_ids import current_id

MASKS = [
    # Opens a patient's page, a draft or an account.
    (re.compile(r"(/(?:request|preview|mine|invited|sent|new-password)/)[^/\s]+"), r"\1…"),
    # What somebody looked for.
    (re.compile(r"\?[^\s'\"]+"), "?…"),
    # Looked for from the beginning of a word only: from each letter, a long word takes seconds.
    (re.compile(r"(?<![^\s<>@'\"])[^\s<>@'\"]+@[^\s<>@'\"]+"), "…@…"),
    (re.compile(r"\bip=\S+?(?=:?(?:\s|$))"), "ip=…"),  # as gunicorn writes it
]
MOST_PLACES = 20


def masked(text):
    """The text without keys, queries and addresses."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


class Mask(logging.Filter):
    """Masks the words of a record."""

    def filter(self, record):
        record.msg, record.args = masked(record.getMessage()), ()
        return True


class JsonLines(logging.Formatter):
    """One line per record: when, how bad, who says it, what, in which request, where it broke."""

    def format(self, record):
        line = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": current_id.get(),
            "status": getattr(record, "status_code", None),
        }
        if record.exc_info and record.exc_info[1] and not is_refusal(line["status"]):
            line["faults"] = [_told(fault) for fault in chain(record.exc_info[1])]
        return json.dumps({name: value for name, value in line.items() if value is not None})


def is_refusal(status):
    """Whether a request was refused: that is no fault of ours, and anyone can bring it about."""
    return status is not None and status < HTTPStatus.INTERNAL_SERVER_ERROR


def chain(fault):
    """An exception, what it came from, and so on."""
    while fault:
        yield fault
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def words_of(fault):
    """What an exception says, if it can name nobody: others repeat what a visitor typed."""
    return str(fault).strip().partition("\n")[0] if isinstance(fault, DATABASE_AWAY) else None


def _told(fault):
    kind = type(fault)
    places = traceback.extract_tb(fault.__traceback__)[-MOST_PLACES:]
    told = {
        "class": f"{kind.__module__}.{kind.__qualname__}",
        "words": words_of(fault),
        "at": [f"{place.filename}:{place.lineno} {place.name}" for place in places],
    }
    return {name: value for name, value in told.items() if value}
