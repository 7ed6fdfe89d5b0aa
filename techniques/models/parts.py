"""The ordered parts of a treatment page."""

import hashlib

import reversion
from django.db import models
from django.db.models import Q

from techniques.models.source import Source
from techniques.models.technique import Technique


class Part(models.Model):
    """What all ordered parts share: their treatment and their place on its page."""

    technique = models.ForeignKey(Technique, models.CASCADE, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on the page.")

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


@reversion.register()
class Step(Part):
    """One step of a visit."""

    title = models.CharField(max_length=80, help_text="Three or four words.")
    text = models.TextField(
        max_length=600, help_text="What the practitioner does, what one may feel."
    )

    def __str__(self):
        return self.title


@reversion.register()
class Benefit(Part):
    """What practitioners say it helps with, and what research shows.

    The levels and their words are the five-level scale of the clinic's evidence notes (2.1).
    """

    class Level(models.IntegerChoices):
        SUPPORTED_GENERAL = 1, "Some support for hands-on care in general"
        LIMITED = 2, "Limited evidence"
        INCONCLUSIVE = 3, "Unclear"
        NO_GOOD_EVIDENCE = 4, "No good evidence"
        EVIDENCE_AGAINST = 5, "Best studies show no benefit"

    class About(models.TextChoices):
        ADULTS = "adults", "Adults"
        CHILDREN = "children", "Children"
        BABIES = "babies", "Babies"
        PREGNANCY = "pregnancy", "Pregnancy"

    class Kind(models.TextChoices):
        MOVEMENT = "movement", "Muscles, bones and joints"
        INFECTION = "infection", "An infection"
        CHRONIC = "chronic", "A lasting disease"
        OTHER = "other", "Something else"

    class Shown(models.TextChoices):
        PAGE = "page", "On its page only"
        PAGE_AND_CARDS = "page_and_cards", "On its page and on cards"

    name = models.CharField(max_length=80, help_text="The plain word.")
    statement = models.TextField(
        blank=True, max_length=400, help_text='Begins "Practitioners say".'
    )
    level = models.PositiveSmallIntegerField(
        choices=Level, null=True, blank=True, help_text="Of the research on this kind of care."
    )
    note = models.TextField(
        blank=True, max_length=800, help_text="What studies found, in two sentences."
    )
    by_type = models.TextField(
        blank=True, max_length=400, help_text="Where kinds differ: each kind with its level."
    )
    technique_only = models.TextField(
        "this technique alone",
        blank=True,
        max_length=800,
        help_text="What was found on this technique itself.",
    )
    about = models.CharField(max_length=10, choices=About, default=About.ADULTS)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MOVEMENT)
    shown = models.CharField(
        "where it may be shown", max_length=15, choices=Shown, default=Shown.PAGE
    )
    sources = models.ManyToManyField(Source, blank=True)
    reviewed_as = models.CharField(max_length=64, blank=True, editable=False)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                name="techniques_benefit_level_1_to_5",
                condition=Q(level__in=[1, 2, 3, 4, 5]),
                violation_error_message="Choose one of the five levels.",
            ),
            models.CheckConstraint(
                # Elsewhere than on its page a reader meets the name without its label.
                name="techniques_benefit_on_cards_only_if_supported_and_about_adults",
                condition=Q(shown="page")
                | Q(shown="page_and_cards", level__isnull=False, level__lte=2, about="adults"),
                violation_error_message=(
                    "Only a benefit for adults with some support or limited evidence "
                    "may be shown on cards."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def evidence_mark(self):
        """What a reviewer agreed to, as a short mark: another one means that it was changed."""
        sources = sorted(source.pk for source in self.sources.all())
        level = self.level and int(self.level)
        parts = [level, self.statement, self.note, self.technique_only, sources]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@reversion.register()
class Risk(Part):
    """A side effect or danger, how common it is, and what to do."""

    name = models.CharField(max_length=80)
    how_common = models.TextField(
        max_length=600, help_text="With a number only if a study gives one."
    )
    what_to_do = models.TextField(max_length=600)
    sources = models.ManyToManyField(Source, blank=True)

    def __str__(self):
        return self.name


@reversion.register()
class Caution(Part):
    """Who should ask a doctor first, or should not have it. Stands on the request form too."""

    class Action(models.TextChoices):
        ASK = "ask", "Ask a doctor first"
        AVOID = "avoid", "Do not have it"

    name = models.CharField(
        max_length=80,
        help_text="As a patient would say it; it stands on the request form.",
    )
    why = models.TextField(max_length=400, help_text="One sentence.")
    action = models.CharField(max_length=5, choices=Action, blank=True, default="")
    advice = models.TextField(max_length=400, help_text="What to do, in words.")
    sources = models.ManyToManyField(Source, blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                name="techniques_caution_action_known",
                condition=Q(action__in=["ask", "avoid", ""]),
                violation_error_message='Choose "Ask a doctor first" or "Do not have it".',
            )
        ]

    def __str__(self):
        return self.name


@reversion.register()
class UrgentSign(Part):
    """A sign that needs help fast, and which help."""

    class Group(models.TextChoices):
        CALL = "call", "Call the emergency number"
        EMERGENCY_ROOM = "emergency_room", "Emergency room now"
        SAME_DAY = "same_day", "A doctor the same day"
        BABIES = "babies", "Babies"

    sign = models.CharField(max_length=240, help_text="What one sees or feels.")
    group = models.CharField(max_length=15, choices=Group)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                name="techniques_urgent_sign_group_known",
                condition=Q(group__in=["call", "emergency_room", "same_day", "babies"]),
                violation_error_message="Choose which help is needed.",
            )
        ]

    def __str__(self):
        return self.sign


@reversion.register()
class Question(Part):
    """A question patients ask about this treatment."""

    question = models.CharField(max_length=160)
    answer = models.TextField(max_length=1200)

    def __str__(self):
        return self.question


@reversion.register()
class SectionSources(models.Model):
    """What a text of the page rests on that is not one of the parts above."""

    class Section(models.TextChoices):
        HISTORY = "history", "Where it comes from"
        IDEA = "idea", "The idea behind it"
        SCHEDULE = "schedule", "How often"
        GENERAL = "general", "General statement"
        URGENT = "urgent", "When to get urgent help"

    technique = models.ForeignKey(Technique, models.CASCADE, related_name="section_sources")
    section = models.CharField(max_length=10, choices=Section)
    sources = models.ManyToManyField(Source, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "sources of a text"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="techniques_section_once",
                fields=["technique", "section"],
                violation_error_message="This text has its sources already.",
            )
        ]

    def __str__(self):
        return self.get_section_display()
