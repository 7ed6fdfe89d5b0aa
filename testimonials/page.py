"""The page of patient stories: its stories, its filters and its numbers."""

from dataclasses import dataclass

from clinic import formats
from testimonials import numbers
from testimonials.shelf import STARS, Shelf
from testimonials.terms import LEAST_FOR_FILTERS


@dataclass(frozen=True)
class Choice:
    """A filter as a link, and whether it is the one chosen."""

    words: str
    link: str
    is_chosen: bool


class StoriesPage:
    """What the page says for the ``query`` of its address, at the moment of ``facts``."""

    def __init__(self, query, things, facts):
        self.facts = facts
        self.numbers = numbers.current()
        self.shelf = Shelf(query, things)
        self.things = [thing for thing in things if self._shown(thing=thing)]

    def _shown(self, thing=None, stars=None):
        """How many stories are shown about the thing with these stars, a minute old at most."""
        return sum(
            count
            for (technique, practitioner, has_service, given), count in self.numbers.groups.items()
            if stars in (None, given)
            and (thing is None or thing.holds(technique, practitioner, has_service))
        )

    @property
    def matching(self):
        """ "12 stories": how many fit the filters."""
        count = self._shown(self.shelf.thing, self.shelf.stars)
        return formats.counted(count, "story", "stories")

    @property
    def choices_about(self):
        chosen = self.shelf.thing
        yield Choice("anything", self.shelf.link_about(None), chosen is None)
        for thing in self.things:
            yield Choice(thing.name, self.shelf.link_about(thing), thing == chosen)

    @property
    def choices_stars(self):
        chosen = self.shelf.stars
        yield Choice("all", self.shelf.link_stars(None), chosen is None)
        for stars in STARS.values():
            words = formats.counted(stars, "star", "stars")
            yield Choice(words, self.shelf.link_stars(stars), stars == chosen)

    @property
    def has_filters(self):
        """A few stories are read faster than a row of filters."""
        return self.shelf.is_filtered or self.numbers.shown >= LEAST_FOR_FILTERS

    @property
    def since(self):
        return formats.month(self.numbers.since) if self.numbers.since else ""
