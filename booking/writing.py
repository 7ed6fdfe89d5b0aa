"""Writes the letters about a request. Each function returns the Letter, or None where none goes.

Patients who gave no e-mail address get no letter. What they get waits a few minutes at the desk,
so that a slip can be undone before anyone reads it.
"""

import datetime

from django.conf import settings
from django.utils import timezone

from booking.calendar_entry import FILE_NAME, calendar_entry
from booking.page import OwnPage
from booking.reasons import decline_words
from booking.words import bring, getting_in, length
from clinic import formats
from clinic.facts import ClinicFacts
from clinic.templatetags.clinic import phone
from outbox.kinds import kinds
from outbox.models import Letter
from outbox.post import post, take_back

LETTER_DELAY = datetime.timedelta(minutes=5)
REMINDER = "booking.reminder"
# After these a reminder that waits would name a time that no longer holds.
CALL_REMINDER_OFF = {"moved", "canceled", "withdrawn"}


def write(key, request, *, calendar=False, not_before=None, **values):
    """Write the letter ``booking.<key>`` to the patient, with what every letter can say."""
    if not request.email:
        return None
    if key in CALL_REMINDER_OFF:
        take_back_reminder(request)
    facts = ClinicFacts()
    kind = kinds()[f"booking.{key}"]
    known = _about(request, facts) | values
    attachment = (FILE_NAME, calendar_entry(request, facts.clinic, facts.now)) if calendar else None
    return post(
        kind.key,
        request.email,
        {name: value for name, value in known.items() if name in kind.placeholders},
        reference=request.reference,
        not_before=not_before or facts.now + LETTER_DELAY,
        discreet=request.discreet,
        attachment=attachment or ("", ""),
    )


def _about(request, facts):
    clinic = facts.clinic
    values = {
        "name": request.name,
        "reference": request.reference,
        "address": ", ".join(clinic.address_lines),
        "access": getting_in(clinic),
        "bring": bring(),
        "price_note": request.technique.price_note.rstrip(".") if request.technique else "",
        "phone": phone(clinic.phone),
        "call_from": phone(clinic.call_from),
        "erase_day": formats.day(request.erase_on, facts.today) if request.erase_on else "",
        "site": settings.SITE_URL,
    }
    if request.starts_at:
        values |= {
            "when": formats.when(request.starts_at, facts.today),
            "length": length(request),
            "who": str(request.agreed_with),
        }
    return values


def offer_line(offer, today):
    """ "Tuesday, June 9 at 10 am, 30 minutes, with Karen"."""
    return f"{formats.when(offer.starts_at, today)}, {length(offer)}, with {offer.practitioner}"


def received(request):
    """The first letter goes to an unproved address: it repeats nothing the visitor typed."""
    return write("received", request, promise=OwnPage(request, ClinicFacts()).promise)


def link(request):
    """The address of the patient's page, once more."""
    return write("link", request)


def offered(request):
    """The times that are open for the patient now."""
    now = timezone.localtime()
    offers = list(request.offers.open(now).select_related("practitioner"))
    until = max((offer.expires_at for offer in offers), default=now)
    return write(
        "offered",
        request,
        times=[offer_line(offer, now.date()) for offer in offers],
        until=formats.due(until, now),
    )


def agreed(request):
    return write("agreed", request, calendar=True)


def moved(request, old, own_words=""):
    """``old`` is when the appointment was to begin before."""
    today = timezone.localdate()
    return write(
        "moved",
        request,
        calendar=True,
        old_when=formats.when(old, today),
        own_words=own_words,
    )


def take_back_reminder(request):
    """A reminder that has not left stays here."""
    for letter in Letter.objects.unsent().about(request.reference).filter(kind=REMINDER):
        take_back(letter)


def reminder(request, not_before):
    return write("reminder", request, not_before=not_before)


def declined(request, reason, own_words=""):
    """``reason`` is a DeclineReason."""
    sentence, what_else = decline_words(request, reason)
    return write(
        "declined",
        request,
        reason_sentence=sentence,
        own_words=own_words,
        what_else=what_else,
    )


def canceled(request, old, own_words):
    """We cancel what was agreed for ``old``; what is open for the patient now is offered."""
    today = timezone.localdate()
    offers = request.offers.open().select_related("practitioner")
    times = [offer_line(offer, today) for offer in offers]
    return write(
        "canceled",
        request,
        # A request that has new times has no old one any more to strike out.
        calendar=request.starts_at is not None,
        old_when=formats.when(old, today),
        old_day=formats.day(timezone.localtime(old).date(), today),
        own_words=own_words,
        times=times,
        instead="We can offer you instead:" if times else "",
        choose="Choose one, or ask for others." if times else "",
        another="" if times else "May we find another time?",
    )


def tried(request, calls, last_at):
    """After ``calls`` calls without an answer, the last at the moment ``last_at``."""
    today = timezone.localdate()
    return write(
        "tried",
        request,
        calls=formats.counted(calls, "time", "times"),
        last_call=formats.when(last_at, today),
        until=formats.day(request.runs_out_on, today),
    )


def withdrawn(request, old=None):
    """``old`` is when the appointment was to begin, if one was agreed."""
    day = formats.day(timezone.localtime(old).date(), timezone.localdate()) if old else ""
    return write("withdrawn", request, calendar=bool(old), old_day=day)


def expired(request, offered_until=None):
    """``offered_until`` is when the offered times ran out; None: the request itself did."""
    why = "We could not agree on a time within 60 days, so your request has ended."
    if offered_until:
        day = formats.day(timezone.localtime(offered_until).date(), timezone.localdate())
        why = f"The times we offered were kept until {day}. They are free again now."
    return write("expired", request, why_ended=why)
