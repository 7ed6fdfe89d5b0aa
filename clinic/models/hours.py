"""When the clinic, or one practitioner, is there."""

import reversion
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clinic.formats import day
from clinic.models.people import Practitioner


@reversion.register()
class OpeningHours(models.Model):
    """One opening on one weekday, of the clinic or of one practitioner."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    weekday = models.PositiveSmallIntegerField("day", choices=Weekday)
    opens = models.TimeField(help_text="Add a second row for a lunch break.")
    closes = models.TimeField(help_text="Past midnight is fine: closing before opening.")
    practitioner = models.ForeignKey(
        Practitioner,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="hours",
        verbose_name="for",
        help_text="Or one person alone.",
    )

    class Meta:
        verbose_name = verbose_name_plural = "opening hours"
        ordering = ["weekday", "opens", "pk"]
        constraints = [
            models.CheckConstraint(
                name="clinic_hours_weekday_exists",
                condition=Q(weekday__in=[0, 1, 2, 3, 4, 5, 6]),
                violation_error_message="Choose a day of the week.",
            ),
            models.CheckConstraint(
                name="clinic_hours_have_a_length",
                condition=~Q(opens=F("closes")),
                violation_error_message="Opening and closing must differ.",
            ),
            models.UniqueConstraint(
                name="clinic_hours_once_for_the_clinic",
                fields=["weekday", "opens"],
                condition=Q(practitioner=None),
                violation_error_message="There is an opening at this time already.",
            ),
            models.UniqueConstraint(
                name="clinic_hours_once_for_a_person",
                fields=["weekday", "opens", "practitioner"],
                violation_error_message="There is an opening at this time already.",
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"


@reversion.register()
class Closure(models.Model):
    """Days on which the clinic, or one practitioner, is away. The reason is for the office."""

    first_day = models.DateField()
    last_day = models.DateField(help_text="The same for one day. A notice appears 7 days before.")
    reason = models.CharField(max_length=120, blank=True, help_text="For the office only.")
    practitioner = models.ForeignKey(
        Practitioner,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name="for",
        help_text="Or one person alone.",
    )

    class Meta:
        verbose_name = "closed days"
        verbose_name_plural = "closed days"
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="clinic_closure_ends_after_it_begins",
                condition=Q(last_day__gte=F("first_day")),
                violation_error_message="The last day cannot come before the first.",
            )
        ]

    def __str__(self):
        first, last = (day(date, timezone.localdate()) for date in (self.first_day, self.last_day))
        return first if self.first_day == self.last_day else f"{first} to {last}"
