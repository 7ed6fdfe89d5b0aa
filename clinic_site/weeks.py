"""How many requests came in each of the last twelve weeks, and how they were answered."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from booking.models import AppointmentRequest, Status, WeekCount

WEEKS = 12
ONE_WEEK = datetime.timedelta(days=7)
# The drawing, in its own units: a bar every STEP, none higher than HIGHEST.
FIRST, STEP, FOOT, HIGHEST = 20, 38, 86, 68


@dataclass
class Week:
    """The requests of one week; ``monday`` is a date. ``x`` and ``top`` draw its bar."""

    monday: datetime.date
    requests: int = 0
    late: int = 0
    x: int = 0
    top: float = FOOT


def last_weeks(today):
    """The Weeks before the one of ``today`` (a date), the oldest first; two queries."""
    monday = today - datetime.timedelta(days=today.weekday())
    first = monday - WEEKS * ONE_WEEK
    weeks = {first + n * ONE_WEEK: Week(first + n * ONE_WEEK) for n in range(WEEKS)}
    for week_of, requests, late in [*_still_here(first, monday), *_erased(first, monday)]:
        weeks[week_of].requests += requests
        weeks[week_of].late += late
    return _drawn(list(weeks.values()))


def _still_here(first, monday):
    zone = timezone.get_current_timezone()
    since, until = (
        datetime.datetime.combine(day, datetime.time(), tzinfo=zone) for day in (first, monday)
    )
    answered = Coalesce("answered_at", "closed_at", Value(timezone.now()))
    rows = AppointmentRequest.objects.filter(received_at__gte=since, received_at__lt=until)
    rows = rows.exclude(status=Status.HELD).annotate(week=TruncWeek("received_at"))
    rows = (
        rows.order_by()
        .values("week")
        .annotate(n=Count("pk"), late=Count("pk", Q(reply_due_at__lt=answered)))
    )
    return [(row["week"].date(), row["n"], row["late"]) for row in rows]


def _erased(first, monday):
    rows = WeekCount.objects.filter(week_of__gte=first, week_of__lt=monday)
    return rows.values_list("week_of", F("requests"), F("answered_late"))


def _drawn(weeks):
    most = max(max(week.requests for week in weeks), 1)
    for n, week in enumerate(weeks):
        week.x = FIRST + n * STEP
        week.top = round(FOOT - HIGHEST * week.requests / most, 1)
    return weeks


def in_a_sentence(week):
    """ "Last week 6 requests, all answered in time." """
    if not week.requests:
        return "No requests last week."
    count = f"{week.requests} request{'s' if week.requests > 1 else ''}"
    if week.late:
        return f"Last week {count}, {week.late} answered late."
    return f"Last week {count}, {'all ' if week.requests > 1 else ''}answered in time."
