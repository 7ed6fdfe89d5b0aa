"""The honest numbers: what came in, what is shown, and why the rest is not.

Counted from the rows, at most once a minute in each process: they may be a minute old, never wrong
by more. Every story is counted in exactly one place.
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import Case, Count, Min, Q, TextField, Value, When
from django.utils import timezone

from testimonials.models import Testimonial
from testimonials.models.choices import COUNTED_AS_NO_CONSENT, COUNTED_AS_WISH
from testimonials.terms import LEAST_FOR_AN_AVERAGE

GOOD_FOR = datetime.timedelta(minutes=1)
SHOWN, WISH, NO_CONSENT, OTHER, READING = "shown", "wish", "no consent", "other", "reading"


@dataclass(frozen=True)
class Bar:
    """How many of the stories shown gave these stars, and the share in percent."""

    stars: int
    count: int
    share: int


@dataclass
class Numbers:
    """The counts. ``groups`` is {(technique id, practitioner id, has service, stars): shown}."""

    received: int = 0
    places: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)
    since: datetime.date | None = None
    carried_over: int = 0
    carried_until: datetime.date | None = None
    has_invitations: bool = False
    has_gifts: bool = False

    def at(self, place):
        return self.places.get(place, 0)

    @property
    def shown(self):
        return self.at(SHOWN)

    @property
    def wish(self):
        return self.at(WISH)

    @property
    def no_consent(self):
        return self.at(NO_CONSENT)

    @property
    def other(self):
        return self.at(OTHER)

    @property
    def reading(self):
        return self.at(READING)

    @property
    def not_shown(self):
        return self.wish + self.no_consent + self.other

    @property
    def has_average(self):
        return self.shown >= LEAST_FOR_AN_AVERAGE

    @property
    def stars(self):
        """{stars: how many of those shown}, 5 first."""
        counts = dict.fromkeys([5, 4, 3, 2, 1], 0)
        for (*_, stars), count in self.groups.items():
            counts[stars] += count
        return counts

    @property
    def average(self):
        """ "4.3": with one digit, rounded."""
        counts = self.stars
        return f"{sum(n * count for n, count in counts.items()) / sum(counts.values()):.1f}"

    @property
    def bars(self):
        return [Bar(n, count, round(100 * count / self.shown)) for n, count in self.stars.items()]


def place_of(now):
    """The one place in which a story counts, as an expression."""
    today = timezone.localdate(now)
    return Case(
        When(withdrawn_at__isnull=False, then=Value(WISH)),
        When(reason__in=COUNTED_AS_WISH, then=Value(WISH)),
        When(reason__in=COUNTED_AS_NO_CONSENT, then=Value(NO_CONSENT)),
        When(~Q(reason=""), then=Value(OTHER)),
        When(published_at__lte=now, consent_until__gte=today, then=Value(SHOWN)),
        When(consent_until__lt=today, then=Value(NO_CONSENT)),
        When(erased_at__isnull=False, then=Value(NO_CONSENT)),
        default=Value(READING),
        output_field=TextField(),
    )


def count(now):
    """The Numbers as they are."""
    numbers = Numbers()
    rows = (
        Testimonial.objects.annotate(
            place=place_of(now),
            has_service=Case(When(service="", then=Value(0)), default=Value(1)),
        )
        .values("place", "technique", "practitioner", "has_service", "stars")
        .annotate(
            many=Count("pk"),
            first=Min("received_on"),
            gifts=Count("pk", filter=~Q(received="")),
            invited=Count("pk", filter=Q(route="invited")),
            carried=Count("pk", filter=Q(route="carried_over", confirmed_at=None)),
            carried_until=Min("consent_until", filter=Q(route="carried_over", confirmed_at=None)),
        )
        .order_by()
    )
    for row in rows:
        _add(numbers, row)
    return numbers


def _add(numbers, row):
    numbers.received += row["many"]
    numbers.places[row["place"]] = numbers.at(row["place"]) + row["many"]
    numbers.has_invitations |= bool(row["invited"])
    if row["place"] != SHOWN:
        return
    key = (row["technique"], row["practitioner"], bool(row["has_service"]), row["stars"])
    numbers.groups[key] = row["many"]
    numbers.since = min(filter(None, [numbers.since, row["first"]]))
    numbers.has_gifts |= bool(row["gifts"])
    numbers.carried_over += row["carried"]
    numbers.carried_until = min(
        filter(None, [numbers.carried_until, row["carried_until"]]), default=None
    )


_counted = []


def current():
    """The Numbers of this process, counted anew when they are a minute old."""
    now = timezone.now()
    if not _counted or not now - GOOD_FOR < _counted[0] <= now:
        _counted[:] = [now, count(now)]
    return _counted[1]


def forget():
    """Count anew at the next question."""
    _counted.clear()
