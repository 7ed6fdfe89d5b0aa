"""Tells the desk by letter: a new request, one digest of those that came while closed, an act.

The letters go to the addresses the clinic named, and hold references and links alone.
"""

from django.utils import timezone

from booking.models import AppointmentRequest, Status
from clinic import formats, hours
from clinic.facts import ClinicFacts
from outbox.models import Letter
from outbox.post import post, take_back
from outbox.round import Job


def tell(key, facts, values, *, reference="", not_before=None):
    """Write the letter ``booking.<key>`` to each address the clinic named."""
    for address in facts.clinic.notified_addresses:
        post(f"booking.{key}", address, values, reference=reference, not_before=not_before)


def tell_of_new(request, facts):
    """At once while open; else by the digest that leaves when the clinic opens next."""
    opens = hours.next_opening(facts.hours, facts.closures, facts.now)
    if opens and not facts.open_until:
        _rewrite_digest(facts, opens)
        return
    values = {
        "reference": request.reference,
        "came": formats.when(request.received_at, facts.today),
        "due": due(request, facts),
    }
    tell("new_request", facts, values, reference=request.reference)


def _rewrite_digest(facts, opens):
    """One letter for all that came since closing, written anew with each of them."""
    since = hours.last_closing(facts.hours, facts.closures, facts.now)
    waiting = Letter.objects.unsent().filter(kind="booking.digest", not_before__gt=facts.now)
    for letter in waiting:
        take_back(letter)
    came = AppointmentRequest.objects.filter(received_at__gte=since).order_by("received_at", "pk")
    came = came.filter(status__in=[Status.RECEIVED, Status.NEEDS_CALL, Status.HELD])
    values = {
        "requests": formats.counted(came.count(), "request", "requests"),
        "since": formats.when(since, facts.today),
        "list": [line(request, "answer by", facts) for request in came],
    }
    tell("digest", facts, values, not_before=opens)


def tell_of_act(request, what, facts, *, free_again="", is_gone=False):
    """The patient did ``what`` ("accepted a time"); ``free_again`` is a time in words."""
    values = {"reference": request.reference, "what": what, "free_again": free_again}
    if is_gone:
        values["nothing_left"] = "There is nothing more to open."
    tell("patient_acted", facts, values, reference=request.reference)


def tell_of_late(now, dry_run):
    """One letter a day about the requests that should have been answered by ``now``."""
    facts = ClinicFacts(now)
    late = list(AppointmentRequest.objects.late(now).order_by("reply_due_at", "pk"))
    midnight = facts.now.replace(hour=0, minute=0, second=0, microsecond=0)
    told = Letter.objects.filter(kind="booking.late", written_at__gte=midnight)
    if not late or not facts.clinic.notified_addresses or told.exists():
        return []
    values = {
        "requests": formats.counted(len(late), "request", "requests"),
        "are": "is" if len(late) == 1 else "are",
        "list": [line(request, "due", facts) for request in late],
    }
    if not dry_run:
        tell("late", facts, values)
    return [f"write to the desk: {values['requests']} {values['are']} late"]


def due(request, facts):
    """By when a request is to be answered, in words; "" when no hours are known."""
    if not request.reply_due_at:
        return ""
    return formats.due(timezone.localtime(request.reply_due_at), facts.now)


def line(request, words, facts):
    """ "4K7-P29, answer by Wednesday 5 pm", or the reference alone."""
    moment = due(request, facts)
    return f"{request.reference}, {words} {moment}" if moment else request.reference


LATE = Job("Late requests", tell_of_late)
