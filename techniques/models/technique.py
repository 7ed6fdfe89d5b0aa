"""A treatment and the group it stands in."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from clinic.models import Practitioner


class Category(models.Model):
    """A group in the list of treatments."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class TechniqueQuerySet(models.QuerySet):
    def published(self):
        """Those patients may see."""
        return self.filter(published_at__lte=timezone.now())


class Technique(models.Model):
    """A treatment the clinic offers. Long texts are plain: a blank line makes a paragraph."""

    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(
        max_length=40, blank=True, help_text="Used inside sentences, such as SOT."
    )
    slug = models.SlugField("short address", unique=True, help_text="The end of the web address.")
    category = models.ForeignKey(
        Category, models.SET_NULL, null=True, blank=True, help_text="A group in the list."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the list.")
    tagline = models.CharField(max_length=160, blank=True, help_text="One sentence, no claim.")
    summary = models.TextField(blank=True, max_length=1200, help_text="What this page tells.")
    what_it_is = models.TextField(blank=True, max_length=3000, help_text="Facts one can see.")
    history = models.TextField(
        "where it comes from", blank=True, max_length=2000, help_text="Shown folded; may be empty."
    )
    idea_behind_it = models.TextField(
        "the idea behind it",
        blank=True,
        max_length=3000,
        help_text="What practitioners believe, and what is proven.",
    )
    visit_intro = models.TextField(
        "before the steps", blank=True, max_length=600, help_text="One sentence or two."
    )
    feeling = models.CharField(
        "what you may feel", max_length=240, blank=True, help_text="One or two short sentences."
    )
    schedule = models.TextField(
        "how often",
        blank=True,
        max_length=2000,
        help_text="Say who says so, and what happens without it.",
    )
    benefits_intro = models.TextField("before what it helps with", blank=True, max_length=1200)
    general_statement = models.TextField(
        blank=True,
        max_length=600,
        help_text='What practitioners say in general: "Practitioners say…".',
    )
    general_note = models.TextField(
        blank=True, max_length=1200, help_text="What is known about that."
    )
    risks_intro = models.TextField("before the risks", blank=True, max_length=1200)
    cautions_intro = models.TextField("before the cautions", blank=True, max_length=1200)
    visit_length = models.CharField(max_length=60, blank=True, help_text="Such as 40 minutes.")
    price_note = models.CharField(max_length=160, blank=True, help_text="With all conditions.")
    practitioners = models.ManyToManyField(Practitioner, blank=True, help_text="Who does it.")
    search_text = models.CharField(
        "text for search results",
        max_length=160,
        blank=True,
        help_text="No illness, at most 160 characters.",
    )
    published_at = models.DateTimeField(
        "on the site since", null=True, blank=True, help_text="Empty: draft; later: planned."
    )
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="The day a clinician read the whole page."
    )
    reviewed_by = models.CharField(max_length=120, blank=True, help_text="Name and profession.")
    next_review_on = models.DateField(
        "next review", null=True, blank=True, help_text="Within 12 months."
    )

    objects = TechniqueQuerySet.as_manager()

    class Meta:
        verbose_name = "treatment"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="techniques_review_has_day_and_name",
                condition=Q(reviewed_on=None, reviewed_by="")
                | (Q(reviewed_on__isnull=False) & ~Q(reviewed_by="")),
                violation_error_message="A review has a day and a name: fill in both or neither.",
            ),
            models.CheckConstraint(
                name="techniques_next_review_after_the_last",
                condition=Q(next_review_on=None)
                | Q(reviewed_on=None)
                | Q(next_review_on__gt=F("reviewed_on")),
                violation_error_message="The next review comes after the last one.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("techniques:detail", args=[self.slug])

    @property
    def called(self):
        """The name inside a sentence: the short one if there is one."""
        return self.short_name or self.name
