"""Everything a treatment page shows, read in a fixed number of queries."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from clinic import formats
from techniques.models import Benefit, Caution, Risk, SectionSources, Source, UrgentSign

LEVEL_BEADS = {1: "3", 2: "2", 3: "1", 4: "0", 5: "x"}
LEVEL_MEANINGS = {
    1: (
        "A guideline or good review backs hands-on care for this problem. "
        "It says nothing about this technique by itself."
    ),
    2: (
        "A few studies point to benefit. They are small or short, "
        "or tested something close but not the same."
    ),
    3: "Studies disagree, or there are too few to say.",
    4: "We found only opinion, single-patient reports or very weak studies.",
    5: "Controlled trials found no difference from a pretend treatment or usual care.",
}
# The order in which the page meets its sources, and so numbers them.
CITING = {"risk": Risk, "caution": Caution, "benefit": Benefit}


@dataclass(frozen=True)
class Numbered:
    """A source with its number on this page."""

    number: int
    source: Source


@dataclass(frozen=True)
class Level:
    """One line of the legend of evidence levels."""

    words: str
    beads: str
    meaning: str


@dataclass(frozen=True)
class SignGroup:
    """Urgent signs that need the same help."""

    group: str
    signs: list


class TechniquePage:
    """The parts of one treatment's page, with their sources numbered in reading order.

    ``today`` is the date on which the page is read.
    """

    def __init__(self, technique, today):
        self.technique = technique
        self.today = today
        self.steps = list(technique.steps.all())
        self.is_folded = technique.is_folded(today)
        self.benefits = (
            []
            if self.is_folded
            else sorted(
                technique.benefits.all(), key=lambda part: (part.level or 9, part.position, part.pk)
            )
        )
        self.risks = list(technique.risks.all())
        self.cautions = list(technique.cautions.all())
        self.ask_first = [c for c in self.cautions if c.action != Caution.Action.AVOID]
        self.do_not = [c for c in self.cautions if c.action == Caution.Action.AVOID]
        self.questions = list(technique.questions.all())
        order = {group: n for n, group in enumerate(UrgentSign.Group.values)}
        signs = sorted(technique.urgentsigns.all(), key=lambda sign: order[sign.group])
        self.urgent = [
            SignGroup(group, list(found)) for group, found in groupby(signs, lambda s: s.group)
        ]
        self._number_sources()
        for benefit in self.benefits:
            benefit.beads = LEVEL_BEADS.get(benefit.level, "0")

    def _number_sources(self):
        """Give every part its ``numbers``, and the page its ``sources`` and ``numbers``."""
        cited = self._cited()
        reading_order = [
            *(("section", name) for name in ("history", "idea", "schedule")),
            *(("benefit", part.pk) for part in self.benefits),
            ("section", "general"),
            *(("risk", part.pk) for part in self.risks),
            *(("caution", part.pk) for part in [*self.ask_first, *self.do_not]),
            ("section", "urgent"),
        ]
        numbers = {}
        for place in reading_order:
            for source in cited.get(place, []):
                numbers.setdefault(source, len(numbers) + 1)

        def numbers_of(place):
            return sorted(numbers[source] for source in cited.get(place, []))

        for name, parts in (
            ("benefit", self.benefits),
            ("risk", self.risks),
            ("caution", self.cautions),
        ):
            for part in parts:
                part.numbers = numbers_of((name, part.pk))
        self.numbers = {
            name: numbers_of(("section", name)) for name in SectionSources.Section.values
        }
        rows = {source.pk: source for source in Source.objects.filter(pk__in=list(numbers))}
        self.sources = [Numbered(number, rows[pk]) for pk, number in numbers.items()]

    def _cited(self):
        """Which place cites which sources, as {(kind, id): [source id, …]}, in one query."""
        sections = SectionSources.sources.through.objects.filter(
            sectionsources__technique=self.technique
        ).values_list(Value("section"), "sectionsources__section", "source_id", "id")
        parts = [
            model.sources.through.objects.filter(**{f"{name}__technique": self.technique})
            .annotate(place=Cast(f"{name}_id", CharField()))
            .values_list(Value(name), "place", "source_id", "id")
            for name, model in CITING.items()
        ]
        cited = {}
        for kind, place, source, _ in sorted(sections.union(*parts, all=True), key=lambda r: r[3]):
            key = (kind, place if kind == "section" else int(place))
            cited.setdefault(key, []).append(source)
        return cited

    @property
    def best_studied(self):
        """The benefit with the strongest evidence that may stand outside its list, or None."""
        shown = [b for b in self.benefits if b.shown == Benefit.Shown.PAGE_AND_CARDS]
        return shown[0] if shown else None

    @property
    def levels(self):
        """The legend of evidence levels, strongest first."""
        return [
            Level(Benefit.Level(level).label, LEVEL_BEADS[level], meaning)
            for level, meaning in LEVEL_MEANINGS.items()
        ]

    @property
    def folded(self):
        """What stands in place of the benefits when the check is long overdue."""
        checked = self.technique.reviewed_on
        last = f" Last checked on {formats.day(checked, self.today)}." if checked else ""
        return f"We are checking this part again. Ask us or your doctor about the research.{last}"

    @property
    def review(self):
        """The sentence on who checked the page and when."""
        technique, today = self.technique, self.today
        if not technique.reviewed_on:
            return "Not yet reviewed by a named clinician."
        checked = formats.day(technique.reviewed_on, today)
        if technique.next_review_on and technique.next_review_on < today:
            due = formats.day(technique.next_review_on, today)
            return f"This page was due for a check on {due}. It was last checked on {checked}."
        sentence = f"Checked on {checked} by {technique.reviewed_by}."
        if technique.next_review_on:
            sentence += f" Next check by {formats.day(technique.next_review_on, today)}."
        return sentence
