"""A treatment and the group it stands in."""

import datetime

import reversion
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from clinic.models import Practitioner
from clinic.models.picture import HasPicture
from techniques import problems


@reversion.register()
class Category(models.Model):
    """A group in the list of treatments."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


DUE_SOON = datetime.timedelta(days=30)
PREVIEW_LIFE = datetime.timedelta(days=7)
FOLDED_AFTER = datetime.timedelta(days=90)
# The ordered parts of a page, by the names under which it has them.
PARTS = ["steps", "benefits", "risks", "cautions", "urgentsigns", "questions", "section_sources"]


class TechniqueQuerySet(models.QuerySet):
    def published(self):
        """Those patients may see."""
        return self.filter(published_at__lte=timezone.now())

    def planned(self):
        """Those that come on the site by themselves at a later moment."""
        return self.filter(published_at__gt=timezone.now())

    def drafts(self):
        """Those with no moment to come on the site."""
        return self.filter(published_at=None)

    def due(self, today):
        """Those whose next check is at most 30 days after ``today`` (a date), or overdue."""
        return self.filter(next_review_on__lte=today + DUE_SOON)

    def with_parts(self):
        """With everything ``publication_problems`` reads, in a fixed number of queries."""
        return self.prefetch_related(
            "practitioners",
            "steps",
            "benefits__sources",
            "risks__sources",
            "cautions__sources",
            "urgentsigns",
            "questions",
            "section_sources__sources",
            "overrules",
        )


@reversion.register(
    # When a page is on the site is no part of its text: an older version neither takes it off
    # nor puts it back.
    exclude=["published_at", "held_at", "preview_id", "preview_until"],
    follow=PARTS,
)
class Technique(HasPicture):
    """A treatment the clinic offers. Long texts are plain: a blank line makes a paragraph."""

    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(
        max_length=40, blank=True, help_text="Used inside sentences, such as SOT."
    )
    slug = models.SlugField(
        "short address",
        unique=True,
        null=True,
        blank=True,
        help_text="The end of the web address; the old one keeps working.",
    )
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
    benefits_intro = models.TextField(
        "before what it helps with",
        blank=True,
        max_length=1200,
        help_text="Stands above the list; may be empty.",
    )
    general_statement = models.TextField(
        blank=True,
        max_length=600,
        help_text='What practitioners say in general: "Practitioners say…".',
    )
    general_note = models.TextField(
        blank=True, max_length=1200, help_text="What is known about that."
    )
    risks_intro = models.TextField(
        "before the risks",
        blank=True,
        max_length=1200,
        help_text="Stands above the list; may be empty.",
    )
    cautions_intro = models.TextField(
        "before the cautions",
        blank=True,
        max_length=1200,
        help_text="Stands above the list; may be empty.",
    )
    visit_length = models.CharField(max_length=60, blank=True, help_text="Such as 40 minutes.")
    price_note = models.CharField(max_length=160, blank=True, help_text="With all conditions.")
    practitioners = models.ManyToManyField(Practitioner, blank=True, help_text="Who does it.")
    search_text = models.CharField(
        "text for search results",
        max_length=160,
        blank=True,
        help_text="No illness, at most 160 characters.",
    )
    published_at = models.DateTimeField("on the site since", null=True, blank=True, editable=False)
    held_at = models.DateTimeField("taken off the plan", null=True, editable=False)
    preview_id = models.CharField(max_length=32, blank=True, editable=False)
    preview_until = models.DateTimeField(null=True, editable=False)
    reviewed_on = models.DateField(
        null=True, blank=True, help_text="The day a clinician read the whole page."
    )
    reviewed_by = models.CharField(max_length=120, blank=True, help_text="Name and profession.")
    next_review_on = models.DateField(
        "next review", null=True, blank=True, help_text="Within 12 months."
    )

    objects = TechniqueQuerySet.as_manager()

    class Meta(HasPicture.Meta):
        verbose_name = "treatment"
        ordering = ["position", "pk"]
        permissions = [
            ("publish_technique", "Can put a treatment on the site and take it down"),
            ("review_technique", "Can say that a treatment was checked"),
            ("overrule_warning", "Can publish in spite of a warning, with a reason"),
        ]
        constraints = [
            *HasPicture.Meta.constraints,
            models.CheckConstraint(
                name="techniques_on_the_site_has_a_short_address",
                condition=Q(published_at=None) | Q(slug__isnull=False),
                violation_error_message="A page on the site needs a short address.",
            ),
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

    def save(self, *args, **kwargs):
        """Save; an address under which the page was known before leads to the new one."""
        before = Technique.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        super().save(*args, **kwargs)
        self.keep_address(before)

    def keep_address(self, before):
        """Let ``before``, the former short address (or None), lead here from now on."""
        if before and before != self.slug:
            OldAddress.objects.update_or_create(slug=before, defaults={"technique": self})
        OldAddress.objects.filter(slug=self.slug).delete()

    def get_absolute_url(self):
        return reverse("techniques:detail", args=[self.slug])

    @property
    def is_on_the_site(self):
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_planned(self):
        return self.published_at is not None and self.published_at > timezone.now()

    def is_folded(self, today):
        """Whether the check is so long overdue that the page stops stating benefits."""
        return bool(self.next_review_on) and self.next_review_on + FOLDED_AFTER < today

    def publication_problems(self, on=None):
        """What speaks against publishing, as a list of ``Problem``, blocking ones first.

        ``on`` is the day it would be published, today when not given.
        """
        return problems.publication_problems(self, on or timezone.localdate())

    @property
    def called(self):
        """The name inside a sentence: the short one if there is one."""
        return self.short_name or self.name


class OldAddress(models.Model):
    """A short address a treatment had before; it leads to the present one for ever."""

    slug = models.SlugField(unique=True)
    technique = models.ForeignKey(Technique, models.CASCADE, related_name="old_addresses")

    def __str__(self):
        return self.slug


class Overrule(models.Model):
    """A warning in spite of which a page was published: by whom, when and why."""

    technique = models.ForeignKey(Technique, models.CASCADE, related_name="overrules")
    sentence = models.CharField(max_length=500)
    reason = models.CharField(max_length=300)
    overruled_by = models.CharField(max_length=254)
    overruled_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-overruled_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="techniques_overrule_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="Give your reason.",
            ),
            models.UniqueConstraint(
                name="techniques_overruled_once",
                fields=["technique", "sentence"],
                violation_error_message="This warning is overruled already.",
            ),
        ]

    def __str__(self):
        return self.sentence
