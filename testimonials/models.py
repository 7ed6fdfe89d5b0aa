"""What patients said, and that they let us say it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils import timezone

from clinic.models import Practitioner
from techniques.models import Technique

models.CharField.register_lookup(Length)
models.TextField.register_lookup(Length)


class TestimonialQuerySet(models.QuerySet):
    def published(self):
        """Those patients may read: on the site, and with a consent that has not ended."""
        now = timezone.now()
        return self.filter(
            published_at__lte=now,
            withdrawn_at=None,
            consent_until__gte=timezone.localdate(now),
        )

    def newest_first(self):
        """The order of every list of stories."""
        return self.order_by("-published_at", "-pk")


class Testimonial(models.Model):
    """One patient's story, with the stars they gave.

    The words shown and the words agreed to stand side by side, so that the database itself
    can refuse to show what nobody agreed to.
    """

    class Route(models.TextChoices):
        INVITED = "invited", "Confirmed visit: invited by us"
        CONFIRMED_BY_EMAIL = "by_email", "Sent through this site, confirmed by e-mail"
        CONFIRMED_BY_PHONE = "by_phone", "Sent through this site, confirmed by phone"
        PAPER = "paper", "From paper, signed at the clinic"
        CARRIED_OVER = "carried_over", "From our former website"

    stars = models.PositiveSmallIntegerField(
        choices=[(n, f"{n} out of 5") for n in (1, 2, 3, 4, 5)],
        error_messages={"invalid_choice": "Choose 1, 2, 3, 4 or 5 stars."},
        help_text="As given.",
    )
    headline = models.CharField(max_length=120, help_text="As written; never corrected.")
    words = models.TextField(max_length=2000, help_text="As written; never corrected.")
    is_excerpt = models.BooleanField(
        "an excerpt", default=False, help_text='Shown with the mark "(excerpt)".'
    )
    technique = models.ForeignKey(
        Technique,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stories",
        help_text="Decides on which pages it may stand.",
    )
    practitioner = models.ForeignKey(
        Practitioner, models.SET_NULL, null=True, blank=True, related_name="stories"
    )
    service = models.CharField(
        "another service", max_length=80, blank=True, help_text="Such as a colonic."
    )
    visited_in = models.DateField(
        "month of the visit", null=True, blank=True, help_text="Any day of the month."
    )
    name_shown = models.CharField(
        max_length=60, default="Name withheld", help_text="As the writer chose."
    )
    route = models.CharField("how we got it", max_length=12, choices=Route)
    received_on = models.DateField(default=timezone.localdate)
    headline_agreed = models.CharField(max_length=120, blank=True, editable=False)
    words_agreed = models.TextField(max_length=2000, blank=True, editable=False)
    consent_until = models.DateField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField("on the site since", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TestimonialQuerySet.as_manager()

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["-published_at", "-id"], name="testimonials_newest_first")]
        constraints = [
            models.CheckConstraint(
                name="testimonials_stars_1_to_5",
                # BETWEEN would let 4.5 pass on SQLite.
                condition=Q(stars__in=[1, 2, 3, 4, 5]),
                violation_error_message="Choose 1, 2, 3, 4 or 5 stars.",
            ),
            models.CheckConstraint(
                name="testimonials_lengths",
                # SQLite ignores the length of a varchar.
                condition=Q(headline__length__lte=120, words__length__lte=2000),
                violation_error_message="The story is too long.",
            ),
            models.CheckConstraint(
                name="testimonials_published_words_are_agreed",
                condition=Q(published_at=None)
                | Q(words=F("words_agreed"), headline=F("headline_agreed")),
                violation_error_message=(
                    "Not published. These words differ from the words agreed to. "
                    "Ask the writer again."
                ),
            ),
            models.CheckConstraint(
                name="testimonials_published_has_end_of_consent",
                condition=Q(published_at=None) | Q(consent_until__isnull=False),
                violation_error_message="Not published. There is no consent on file.",
            ),
            models.CheckConstraint(
                name="testimonials_published_not_withdrawn",
                condition=Q(published_at=None) | Q(withdrawn_at=None),
                violation_error_message=(
                    "Not published. The writer withdrew. This cannot be undone by us."
                ),
            ),
        ]

    def __str__(self):
        return f"Story {self.pk}"

    @property
    def about(self):
        """What the story is about, in words, or nothing when it does not say."""
        return str(self.technique or self.practitioner or self.service or "")

    @property
    def shown_words(self):
        """The words as a reader sees them, with the mark of an excerpt."""
        return f"{self.words} (excerpt)" if self.is_excerpt else self.words


class LedgerQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise TypeError("The consent ledger is append-only.")

    def delete(self):
        raise TypeError("The consent ledger is append-only.")


class Consent(models.Model):
    """One line of the ledger: a consent given or withdrawn. Never changed, never deleted."""

    class Kind(models.TextChoices):
        GIVEN = "given", "Given"
        WITHDRAWN = "withdrawn", "Withdrawn"

    testimonial = models.ForeignKey(Testimonial, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=9, choices=Kind)
    wording = models.TextField("what they agreed to", help_text="The exact text shown.")
    headline = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    route = models.CharField(max_length=12, choices=Testimonial.Route)
    until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True
    )

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="testimonials_consent_kind_known",
                condition=Q(kind__in=["given", "withdrawn"]),
                violation_error_message="Choose given or withdrawn.",
            ),
            models.CheckConstraint(
                name="testimonials_consent_given_has_an_end",
                condition=Q(kind="withdrawn") | Q(until__isnull=False),
                violation_error_message="A consent has an end.",
            ),
        ]

    def __str__(self):
        return f"Consent {self.pk}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The consent ledger is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The consent ledger is append-only.")
