"""The exact words a writer agrees to, wording version 1. They are kept with each yes.

Change a word here and it is another wording: give it the next number.
"""

from dataclasses import dataclass

from clinic import formats
from clinic.templatetags.clinic import phone

VERSION = 1


@dataclass(frozen=True)
class Point:
    """A paragraph of the text, with the words in front of it that stand out."""

    lead: str
    text: str

    def __str__(self):
        return f"{self.lead} {self.text}"


def points(clinic, site, until, story=None):
    """The Points of the text.

    ``until`` is the last day. With a ``story`` its stars and name are said; without one the text
    stands below the questions that ask for them.
    """
    stars, name, pay = _as_given_above() if story is None else _as_in(story)
    return [
        Point(
            "What I agree to.",
            f"{clinic.name} may show my story on its website, so that others learn how people "
            "find a visit. I know that this is also advertising for the clinic.",
        ),
        Point(
            "What is shown:",
            f"my headline, my words exactly as they stand on this page, {stars}, the month, what "
            f"it is about, my connection to the clinic, and {name}. Nothing else about me.",
        ),
        Point(
            "Where:",
            f"on the pages of {site}, which anyone can read and search engines can find. "
            "Nowhere else.",
        ),
        Point("By whom and to whom:", f"{clinic.name} shows it, to the public."),
        Point("Until:", f"{until:%B} {until.day}, {until.year}, or until I withdraw it."),
        Point(
            "I can withdraw at any time,",
            f"without a reason: {_where(clinic)}. It then leaves the site at once. Copies that "
            "others made cannot be called back, and laws that protect health information may not "
            "cover them.",
        ),
        Point("I do not have to.", "My care, its price and its timing do not depend on it."),
        pay,
        Point(
            "My words are true",
            "and about my own visit, or that of a relative who knows that I write.",
        ),
        Point("I get a copy", "of this text on my own page, and by e-mail if I gave an address."),
    ]


def _where(clinic):
    places = [clinic.phone and phone(clinic.phone), clinic.email]
    return formats.join_words(["on my own page", *(f"at {place}" for place in places if place)])


def _as_given_above():
    return (
        "my stars as I gave them above",
        "my name in the way I chose above",
        Point(
            "I was not paid,",
            "or I say above what I received. What I received is shown beside my story.",
        ),
    )


def _as_in(story):
    pay = Point("I was not paid.", "I received nothing for it.")
    if story.received:
        pay = Point("I received:", f"{story.received}. This is shown beside my story.")
    return (
        f"my {story.stars} {'star' if story.stars == 1 else 'stars'}",
        f"the name “{story.name_shown}”",
        pay,
    )


def as_text(lines):
    """The Points as one text, as the ledger keeps it."""
    return "\n".join(f"{point}" for point in lines)
