"""How many requests came in each of the last twelve weeks, and how they were answered."""

import datetime
from dataclasses import dataclass

from django.db.models import Case, Count, DateField, F, Q, Value, When
from django.db.models.functions import Coalesce
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
    unanswered: int = 0
    x: int = 0
    top: float = FOOT


def last_weeks(today):
    """The Weeks before the one of ``today`` (a date), the oldest first; two queries."""
    monday = today - datetime.timedelta(days=today.weekday())
    first = monday - WEEKS * ONE_WEEK
    weeks = {first + n * ONE_WEEK: Week(first + n * ONE_WEEK) for n in range(WEEKS)}
    _count_those_here(weeks)
    for week_of, requests, late in _erased(first, monday):
        weeks[week_of].requests += requests
        weeks[week_of].late += late
    return _drawn(list(weeks.values()))


def _count_those_here(weeks):
    """Count all weeks in one query. Their bounds are named: cutting each row's moment down to its
    week would call Python for every row of SQLite."""
    answered = Coalesce("answered_at", "closed_at")
    ends = [
        When(received_at__lt=_midnight(monday + ONE_WEEK), then=Value(monday, DateField()))
        for monday in weeks
    ]
    rows = AppointmentRequest.objects.exclude(status=Status.HELD).filter(
        received_at__gte=_midnight(min(weeks)), received_at__lt=_midnight(max(weeks) + ONE_WEEK)
    )
    found = rows.values(monday=Case(*ends)).annotate(
        requests=Count("pk"),
        late=Count("pk", Q(reply_due_at__lt=answered)),
        unanswered=Count("pk", Q(answered_at=None, closed_at=None)),
    )
    for counted in found:
        weeks[counted["monday"]] = Week(**counted)


def _midnight(day):
    """The moment at which a date begins here."""
    zone = timezone.get_current_timezone()
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone)


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
    answers = [f"{week.late} answered late"] if week.late else []
    answers += [f"{week.unanswered} not answered yet"] if week.unanswered else []
    if not answers:
        answers = ["all answered in time" if week.requests > 1 else "answered in time"]
    return f"Last week {count}, {', '.join(answers)}."
