"""What the patient's own page says, by the state of the request."""

import datetime

from django.utils import timezone

from booking.models import AppointmentRequest
from clinic import formats
from clinic.models import OpeningHours
from clinic.templatetags.clinic import phone

FIRST_VIEW = datetime.timedelta(minutes=10)
Status = AppointmentRequest.Status


class OwnPage:
    """The words of one request's page, at the moment of ``facts``."""

    def __init__(self, request, facts):
        self.request = request
        self.facts = facts

    @property
    def headline(self):
        """The state as a sentence."""
        if self.request.status == Status.NEEDS_CALL:
            return "We will call you first" if self.request.phone else "Let us talk first"
        is_new = self.facts.now - self.request.received_at < FIRST_VIEW
        return "Request received" if is_new else "We have your request"

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
        if self.request.status == Status.NEEDS_CALL and self.request.phone:
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
        if self.request.email and self.request.status != Status.NEEDS_CALL:
            return f"{self.act} {moment}. We call from {call_from}."
        return f"{self.act} {moment}, from {call_from}."

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
    def history(self):
        """The events as pairs (words, moment in words), oldest first."""
        today = self.facts.today
        return [
            (event.for_patient, self._moment(event.happened_at, today))
            for event in self.request.events.standing()
            if event.for_patient
        ]

    @property
    def sent(self):
        return self._moment(self.request.received_at, self.facts.today)

    @staticmethod
    def _moment(moment, today):
        moment = timezone.localtime(moment)
        return f"{formats.day(moment.date(), today)}, {formats.time_of_day(moment.time())}"
