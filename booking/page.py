"""What the patient's own page says, by the state of the request."""

import datetime
from functools import cached_property

from django.utils import timezone

from booking import journey, words
from booking.models import AppointmentRequest, Kind
from booking.reasons import decline_words
from clinic import formats
from clinic.models import OpeningHours
from clinic.templatetags.clinic import phone

FIRST_VIEW = datetime.timedelta(minutes=10)
Status = AppointmentRequest.Status
HEADLINES = {
    "offered": "Choose a time",
    "declined": "We cannot offer you an appointment",
    "withdrawn": "You withdrew this request",
    "canceled": "Your appointment is canceled",
    "canceled_by_us": "We had to cancel",
    "offers_ended": "The times we offered have run out",
    "expired": "This request has run out",
}
ENDINGS = {
    Kind.WITHDRAWN: "withdrawn",
    Kind.CANCELED_BY_PATIENT: "canceled",
    Kind.CANCELED_BY_US: "canceled_by_us",
}
# The words in the panel on top, by the state; what is not named here is closed.
PANELS = {
    "received": "waiting",
    "needs_call": "waiting",
    "offered": "offered",
    "agreed": "agreed",
}


class OwnPage:
    """The words of one request's page, at the moment of ``facts``.

    ``said`` is what the last act told the page to say ("withdrawn"); it is said only while it
    is true, so that nobody can make the page say something by its address.
    """

    def __init__(self, request, facts, said=""):
        self.request = request
        self.facts = facts
        self.said = said

    @cached_property
    def events(self):
        """What happened and was not undone, oldest first."""
        return list(self.request.events.standing())

    def last(self, *kinds):
        """The last event of one of the kinds, or None."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    @cached_property
    def offers(self):
        """The offered times that can be accepted now, each with its ``when`` and ``length``."""
        offers = list(self.request.offers.open(self.facts.now).select_related("practitioner"))
        for offer in offers:
            offer.when = formats.when(offer.starts_at, self.facts.today)
            offer.length = words.length(offer)
        return offers

    @cached_property
    def status(self):
        """The status as the patient reads it: a held request looks like any other."""
        if self.request.status == Status.HELD:
            return self.request.first_status
        return Status(self.request.status)

    @cached_property
    def state(self):
        """The status, told apart further where the page says something else."""
        if self.status == Status.AGREED and self.request.ends_at <= self.facts.now:
            return "over"
        if self.status == Status.OFFERED and not self.offers:
            return "offers_ended"
        if self.status == Status.EXPIRED and self.ended_offers:
            return "offers_ended"
        if self.status == Status.WITHDRAWN and self.canceled:
            return ENDINGS[self.canceled.kind]
        return str(self.status)

    @property
    def headline(self):
        """The state as a sentence."""
        if self.state == "needs_call":
            return "We will call you first" if self.request.phone else "Let us talk first"
        if self.state == "agreed":
            return f"Your appointment: {self.when}"
        if self.state == "over":
            return f"Your appointment was on {self.day(self.request.starts_at)}"
        if self.state == "received":
            return "Request received" if self.is_new else "We have your request"
        return HEADLINES[self.state]

    @property
    def is_new(self):
        return self.facts.now - self.request.received_at < FIRST_VIEW

    @property
    def panel(self):
        """The template of what is said below the headline."""
        return f"booking/own/_{PANELS.get(self.state, 'closed')}.html"

    @property
    def acts(self):
        return journey.acts(self)

    @property
    def steps(self):
        return journey.steps(self)

    @property
    def due(self):
        """The moment of the answer in words, or nothing when none could be computed."""
        if not self.request.reply_due_at:
            return ""
        return formats.due(timezone.localtime(self.request.reply_due_at), self.facts.now)

    @property
    def is_late(self):
        return bool(self.request.reply_due_at) and self.request.reply_due_at < self.facts.now

    @property
    def act(self):
        """What we do next: "We call you", "We write to you" or both."""
        if self.status == Status.NEEDS_CALL and self.request.phone:
            return "We call you"
        if self.request.phone and self.request.email:
            return "We call or write to you"
        return "We call you" if self.request.phone else "We write to you"

    @property
    def promise(self):
        """What we do next and by when, with the number we call from."""
        moment = f"by {self.due}" if self.due else "on our next working day"
        call_from = phone(self.facts.clinic.call_from) if self.request.phone else ""
        if not call_from:
            return f"{self.act} {moment}."
        if self.request.email and self.status != Status.NEEDS_CALL:
            return f"{self.act} {moment}. We call from {call_from}."
        return f"{self.act} {moment}, from {call_from}."

    @property
    def answer(self):
        """ "We answer by Wednesday 5 pm." """
        return f"We answer by {self.due}." if self.due else "We answer on our next working day."

    @property
    def last_call(self):
        """ "Tuesday, June 2 at 11 am": when we last called in vain, while we wait for a sign."""
        if self.events and self.events[-1].kind in {Kind.CALLED, Kind.TRIED}:
            return formats.when(self.last(Kind.CALLED).happened_at, self.facts.today)
        return ""

    @property
    def kept_until(self):
        """Until when the offered times are kept."""
        until = min(offer.expires_at for offer in self.offers)
        return f"{self.day(until)}, {self.time(until)}"

    @property
    def when(self):
        """The agreed time in words, or nothing."""
        starts_at = self.request.starts_at
        return formats.when(starts_at, self.facts.today) if starts_at else ""

    @property
    def length(self):
        """ "30 minutes": how long the agreed appointment takes."""
        return words.length(self.request)

    @property
    def bring(self):
        return words.bring()

    @property
    def getting_in(self):
        return words.getting_in(self.facts.clinic)

    @property
    def may_be_reminded(self):
        """Whether there is a reminder to switch off."""
        return bool(self.request.email) and not self.request.reminder_off_at

    @property
    def declined(self):
        """Why we declined and what else to do, as sentences."""
        event = self.last(Kind.DECLINED)
        sentence, what_else = decline_words(self.request, event.reason)
        return list(filter(None, [sentence, event.own_words, what_else]))

    @cached_property
    def canceled(self):
        """The event that ended an agreed or open request."""
        return self.last(*ENDINGS)

    @property
    def canceled_on(self):
        """The day on which the patient told us."""
        return self.day(self.canceled.happened_at)

    @property
    def canceled_when(self):
        """The time that we could not keep."""
        return formats.when(self.canceled.old_starts_at, self.facts.today)

    @property
    def offers_ended_on(self):
        """Until which day the offered times were kept that have run out."""
        return self.day(max(offer.expires_at for offer in self.ended_offers))

    @cached_property
    def ended_offers(self):
        """The offered times that nobody accepted in time."""
        expired = self.last(Kind.EXPIRED)
        ended_at = expired.happened_at if self.status == Status.EXPIRED and expired else None
        return list(self.request.offers.filter(ended_at=ended_at, expires_at__lte=self.facts.now))

    @property
    def erased_on(self):
        """The day on which a closed request is erased; a held one does not tell that it is held."""
        if self.request.status == Status.HELD or not self.request.erase_on:
            return ""
        return formats.day(self.request.erase_on, self.facts.today)

    @property
    def parts(self):
        """ "Tuesday morning or Thursday afternoon", or "Any time you are open"."""
        by_part = {}
        for time in self.request.preferred_times.all():
            by_part.setdefault(time.part, []).append(OpeningHours.Weekday(time.weekday).label)
        phrases = [f"{formats.join_words(days)} {part}" for part, days in by_part.items()]
        return formats.join_words(phrases) or "Any time you are open"

    @property
    def phone_masked(self):
        """ "a number ending in 0177"."""
        number = self.request.phone
        return f"the number ending in {number.as_e164[-4:]}" if number else ""

    @property
    def email_masked(self):
        """ "m…@example.com"."""
        name, _, host = self.request.email.partition("@")
        return f"{name[:1]}…@{host}" if host else ""

    @property
    def reached(self):
        """How we reach the patient, masked, since anyone with the address sees it."""
        return formats.join_words(filter(None, [self.phone_masked, self.email_masked]))

    @property
    def is_contact_unproved(self):
        """Whether the contact is from this page, so perhaps not from the patient."""
        changed = self.last(Kind.CONTACT_CHANGED)
        return changed is not None and changed.done_by_id is None

    @property
    def history(self):
        """The events as pairs (words, moment in words), oldest first."""
        return [
            (event.for_patient, self.moment(event.happened_at))
            for event in self.events
            if event.for_patient
        ]

    @property
    def answered(self):
        """What the last act did, as a sentence; nothing when it is no longer so."""
        return journey.sentences(self).get(self.said, "")

    def day(self, moment):
        """ "Wednesday, June 4"."""
        return formats.day(timezone.localtime(moment).date(), self.facts.today)

    def time(self, moment):
        """ "5 pm"."""
        return formats.time_of_day(timezone.localtime(moment).time())

    def moment(self, moment):
        """ "Wednesday, June 4, 5 pm"."""
        return f"{self.day(moment)}, {self.time(moment)}"
