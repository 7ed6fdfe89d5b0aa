"""Letters waiting to be posted."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class LetterQuerySet(models.QuerySet):
    def unsent(self):
        """Those that still want to leave."""
        return self.filter(sent_at=None, failed_at=None)

    def about(self, reference):
        """Those that regard one request or story."""
        return self.filter(reference=reference)

    def erase(self):
        """Delete for good; only erasing what they are about does this."""
        return self.delete()


class Letter(models.Model):
    """One letter to one address, from being written to the mail server's yes."""

    message_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    to = models.EmailField()
    sender = models.CharField("sender's name", max_length=120, blank=True)
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachment = models.TextField(blank=True)
    attachment_name = models.CharField(max_length=60, blank=True)
    reference = models.CharField("about", max_length=40, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error_class = models.CharField(max_length=80, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(sent_at=None, failed_at=None),
                name="outbox_waiting",
            ),
            models.Index(fields=["reference"], name="outbox_reference"),
            models.Index(fields=["-written_at", "-id"], name="outbox_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_sent_or_failed",
                condition=Q(sent_at=None) | Q(failed_at=None),
                violation_error_message="A letter was sent or came back, not both.",
            ),
        ]

    def __str__(self):
        return f"Letter {self.pk}"


class RoundQuerySet(models.QuerySet):
    def days_ahead(self, today):
        """How many days more than one have gone by since the last round; 0 as a rule.

        More means that the site stood still or that the clock is wrong.
        """
        last = self.filter(day__lt=today).order_by("day").last()
        return (today - last.day).days - 1 if last else 0


class Round(models.Model):
    """The daily round of one day. Its row is what keeps two processes from both doing it."""

    day = models.DateField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    days_ahead = models.PositiveIntegerField(
        default=0, help_text="How far the clock jumped; then nothing was erased."
    )
    counts = models.JSONField(default=dict, blank=True, help_text="How much each job did.")
    failed = models.JSONField(default=list, blank=True, help_text="Jobs that could not be done.")

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]

    def __str__(self):
        return f"Round of {self.day}"
