"""One request at the desk: what to do, what was asked, what happened, which letters went."""

from dataclasses import dataclass

from django.utils import timezone

from booking import moves
from booking.desk.words import RequestWords
from booking.models import Kind
from booking.models.states import MOVES
from booking.writing import offer_line
from clinic import formats
from outbox.kinds import kinds
from outbox.models import Letter


@dataclass(frozen=True)
class Act:
    """A button: ``key`` in its address, its words, and the kind of move behind it."""

    key: str
    name: str
    kind: Kind
    help: str
    is_bad: bool = False


# The acts with a page of their own, where something is filled in.
FILLED_IN = [
    Act("agree", "Agreed", Kind.AGREED, "Day, time, length, with whom."),
    Act("move", "Move", Kind.MOVED, "New day, time, person. The calendar entry is replaced."),
    Act("offer", "Offer times", Kind.OFFERED, "Up to three."),
    Act("decline", "Decline", Kind.DECLINED, "Choose a reason. You see the letter before it goes."),
    Act(
        "cancel",
        "We must cancel",
        Kind.CANCELED_BY_US,
        "Say why in one sentence, offer other times if you can.",
        is_bad=True,
    ),
    Act(
        "contact",
        "Change how we reach them",
        Kind.CONTACT_CHANGED,
        "Another phone number or e-mail address. Letters that wait go there.",
    ),
]
# The acts that one press does.
AT_ONCE = [
    Act(
        "called",
        "Called, no answer",
        Kind.CALLED,
        "Counts the call and keeps the request on top.",
    ),
    Act(
        "needs-call",
        "Needs a call",
        Kind.NEEDS_CALL,
        "Someone must talk to the patient first.",
    ),
    Act(
        "admit",
        "A real person",
        Kind.ADMITTED,
        "Puts it among the waiting and sends the first letter.",
    ),
    Act(
        "patient-canceled",
        "Patient canceled",
        Kind.CANCELED_BY_PATIENT,
        "They told you they cannot come.",
    ),
    Act("reopen", "Reopen", Kind.REOPENED, "Puts it back among the waiting. No letter goes."),
    Act("spam", "Spam", Kind.SPAM, "Held, no letter, erased in 7 days.", is_bad=True),
    Act("write-tried", "Write", Kind.TRIED, "Asks the patient by letter to call."),
    Act(
        "new-link",
        "New link",
        Kind.NEW_LINK,
        "Cuts the old link to their page, makes a fresh one and writes it to them.",
    ),
]
BUTTONS = [
    "called", "move", "offer", "needs-call", "decline", "patient-canceled", "cancel", "admit",
    "reopen", "contact", "new-link", "spam",
]  # fmt: skip
ACTS = {act.key: act for act in [*FILLED_IN, *AT_ONCE]}


class RequestPage(RequestWords):
    """What the page of one request shows, at the moment of ``facts``."""

    def can(self, key):
        """Whether an act goes with how the request stands."""
        return self.request.status in MOVES[ACTS[key].kind]

    @property
    def buttons(self):
        """The acts that go with how it stands, each with whether it has a page of its own."""
        filled_in = {act.key for act in FILLED_IN}
        return [(ACTS[key], key in filled_in) for key in BUTTONS if self.can(key)]

    @property
    def undo(self):
        """What can be undone now as (what happened, when its letter goes), or None."""
        event = moves.undoable(self.request)
        if event is None:
            return None
        if not event.letter:
            return event.for_desk, "Nothing to send."
        return event.for_desk, f"Letter goes {self._leaves(event.letter)}."

    def _leaves(self, letter):
        moment = timezone.localtime(letter.not_before)
        if moment <= self.facts.now:
            return "now"
        today = moment.date() == self.facts.today
        time = formats.time_of_day(moment.time())
        return f"at {time}" if today else formats.due(moment, self.facts.now)

    @property
    def history(self):
        """The events as (words, moment and who), oldest first."""
        events = self.request.events.select_related("done_by", "undoes")
        for event in events:
            who = f", by {event.done_by}" if event.done_by else ""
            said = f". {event.own_words}" if event.own_words else ""
            yield event.for_desk, f"{self._moment(event.happened_at)}{who}{said}"

    def _moment(self, moment):
        moment = timezone.localtime(moment)
        return (
            f"{formats.day(moment.date(), self.facts.today)}, {formats.time_of_day(moment.time())}"
        )

    @property
    def calls_so_far(self):
        return self.request.events.standing().filter(kind=Kind.CALLED).count()

    @property
    def may_write_tried(self):
        """Whether enough calls were made to offer the letter "we tried to reach you"."""
        if not (self.request.email and self.can("write-tried")):
            return False
        is_written = self.request.events.standing().filter(kind=Kind.TRIED).exists()
        return not is_written and self.calls_so_far >= moves.CALLS_BEFORE_WRITING

    @property
    def letters(self):
        """The letters about it as (letter, name, state in words, whether it may go again)."""
        for letter in Letter.objects.about(self.request.reference):
            kind = kinds()[letter.kind]
            name = f"{kind.name}, to the desk" if kind.is_for_staff else kind.name
            yield letter, name, self._state(letter), self._may_go_again(letter, kind)

    def _state(self, letter):
        if letter.failed_at:
            return f"Came back {self._moment(letter.failed_at)}"
        if letter.sent_at:
            return f"Sent {self._moment(letter.sent_at)}"
        return f"Goes {self._leaves(letter)}"

    def _may_go_again(self, letter, kind):
        came_back = bool(letter.failed_at and letter.text)
        return came_back and not kind.is_for_staff and bool(self.request.email)

    @property
    def offers(self):
        """The times that are kept for the patient, in words."""
        offers = self.request.offers.open(self.facts.now).select_related("practitioner")
        return [offer_line(offer, self.facts.today) for offer in offers]

    @property
    def erased(self):
        """The day on which it is erased, or ""."""
        day = self.request.erase_on
        return formats.day(day, self.facts.today) if day else ""
