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
