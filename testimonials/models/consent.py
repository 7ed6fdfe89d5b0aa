"""The ledger of consents: what was agreed to or taken back, when, and how we know."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from testimonials.models.choices import Route
from testimonials.models.story import Testimonial


class LedgerQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise TypeError("The consent ledger is append-only.")

    def delete(self):
        raise TypeError("The consent ledger is append-only.")

    def erase(self):
        """Delete for good; only the end of the time for which proof is kept does this."""
        return super().delete()


class Consent(models.Model):
    """One line of the ledger: a consent given or withdrawn. Never changed, never deleted."""

    class Kind(models.TextChoices):
        GIVEN = "given", "Given"
        WITHDRAWN = "withdrawn", "Withdrawn"

    testimonial = models.ForeignKey(Testimonial, models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=9, choices=Kind)
    wording = models.TextField("what they agreed to", help_text="The exact text shown.")
    stars = models.PositiveSmallIntegerField(null=True, blank=True)
    headline = models.CharField(max_length=120, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    name_shown = models.CharField(max_length=60, blank=True)
    route = models.CharField(max_length=12, choices=Route)
    given_by = models.CharField("who", max_length=80, blank=True)
    on_file = models.CharField("where the signed paper lies", max_length=120, blank=True)
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
