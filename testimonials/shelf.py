"""The list of stories readers see: newest first, ten at a time, what it is about, which stars.

A page begins after, before or at a place in the list, not at a number of pages: reading on costs
the same anywhere, and a new story moves nothing.
"""

import datetime
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from clinic.models import Practitioner
from techniques.models import Technique
from testimonials.models import Testimonial
from testimonials.terms import STORIES_ON_A_PAGE

CURSOR = re.compile(r"([0-9a-f]{1,14})-([0-9a-z-]{1,12})")
SERVICE, CLINIC = "another-service", "the-clinic"
STARS = {str(n): n for n in (5, 4, 3, 2, 1)}


@dataclass(frozen=True)
class Thing:
    """Something a story can be about: its name, and the word for it in the address."""

    name: str
    slug: str
    technique: Technique | None = None
    practitioner: Practitioner | None = None

    @property
    def filter(self):
        """Which stories are about it."""
        if self.technique:
            return Q(technique=self.technique)
        if self.slug == SERVICE:
            return ~Q(service="")
        if self.practitioner:
            return Q(practitioner=self.practitioner)
        return Q(technique=None, practitioner=None, service="")

    def holds(self, technique_id, practitioner_id, has_service):
        """The same question about the columns of a story."""
        if self.technique:
            return technique_id == self.technique.pk
        if self.slug == SERVICE:
            return has_service
        if self.practitioner:
            return practitioner_id == self.practitioner.pk
        return not (technique_id or practitioner_id or has_service)


def things(techniques, practitioners):
    """What stories can be about, in the order in which the form asks."""
    return [
        *(Thing(row.name, row.slug, technique=row) for row in techniques),
        *(Thing(row.name, slugify(row.name), practitioner=row) for row in practitioners),
        Thing("another service", SERVICE),
        Thing("the clinic", CLINIC),
    ]


class Shelf:
    """One page of the list, for the parameters of an address.

    ``query`` is a QueryDict: about, stars, and one of before, after, from. What it says wrongly
    counts as not said.
    """

    def __init__(self, query, things):
        self.thing = next((t for t in things if t.slug == query.get("about")), None)
        self.stars = STARS.get(query.get("stars", ""))
        self._read(query)

    def _read(self, query):
        # A join would tempt SQLite to sort all stories about one treatment for each page.
        stories = Testimonial.objects.published().prefetch_related("technique", "practitioner")
        if self.thing:
            stories = stories.filter(self.thing.filter)
        if self.stars:
            stories = stories.filter(stars=self.stars)
        after, before = read_cursor(query.get("after")), read_cursor(query.get("before"))
        begin = read_cursor(query.get("from"))
        if after:
            found = list(
                stories.filter(newer_than(*after)).order_by("published_at", "public_id")[
                    : STORIES_ON_A_PAGE + 1
                ]
            )
            has_newer, has_older = len(found) > STORIES_ON_A_PAGE, True
            self.stories = found[:STORIES_ON_A_PAGE][::-1]
        else:
            if before or begin:
                stories = stories.filter(older_than(*(before or begin), including=not before))
            found = list(stories.newest_first()[: STORIES_ON_A_PAGE + 1])
            has_newer, has_older = bool(before or begin), len(found) > STORIES_ON_A_PAGE
            self.stories = found[:STORIES_ON_A_PAGE]
        self.newer = self._link(after=self.stories[0].cursor) if has_newer and found else ""
        self.older = self._link(before=self.stories[-1].cursor) if has_older and found else ""

    @property
    def is_filtered(self):
        return bool(self.thing or self.stars)

    def link_about(self, thing):
        """The same stars about another thing (None: about anything)."""
        return self._link(thing=thing)

    def link_stars(self, stars):
        """The same thing with other stars (None: any)."""
        return self._link(stars=stars)

    def _link(self, **changes):
        thing = changes.pop("thing", self.thing)
        stars = changes.pop("stars", self.stars)
        query = {"about": thing.slug} if thing else {}
        query |= {"stars": stars} if stars else {}
        query |= changes
        address = reverse("testimonials:list")
        return f"{address}?{urlencode(query)}" if query else address


def read_cursor(text):
    """The moment and id a cursor stands for, or None when it is none of ours."""
    found = CURSOR.fullmatch(text or "")
    if not found:
        return None
    try:
        epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
        return epoch + datetime.timedelta(microseconds=int(found[1], 16)), found[2]
    except OverflowError:
        return None


def older_than(moment, public_id, *, including):
    """Those that come later in the list. The first condition lets the index be used."""
    last = Q(public_id__lte=public_id) if including else Q(public_id__lt=public_id)
    return Q(published_at__lte=moment) & (Q(published_at__lt=moment) | last)


def newer_than(moment, public_id):
    """Those that come earlier in the list."""
    return Q(published_at__gte=moment) & (Q(published_at__gt=moment) | Q(public_id__gt=public_id))
