"""What every page says about the clinic at this moment: hours, notices, people, promise."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.utils import timezone

from clinic import formats, hours, sentences
from clinic.models import Clinic, Closure, Notice, OpeningHours, Practitioner


@dataclass(frozen=True)
class DayRow:
    """One row of the hours table."""

    name: str
    times: str
    is_today: bool


@dataclass(frozen=True)
class PersonFacts:
    """A practitioner, the days at the clinic ("" when not said) and the absence ("" when none)."""

    person: Practitioner
    days: str
    away: str


_last_known = []


def remember(clinic):
    """Keep the clinic's row in this process, for pages that must not ask the database."""
    _last_known[:] = [clinic]
    return clinic


def last_known_clinic():
    """The row as it was read last in this process, or None when it never was."""
    return _last_known[0] if _last_known else None


class ClinicFacts:
    """The clinic's facts at one moment. Each part is read from the database when asked for.

    ``now`` is an aware datetime; without it the facts are those of the present.
    """

    def __init__(self, now=None):
        self.now = timezone.localtime(now)
        self.today = self.now.date()
        self.site_url = settings.SITE_URL

    @cached_property
    def clinic(self):
        return remember(Clinic.objects.current())

    @cached_property
    def practitioners(self):
        """Those patients may see, in order."""
        return list(Practitioner.objects.published())

    @cached_property
    def names(self):
        """ "Gregg and Karen", or nothing while nobody is shown."""
        return formats.join_words([person.name for person in self.practitioners], last="and")

    @cached_property
    def all_hours(self):
        """The opening hours of the clinic and of its people."""
        return list(OpeningHours.objects.all())

    @cached_property
    def hours(self):
        """The opening hours of the clinic as a whole."""
        return [row for row in self.all_hours if row.practitioner_id is None]

    @property
    def people(self):
        """Each practitioner patients may see, with their days and their absence in words."""
        for person in self.practitioners:
            rows = [row for row in self.all_hours if row.practitioner_id == person.pk]
            away = [
                sentences.absence_notice(person.name, closure, self.today)
                for closure in self.all_closures
                if closure.practitioner_id == person.pk
            ]
            days = formats.join_words(sentences.week_in_words(rows), last="and")
            yield PersonFacts(person, days, next(filter(None, away), ""))

    @property
    def closed_days(self):
        """Every closure and absence that is not over, by date, as phrases."""
        return [
            sentences.closed_days(closure, self.today)
            for closure in sorted(self.all_closures, key=lambda row: (row.first_day, row.pk))
        ]

    @cached_property
    def all_closures(self):
        """Closures that are not over, of the clinic and of its people."""
        return list(Closure.objects.filter(last_day__gte=self.today).select_related("practitioner"))

    @cached_property
    def closures(self):
        """Closures of the clinic as a whole that are not over."""
        return [closure for closure in self.all_closures if closure.practitioner_id is None]

    @cached_property
    def notices(self):
        """The sentences on top of every page: those written by hand first."""
        written = [notice.sentence for notice in Notice.objects.shown_on(self.today)]
        closed = [
            sentences.closure_notice(
                closure, self.hours, self.closures, self.today, self.now.tzinfo
            )
            for closure in self.closures
        ]
        away = [
            sentences.absence_notice(closure.practitioner.name, closure, self.today)
            for closure in self.all_closures
            if closure.practitioner_id is not None
        ]
        return [sentence for sentence in written + closed + away if sentence]

    @property
    def open_line(self):
        """ "Open now until 5 pm", or nothing while no hours are known."""
        return sentences.open_line(self.hours, self.closures, self.now)

    @property
    def open_until(self):
        """ "5 pm" while open, else nothing."""
        until = hours.open_until(self.hours, self.closures, self.now)
        return formats.time_of_day(until.time()) if until else ""

    @property
    def open_again(self):
        """ "tomorrow 9 am": the next opening, or nothing while none is known."""
        opens = hours.next_opening(self.hours, self.closures, self.now)
        return formats.due(opens, self.now) if opens else ""

    @cached_property
    def reply_due(self):
        """When a request received now is answered at the latest; None while no hours are known."""
        return hours.reply_deadline(self.hours, self.closures, self.now, self.clinic.reply_hours)

    @property
    def due_short(self):
        """ "Wed 5 pm", or nothing while no hours are known."""
        return formats.due_short(self.reply_due, self.now) if self.reply_due else ""

    @property
    def promise(self):
        """The whole sentence: "We answer by Wednesday 5 pm." """
        return sentences.promise(self.hours, self.closures, self.now, self.clinic.reply_hours)

    @property
    def week(self):
        """The hours table, Monday first; closed days that follow each other share a row."""
        rows = []
        for weekday, openings in hours.week(self.hours) if self.hours else []:
            name = OpeningHours.Weekday(weekday).label
            times = ", ".join(formats.time_range(*opening) for opening in openings) or "Closed"
            is_today = weekday == self.today.weekday()
            if is_today and openings and self.is_closed_today:
                times = "Closed today"
            if rows and times == "Closed" == rows[-1].times:
                last = rows.pop()
                name, is_today = f"{last.name}, {name}", last.is_today or is_today
            rows.append(DayRow(name, times, is_today))
        return rows

    @property
    def is_closed_today(self):
        """Whether a closure of the whole clinic holds today."""
        return any(row.first_day <= self.today <= row.last_day for row in self.closures)

    @property
    def week_in_words(self):
        """The hours in a few phrases, for the footer."""
        return sentences.week_in_words(self.hours)


def facts_for(request):
    """The facts of one request, read once however many ask."""
    if not hasattr(request, "clinic_facts"):
        request.clinic_facts = ClinicFacts()
    return request.clinic_facts
