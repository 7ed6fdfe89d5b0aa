"""The kinds of letters the rooms above send. They hand them over in the setting LETTER_KINDS."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Kind:
    """One kind of letter: its words, and what may be filled into them.

    ``key`` names it for ever ("booking.received"); ``name`` is what the desk calls it. ``sample``
    holds a value for each placeholder of its words, for the preview; a list stands for lines of
    a list. ``needed`` are placeholders its words must keep. ``link`` makes the secret address
    for a letter's reference at the moment of sending, or returns None when it is no longer to be
    had; words with a link name it ``{link}``. ``discreet_subject`` is the subject of a letter
    that must not tell who writes. ``foot`` replaces the usual last lines.
    """

    key: str
    name: str
    subject: str
    body: str
    sample: Mapping[str, str | list[str]]
    needed: frozenset[str] = frozenset()
    discreet_subject: str = ""
    link: Callable[[str], str | None] | None = None
    is_for_staff: bool = False
    foot: str = ""

    @property
    def placeholders(self):
        """The names that its words may hold."""
        return {*self.sample, *(["link"] if self.link else [])}

    @property
    def subject_placeholders(self):
        """The names its subjects may hold: those of the originals, which name nobody."""
        return {*PLACEHOLDER.findall(self.subject), *PLACEHOLDER.findall(self.discreet_subject)}

    @property
    def words(self):
        """What a clinic may word its own way, as {field: text}."""
        return {name: getattr(self, name) for name in ("subject", "discreet_subject", "body")}


def kinds():
    """Every kind of letter as {key: Kind}, in the order of the setting."""
    found = [kind for path in settings.LETTER_KINDS for kind in import_string(path)]
    return {kind.key: kind for kind in found}
