"""What the desk says about a request."""

from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber

from booking.models import Status
from booking.models.states import CLOSED
from booking.page import OwnPage
from clinic import formats
from clinic.templatetags.clinic import phone, tel

CALL_WORDS = ["", "once", "twice"]


class RequestWords:
    """One request in the desk's words, at the moment of ``facts``."""

    def __init__(self, request, facts):
        self.request, self.facts = request, facts

    @property
    def parts(self):
        """ "Tuesday or Thursday morning", or "" for any time."""
        return OwnPage(self.request, self.facts).parts if self._has_times else ""

    @property
    def _has_times(self):
        return bool(self.request.preferred_times.all())

    @property
    def with_whom(self):
        """The practitioner's name, "either", "anyone", or "" where there is no choice."""
        if self.request.agreed_with:
            return self.request.agreed_with.name
        if self.request.practitioner:
            return self.request.practitioner.name
        people = len(self.facts.practitioners)
        if people == 1:
            return self.facts.practitioners[0].name
        return {0: "", 2: "either"}.get(people, "anyone")

    @property
    def due(self):
        """By when to answer, or since when it is late; "" when no hours are known."""
        moment = self.request.reply_due_at
        if not moment:
            return ""
        if self.is_late:
            return f"Late since {formats.since(moment, self.facts.now)}"
        words = formats.due(timezone.localtime(moment), self.facts.now)
        return words[:1].upper() + words[1:]

    @property
    def is_late(self):
        moment = self.request.reply_due_at
        return self.request.waits_for_us and bool(moment) and moment < self.facts.now

    @property
    def bead(self):
        """The shape that goes with the state: what is over has one shape."""
        status = self.request.status
        return "closed" if status in {*CLOSED, Status.HELD} else status

    @property
    def when(self):
        """The agreed time, or ""."""
        return self._when(self.request.starts_at)

    def _when(self, moment):
        return formats.when(moment, self.facts.today) if moment else ""

    @property
    def call_number(self):
        """Whom to ring, as a pair (number in words, address that dials); empty without one."""
        number = self.request.phone
        if self.request.other_contact:
            number = self._other_number
        return phone(number), tel(number)

    @property
    def _other_number(self):
        """Their phone number, or None for an e-mail address."""
        other = self.request.other_contact
        return None if not other or "@" in other else PhoneNumber.from_string(other)

    @property
    def sentence(self):
        """What is wanted, as one sentence."""
        name, status = self.request.name, self.request.status
        if status == Status.AGREED:
            time = f"{self.when} with {self.request.agreed_with}"
            if self.request.waits_for_us:
                return f"{name} asks for another time than {time}."
            return f"{name} comes {time}."
        if status == Status.NEEDS_CALL and self.request.safety in {"yes", "not_sure"}:
            return f"{name} said yes or not sure to the health question."
        with_whom = f" with {self.with_whom}" if self.with_whom else ""
        if self.parts:
            return f"{name} would like {self.parts}{with_whom}."
        return f"{name} can come any time you are open{',' if with_whom else ''}{with_whom}."

    @property
    def next_step(self):
        """What is to be done now, and by when."""
        status = self.request.status
        if self.request.waits_for_us:
            call = "Call before you agree on a time. " if status == Status.NEEDS_CALL else ""
            if self.is_late:
                return f"{call}{self.due}."
            return f"{call}Answer by {self._due_inside}." if self.due else call
        if status == Status.OFFERED:
            offers = self.request.offers.open(self.facts.now)
            until = max((offer.expires_at for offer in offers), default=None)
            if until is None:
                return "The times we offered have run out."
            times = formats.counted(len(offers), "time", "times")
            return f"{times} offered, kept until {formats.due(until, self.facts.now)}."
        if status == Status.HELD:
            return f"Held. {self.request.get_held_reason_display()}."
        if status == Status.AGREED:
            return ""
        return f"{self.request.get_status_display()}."

    @property
    def _due_inside(self):
        return formats.due_short(timezone.localtime(self.request.reply_due_at), self.facts.now)

    @property
    def notices(self):
        """What to mind when calling or writing, as sentences."""
        row = self.request
        found = []
        if row.other_name:
            them = phone(self._other_number) or row.other_contact
            to_talk = f"them, {them}" if row.other_contact else row.name
            found.append(f"{row.name} asks for {row.other_name}. Talk to {to_talk}.")
        found.append(
            {
                row.MessageRule.CALL_BACK: 'Leave no message but "please call back".',
                row.MessageRule.NONE: "Leave no message.",
            }.get(row.message_rule, "")
        )
        found.append("Be discreet." if row.discreet else "")
        found.append(f"Would like to speak {row.language}." if row.language else "")
        found.append(f"To make the visit easier: {row.access}." if row.access else "")
        if row.earliest_on:
            found.append(f"Not before {formats.day(row.earliest_on, self.facts.today)}.")
        return [sentence for sentence in found if sentence]

    @property
    def reached_by(self):
        """How the patient can be reached, when there is no number to call."""
        return "" if self.call_number[0] else self.request.email

    @staticmethod
    def calls(n):
        """ "Called twice, no answer", or "" for no call."""
        times = CALL_WORDS[n] if n < len(CALL_WORDS) else f"{n} times"
        return f"Called {times}, no answer" if n else ""
