"""What the clinic says by itself: notices, practical questions, reasons to come."""

import reversion
from django.db import models
from django.db.models import F, Q


class NoticeQuerySet(models.QuerySet):
    def shown_on(self, day):
        """Those that stand on the pages on ``day`` (a date)."""
        return self.filter(from_on__lte=day, until_on__gte=day)


@reversion.register()
class Notice(models.Model):
    """One sentence on top of every page, from one day until another."""

    sentence = models.CharField(max_length=120, help_text="One, at most 120 characters, no link.")
    from_on = models.DateField("from", help_text="It comes and goes by itself.")
    until_on = models.DateField("until", help_text="The last day it is shown.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="clinic_notice_ends_after_it_begins",
                condition=Q(until_on__gte=F("from_on")),
                violation_error_message="The last day cannot come before the first.",
            )
        ]

    def __str__(self):
        return self.sentence


class QuestionQuerySet(models.QuerySet):
    def answered(self):
        """Those patients see."""
        return self.exclude(answer="")


@reversion.register()
class Question(models.Model):
    """A practical question patients ask before they come; shown once it has an answer."""

    class Kind(models.TextChoices):
        PRICE = "price", "Price"
        PAYMENT = "payment", "Payment and insurance"
        LENGTH = "length", "Length of a visit"
        BRING = "bring", "What to bring"
        PARKING = "parking", "Parking and entrance"
        CANCEL = "cancel", "Canceling"
        OTHER = "other", "Other"

    question = models.CharField(max_length=160, help_text="As a patient would ask it.")
    answer = models.TextField(
        blank=True, max_length=1200, help_text="Two or three sentences; empty: not shown."
    )
    kind = models.CharField(
        max_length=12, choices=Kind, default=Kind.OTHER, help_text="Letters quote the answer by it."
    )
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Order on the page, small numbers first."
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "practical question"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="clinic_question_kind_known",
                condition=Q(
                    kind__in=["price", "payment", "length", "bring", "parking", "cancel", "other"]
                ),
                violation_error_message="Choose what the question is about.",
            )
        ]

    def __str__(self):
        return self.question


class ReasonQuerySet(models.QuerySet):
    def confirmed(self):
        """Those patients see."""
        return self.filter(confirmed_at__isnull=False)


@reversion.register()
class Reason(models.Model):
    """A line under "What you can count on": no health claim, shown once the clinic confirms it."""

    title = models.CharField(max_length=60, help_text="Three to five words.")
    text = models.CharField(max_length=200, help_text="One sentence that holds for every patient.")
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Order on the page, small numbers first."
    )
    confirmed_at = models.DateTimeField(
        "confirmed", null=True, blank=True, editable=False, help_text="Empty: not shown."
    )

    objects = ReasonQuerySet.as_manager()

    class Meta:
        verbose_name = "line to count on"
        verbose_name_plural = "lines to count on"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title
