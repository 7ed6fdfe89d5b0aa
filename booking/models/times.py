"""The times a patient would like, and the times we offer."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from booking.models.request import AppointmentRequest
from clinic.models import OpeningHours, Practitioner


class PreferredTime(models.Model):
    """A part of the week that suits the patient. None at all means any time."""

    class Part(models.TextChoices):
        MORNING = "morning", "Morning"
        AFTERNOON = "afternoon", "Afternoon"
        EVENING = "evening", "Evening"

    request = models.ForeignKey(AppointmentRequest, models.CASCADE, related_name="preferred_times")
    weekday = models.PositiveSmallIntegerField("day", choices=OpeningHours.Weekday)
    part = models.CharField(max_length=9, choices=Part)

    class Meta:
        ordering = ["weekday", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="booking_preferred_time_once",
                fields=["request", "weekday", "part"],
                violation_error_message="This time is there already.",
            ),
            models.CheckConstraint(
                name="booking_preferred_time_known",
                condition=Q(
                    weekday__in=[0, 1, 2, 3, 4, 5, 6], part__in=["morning", "afternoon", "evening"]
                ),
                violation_error_message="Choose a part of a day.",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.part}"


class OfferQuerySet(models.QuerySet):
    def open(self, now=None):
        """Those the patient can accept at ``now``."""
        return self.filter(ended_at=None, expires_at__gt=now or timezone.now())


class Offer(models.Model):
    """A time we keep for a patient until it expires, or ends because something else happened."""

    request = models.ForeignKey(AppointmentRequest, models.CASCADE, related_name="offers")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    offered_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField("kept until")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["practitioner", "starts_at"], name="booking_offer_who"),
            models.Index(
                fields=["request", "expires_at"],
                condition=Q(ended_at=None),
                name="booking_offer_kept_until",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="booking_offer_has_a_length",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="An appointment ends after it begins.",
            ),
            models.UniqueConstraint(
                name="booking_offer_once",
                fields=["request", "practitioner", "starts_at"],
                condition=Q(ended_at=None),
                violation_error_message="You offered this time already.",
            ),
        ]

    def __str__(self):
        return f"{timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"
