"""The states of a request, what can happen to it, and the table of moves that exist."""

from django.db import models


class Status(models.TextChoices):
    RECEIVED = "received", "Received"
    NEEDS_CALL = "needs_call", "Needs a call"
    OFFERED = "offered", "Offered"
    AGREED = "agreed", "Agreed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    HELD = "held", "Held"


class Kind(models.TextChoices):
    """What can happen to a request, in the desk's words."""

    RECEIVED = "received", "Request sent"
    # By a colleague
    CALLED = "called", "Called, no answer"
    TRIED = "tried", "Wrote that we tried to reach them"
    NEEDS_CALL = "needs_call", "Marked: needs a call"
    OFFERED = "offered", "Offered {times}"
    AGREED = "agreed", "Agreed on {when}"
    MOVED = "moved", "Moved from {old} to {when}"
    DECLINED = "declined", "Declined"
    SPAM = "spam", "Held as spam"
    ADMITTED = "admitted", "A real person"
    CANCELED_BY_PATIENT = "patient_off", "Told us they cannot come"
    CANCELED_BY_US = "we_off", "We canceled {old}"
    REPLACED = "replaced", "We canceled {old} and offered {times}"
    REOPENED = "reopened", "Reopened"
    NEW_LINK = "new_link", "Fresh link made"
    NOTED = "noted", "Note for us changed"
    # By the patient
    ACCEPTED = "accepted", "Accepted {when}"
    ASKED_OTHERS = "asked_others", "None of the offered times suits"
    ASKED_TO_MOVE = "asked_to_move", "Asked for another time"
    TIMES_CHANGED = "times", "Changed the times that suit them"
    CONTACT_CHANGED = "contact", "Changed how we reach them"
    NO_REMINDER = "no_reminder", "Switched the reminder off"
    WITHDRAWN = "withdrawn", "Withdrew"
    # By the daily round
    REMINDED = "reminded", "Reminder written"
    EXPIRED = "expired", "Ran out"
    # Of another event
    UNDONE = "undone", "Undone: {undone}"


# What the patient reads in the history; what is not named here is not shown there.
PATIENT_WORDS = {
    Kind.RECEIVED: "You sent this request",
    Kind.CALLED: "We tried to call you",
    Kind.TRIED: "We sent you a letter",
    Kind.OFFERED: "We offered {times}",
    Kind.AGREED: "We agreed on {when} by phone",
    Kind.MOVED: "We moved it from {old} to {when}",
    Kind.DECLINED: "We declined",
    Kind.CANCELED_BY_PATIENT: "You told us that you cannot come",
    Kind.CANCELED_BY_US: "We had to cancel {old}",
    Kind.REPLACED: "We had to cancel {old} and offered {times}",
    Kind.ACCEPTED: "You accepted {when}",
    Kind.ASKED_OTHERS: "You asked for another time",
    Kind.ASKED_TO_MOVE: "You asked for another time",
    Kind.TIMES_CHANGED: "You changed the times that suit you",
    Kind.CONTACT_CHANGED: "You changed how we reach you",
    Kind.NO_REMINDER: "You switched the reminder off",
    Kind.WITHDRAWN: "You withdrew",
    Kind.REMINDED: "We sent you a letter",
    Kind.EXPIRED: "It ran out",
}


def _stays(*states):
    return {state: state for state in states}


def _leads_to(target, *states):
    return dict.fromkeys(states, target)


_S = Status
WAITING = (_S.RECEIVED, _S.NEEDS_CALL)
OPEN = (*WAITING, _S.OFFERED)
CLOSED = (_S.DECLINED, _S.WITHDRAWN, _S.EXPIRED)
# Each move that exists: what happens, from which state, into which. Nothing else is possible.
MOVES = {
    Kind.CALLED: _stays(*OPEN, _S.AGREED),
    Kind.TRIED: _stays(*WAITING),
    Kind.NEEDS_CALL: _leads_to(_S.NEEDS_CALL, _S.RECEIVED, _S.OFFERED),
    # An agreed time stands until the patient accepts one of the new ones.
    Kind.OFFERED: _leads_to(_S.OFFERED, *OPEN) | _stays(_S.AGREED),
    Kind.AGREED: _leads_to(_S.AGREED, *OPEN),
    Kind.MOVED: _stays(_S.AGREED),
    Kind.DECLINED: _leads_to(_S.DECLINED, *OPEN),
    Kind.SPAM: _leads_to(_S.HELD, *WAITING),
    Kind.ADMITTED: _leads_to(_S.RECEIVED, _S.HELD),
    Kind.CANCELED_BY_PATIENT: _leads_to(_S.WITHDRAWN, *OPEN, _S.AGREED),
    Kind.CANCELED_BY_US: _leads_to(_S.WITHDRAWN, _S.AGREED),
    Kind.REPLACED: _leads_to(_S.OFFERED, _S.AGREED),
    Kind.REOPENED: _leads_to(_S.RECEIVED, *CLOSED),
    Kind.NEW_LINK: _stays(*_S),
    Kind.NOTED: _stays(*_S),
    Kind.ACCEPTED: _leads_to(_S.AGREED, _S.OFFERED, _S.AGREED),
    Kind.ASKED_OTHERS: _leads_to(_S.RECEIVED, _S.OFFERED, _S.EXPIRED),
    Kind.ASKED_TO_MOVE: _stays(_S.AGREED),
    Kind.TIMES_CHANGED: _stays(*WAITING, _S.HELD),
    Kind.CONTACT_CHANGED: _stays(*OPEN, _S.AGREED, _S.HELD),
    Kind.NO_REMINDER: _stays(_S.AGREED),
    Kind.WITHDRAWN: _leads_to(_S.WITHDRAWN, *OPEN, _S.AGREED, _S.HELD),
    Kind.REMINDED: _stays(_S.AGREED),
    Kind.EXPIRED: _leads_to(_S.EXPIRED, *OPEN),
}
# From these on, a request waits for its 60 days.
BEGINNINGS = {Kind.RECEIVED, Kind.ADMITTED, Kind.REOPENED, Kind.ASKED_OTHERS}
# What a colleague can take back while nothing else happened.
UNDOABLE = {
    Kind.CALLED,
    Kind.TRIED,
    Kind.NEEDS_CALL,
    Kind.OFFERED,
    Kind.AGREED,
    Kind.MOVED,
    Kind.DECLINED,
    Kind.SPAM,
    Kind.ADMITTED,
    Kind.CANCELED_BY_PATIENT,
    Kind.CANCELED_BY_US,
    Kind.REPLACED,
    Kind.REOPENED,
}


class Forbidden(Exception):
    """A move that does not exist, or that the times forbid; the message is for the reader."""


class Stale(Exception):
    """Somebody else was first; ``request`` is how it stands now."""

    def __init__(self, request):
        super().__init__("This page has changed since you opened it. Here is how it stands now.")
        self.request = request
