"""What the daily round does about requests: let them run out, remind, erase, forget."""

import datetime

from django.db import transaction
from django.utils import timezone

from booking import moves
from booking.models import AppointmentRequest, Forbidden, Kind, Offer, Status
from booking.models.request import RUNS_OUT_AFTER
from booking.models.states import WAITING
from clinic import counting, formats, hours
from clinic.facts import ClinicFacts
from outbox.round import Job

A_DAY = datetime.timedelta(days=1)
# Longer than any holiday before an appointment.
LOOK_AHEAD_DAYS = 21


def _names(rows):
    return ", ".join(row.reference for row in rows)


def _each(rows, act, *args):
    """Do ``act`` to each row in a transaction of its own; those that moved on meanwhile stay."""
    for row in rows:
        try:
            act(row, *args)
        except (Forbidden, AppointmentRequest.DoesNotExist):
            continue


def expire(now, dry_run):
    """End requests whose offered times ran out, and those nobody could agree on in 60 days."""
    today = timezone.localdate(now)
    kept = Offer.objects.open(now).values("request")
    offered = list(AppointmentRequest.objects.filter(status=Status.OFFERED).exclude(pk__in=kept))
    old = AppointmentRequest.objects.filter(
        status__in=WAITING, received_at__lt=now - RUNS_OUT_AFTER + A_DAY
    )
    waiting = [row for row in old if row.runs_out_on <= today]
    if not dry_run:
        _each([*offered, *waiting], moves.expire)
    counts = [(len(offered), "offer", "offers"), (len(waiting), "request", "requests")]
    said = [formats.counted(*each) for each in counts if each[0]]
    return [f"expire {formats.join_words(said, last='and')}"] if said else []


def remind(now, dry_run):
    """Write to those who come on the next working day."""
    facts = ClinicFacts(now)
    coming = AppointmentRequest.objects.agreed(now).filter(
        starts_at__lt=now + LOOK_AHEAD_DAYS * A_DAY, reminder_off_at=None
    )
    due = [row for row in coming.exclude(email="") if _wants_reminder(row, facts)]
    if not dry_run:
        _each(due, moves.remind, _first_opening(facts))
    return [f"send {formats.counted(len(due), 'reminder', 'reminders')}"] if due else []


def _wants_reminder(row, facts):
    """Whether today is the day, unless it was agreed so late that it needs none."""
    day = _working_day_before(timezone.localtime(row.starts_at).date(), facts)
    if not day <= facts.today < timezone.localtime(row.starts_at).date():
        return False
    events = row.events.standing()
    if events.filter(kind=Kind.REMINDED, starts_at=row.starts_at).exists():
        return False
    agreed = events.filter(starts_at=row.starts_at).exclude(kind=Kind.REMINDED).last()
    return agreed is None or timezone.localdate(agreed.happened_at) < day


def _working_day_before(day, facts):
    """The last day before ``day`` on which the clinic opens; else the day before."""
    for n in range(1, LOOK_AHEAD_DAYS):
        before = day - n * A_DAY
        is_closed = any(row.first_day <= before <= row.last_day for row in facts.closures)
        if not is_closed and any(row.weekday == before.weekday() for row in facts.hours):
            return before
    return day - A_DAY


def _first_opening(facts):
    """When the clinic opens today: nobody wants a letter at 3 am. Now, if it does not."""
    opens = hours.next_opening(facts.hours, facts.closures, facts.now)
    return opens if opens and opens.date() == facts.today else facts.now


def erase(now, dry_run):
    """Erase what is due: closed ones after the clinic's days, held ones after a week."""
    with transaction.atomic():
        due = AppointmentRequest.objects.filter(erase_on__lte=timezone.localdate(now))
        rows = list(due.select_for_update())
        if rows and not dry_run:
            AppointmentRequest.objects.filter(pk__in=[row.pk for row in rows]).erase()
    count = formats.counted(len(rows), "request", "requests")
    return [f"erase {count} ({_names(rows)})"] if rows else []


def erase_again(ids):
    """Erase what a restored backup brought back; returns how many of ``ids`` were there."""
    with transaction.atomic():
        return AppointmentRequest.objects.filter(submission_id__in=ids).erase()


def forget(now, dry_run):
    """Forget the codes of connections and contacts that no longer count."""
    if not dry_run:
        counting.forget(now)
    return []


EXPIRE = Job("Requests that run out", expire)
REMIND = Job("Reminders", remind)
ERASE = Job("Requests that are erased", erase, erases=True)
FORGET = Job("Codes against misuse", forget)
