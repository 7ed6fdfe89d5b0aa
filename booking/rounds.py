"""What the daily round does with requests: expire, remind, and tell the desk of late ones."""

import datetime

from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from booking import moves, telling
from booking.models import AppointmentRequest, Forbidden, Kind, Offer, RequestEvent, Stale, Status
from booking.models.request import RUNS_OUT_AFTER
from booking.models.states import BEGINNINGS, WAITING
from clinic import formats, hours
from clinic.facts import ClinicFacts
from outbox.models import Letter
from outbox.round import Job

ONE_DAY = datetime.timedelta(days=1)
MOST_DAYS_BETWEEN = 14  # of closing, before which nobody is reminded


def expire(now, dry_run):
    """End the offers nobody accepted, and the requests nobody could agree on for 60 days."""
    kept = Offer.objects.open(now).filter(request=OuterRef("pk"))
    offered = AppointmentRequest.objects.filter(~Exists(kept), status=Status.OFFERED)
    began = Max("events__happened_at", filter=Q(events__kind__in=BEGINNINGS))
    waiting = AppointmentRequest.objects.filter(status__in=WAITING)
    waiting = waiting.annotate(began_at=Coalesce(began, "received_at"))
    waiting = waiting.filter(began_at__lte=now - RUNS_OUT_AFTER)
    said = []
    for rows, one, many in (
        (offered, "offer", "offers"),
        (waiting, "request", "requests"),
    ):
        found = list(rows.order_by("pk"))
        ended = found if dry_run else [request for request in found if _expire(request)]
        if ended:
            references = ", ".join(request.reference for request in ended)
            said.append(f"expire {formats.counted(len(ended), one, many)} ({references})")
    return said


def _expire(request):
    """Whether it ran out; not when somebody did something with it just now."""
    try:
        moves.expire(request, seen=request.version)
    except (Forbidden, Stale):
        return False
    return True


def remind(now, dry_run):
    """The letter of the working day before, to those who have an e-mail address."""
    facts = ClinicFacts(now)
    reminded = RequestEvent.objects.filter(
        request=OuterRef("pk"), kind=Kind.REMINDED, starts_at=OuterRef("starts_at")
    )
    rows = AppointmentRequest.objects.agreed(now).filter(
        ~Exists(reminded), starts_at__lt=now + MOST_DAYS_BETWEEN * ONE_DAY, reminder_off_at=None
    )
    found = [
        request
        for request in rows.exclude(email="").select_related("agreed_with", "technique")
        if is_day_before(request, facts)
    ]
    if not dry_run:
        for request in found:
            moves.remind(request, _when_open(facts))
    return [f"send {formats.counted(len(found), 'reminder', 'reminders')}"] if found else []


def is_day_before(request, facts):
    """Whether today is the working day before the appointment, or past it."""
    return _working_day_before(timezone.localdate(request.starts_at), facts) <= facts.today


def _working_day_before(day, facts):
    """The last day before ``day`` on which the clinic opens; the eve when that is not known."""
    midnight = datetime.datetime.combine(day, datetime.time(), facts.now.tzinfo)
    last = day - ONE_DAY
    for opening in hours.openings(
        facts.hours, facts.closures, midnight - MOST_DAYS_BETWEEN * ONE_DAY
    ):
        if opening.starts >= midnight:
            break
        last = timezone.localdate(opening.starts)
    return last


def _when_open(facts):
    """A reminder leaves when the clinic opens, so that one can call: not at night."""
    opens = hours.next_opening(facts.hours, facts.closures, facts.now)
    is_later_today = opens and not facts.open_until and opens.date() == facts.today
    return opens if is_later_today else facts.now


def tell_of_late(now, dry_run):
    """One letter a day to the desk about the requests that should have been answered."""
    facts = ClinicFacts(now)
    late = list(AppointmentRequest.objects.late(now).order_by("reply_due_at", "pk"))
    midnight = facts.now.replace(hour=0, minute=0, second=0, microsecond=0)
    told = Letter.objects.filter(kind="booking.late", written_at__gte=midnight)
    if not late or not facts.clinic.notified_addresses or told.exists():
        return []
    requests = formats.counted(len(late), "request", "requests")
    if not dry_run:
        values = {
            "requests": requests,
            "are": "is" if len(late) == 1 else "are",
            "list": [telling.line(request, "due", facts) for request in late],
        }
        telling.tell("late", facts, values)
    return [f"write to the desk about {requests} that {'is' if len(late) == 1 else 'are'} late"]


EXPIRE = Job("Offers and requests that run out", expire)
REMIND = Job("Reminders", remind)
TELL_OF_LATE = Job("Late requests", tell_of_late)
