"""The list of requests as an inbox: tabs by who has to act, first due on top."""

import re
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from booking.desk.words import RequestWords
from booking.models import AppointmentRequest, Kind, Offer, RequestEvent, Status
from clinic import formats, hours

ROWS = 50
LEAST_DIGITS = 3
SOON_HOURS = 8


@dataclass(frozen=True)
class Tab:
    """One list: its name, the head of its first column, which rows, in which order."""

    key: str
    name: str
    head: str
    rows: str
    order: tuple


TABS = [
    Tab("us", "Waiting for us", "Due", "waiting_for_us", (F("reply_due_at").asc(nulls_last=True),)),
    Tab("patient", "Waiting for the patient", "Kept until", "waiting_for_the_patient", ("kept",)),
    Tab("agreed", "Agreed", "When", "agreed", ("starts_at",)),
    Tab("closed", "Closed", "Closed", "closed", ("-closed_at",)),
    Tab("held", "Held", "Came in", "held", ("-received_at",)),
]
NEED_NOW = {"agreed", "closed"}


def _of_each(rows, aggregate):
    """What ``rows`` of a request come to."""
    mine = rows.filter(request=OuterRef("pk")).order_by().values("request")
    return Subquery(mine.annotate(found=aggregate).values("found"))


CALLED = Coalesce(
    _of_each(RequestEvent.objects.filter(kind=Kind.CALLED, undone_by=None), Count("pk")), 0
)
KEPT = _of_each(Offer.objects.filter(ended_at=None), Max("expires_at"))


def rows_of(tab, facts, queryset):
    """The requests of a tab."""
    moment = [facts.now] if tab.key in NEED_NOW else []
    return getattr(queryset, tab.rows)(*moment)


def counts(facts):
    """How many requests are in each tab; nobody counts the closed ones."""
    objects = AppointmentRequest.objects
    return {
        tab.key: rows_of(tab, facts, objects.all()).count() for tab in TABS if tab.key != "closed"
    }


def search(queryset, words):
    """Those whose name, reference, e-mail or phone holds ``words``, however they are typed.

    A whole reference finds its request alone, without a look at all others; one of digits only
    may be meant as part of a phone number.
    """
    letters = re.sub(r"[^0-9A-Za-z]", "", words).upper()
    exact = queryset.filter(reference=f"{letters[:3]}-{letters[3:]}")
    if not letters.isdigit() and exact.exists():
        return exact
    found = Q(name__icontains=words) | Q(email__icontains=words) | Q(other_name__icontains=words)
    if letters:
        found |= Q(reference__startswith="-".join(filter(None, [letters[:3], letters[3:]])))
    digits = re.sub(r"\D", "", words)
    if len(digits) > 10:
        digits = digits.removeprefix("1")
    if len(digits) >= LEAST_DIGITS:
        found |= Q(phone__contains=digits) | Q(other_contact__contains=digits)
    return queryset.filter(found)


class Row(RequestWords):
    """One line of the list."""

    def __init__(self, request, facts, tab):
        super().__init__(request, facts)
        self.tab = tab

    @property
    def first(self):
        """What stands in the first column, of a tab or of what was found."""
        if self.request.waits_for_us:
            return self.due or "As soon as you can"
        if self.request.status == Status.OFFERED:
            kept = self.request.kept
            return formats.due(kept, self.facts.now) if kept else "Run out"
        if self.request.status == Status.AGREED:
            return self.when
        return formats.since(self.request.closed_at or self.request.received_at, self.facts.now)

    @property
    def first_detail(self):
        """How much time is left, while it is little."""
        if not self.request.waits_for_us or not self.request.reply_due_at or self.is_late:
            return ""
        left = hours.open_hours_until(
            self.facts.hours, self.facts.closures, self.facts.now, self.request.reply_due_at
        )
        if left < 1:
            return "In less than an open hour"
        words = formats.counted(left, "open hour", "open hours")
        return f"In {words}" if left <= SOON_HOURS else ""

    @property
    def wants(self):
        if self.request.status == Status.AGREED:
            return self.request.technique.name if self.request.technique else ""
        return self.parts or "Any time"

    @property
    def details(self):
        """What to know before calling, as short phrases."""
        row = self.request
        found = [self.calls(row.calls)]
        if row.safety in {"yes", "not_sure"} and not row.answered_at:
            found.append(f"Answered “{row.get_safety_display().split(',')[0].lower()}”")
        if row.status == Status.AGREED and row.waits_for_us:
            found.append("Asked for another time")
        if row.other_name:
            found.append(f"For {row.other_name}")
        if row.status == Status.HELD:
            found.append(row.get_held_reason_display())
        return [phrase for phrase in found if phrase]

    @property
    def act(self):
        """What the button does."""
        return "Answer" if self.request.waits_for_us else "Open"


class Inbox:
    """One page of the list: ``key`` names the tab, ``words`` what is looked for, or ""."""

    def __init__(self, facts, key="", words="", page=1):
        self.facts, self.words = facts, words.strip()
        self.tab = next((tab for tab in TABS if tab.key == key), TABS[0])
        self.counts = counts(facts)
        pages = Paginator(self._numbers(), ROWS)
        if not self.words and self.tab.key in self.counts:
            pages.count = self.counts[self.tab.key]  # counting is what costs in a long list
        self.page = pages.get_page(page)

    def _numbers(self):
        """The numbers of all rows in order: a long list is sorted without reading the rows."""
        rows = AppointmentRequest.objects.annotate(kept=KEPT).values_list("pk", flat=True)
        if self.words:
            return search(rows, self.words).order_by("-received_at", "-pk")
        return rows_of(self.tab, self.facts, rows).order_by(*self.tab.order, "pk")

    @cached_property
    def rows(self):
        numbers = list(self.page)
        requests = AppointmentRequest.objects.select_related(
            "technique", "practitioner", "agreed_with"
        ).prefetch_related("preferred_times")
        found = requests.annotate(kept=KEPT, calls=CALLED).in_bulk(numbers)
        return [Row(found[pk], self.facts, self.tab) for pk in numbers if pk in found]

    @property
    def tabs(self):
        """Each tab with its count and whether it is the one that is open."""
        return [
            {
                "key": tab.key,
                "name": tab.name,
                "count": self.counts.get(tab.key),
                "current": not self.words and tab is self.tab,
            }
            for tab in TABS
        ]

    @property
    def waiting(self):
        """How many wait for us, for the title of the window."""
        return self.counts["us"]
