"""Letters waiting to be posted."""

import uuid
from dataclasses import replace

from django.db import models
from django.db.models import Q
from django.utils import timezone

from outbox.folder import forget
from outbox.kinds import kinds


class LetterQuerySet(models.QuerySet):
    def unsent(self):
        """Those that still want to leave."""
        return self.filter(sent_at=None, failed_at=None, dropped_at=None)

    def due(self, now):
        """Those that want to leave at ``now`` and that nobody has in hand."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.unsent().filter(free, not_before__lte=now)

    def gone(self):
        """Those that were sent, and those that were not needed any more."""
        return self.filter(Q(sent_at__isnull=False) | Q(dropped_at__isnull=False))

    def came_back(self):
        """Those the mail server will not take, whoever asks."""
        return self.filter(failed_at__isnull=False)

    def ended_before(self, moment):
        """Those that were sent, came back or were dropped before the moment."""
        return self.filter(
            Q(sent_at__lt=moment) | Q(failed_at__lt=moment) | Q(dropped_at__lt=moment)
        )

    def oldest_due(self, now):
        """The letter that should have left first and has not, or None."""
        return self.unsent().filter(not_before__lte=now).order_by("not_before").first()

    def about(self, reference):
        """Those that regard one request or story."""
        return self.filter(reference=reference)

    def to_others(self):
        """Those to patients and writers, not to colleagues."""
        ours = [key for key, kind in kinds().items() if kind.is_for_staff]
        return self.exclude(kind__in=ours)

    def erase(self):
        """Delete for good; only erasing what they are about does this."""
        forget(self.values_list("message_id", flat=True))
        return self.delete()


class Letter(models.Model):
    """One letter to one address, from being written to the mail server's yes."""

    class Way(models.TextChoices):
        MAIL = "mail", "by mail"
        FOLDER = "folder", "kept in a folder"

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
    # Nobody tries before lease_until: the lease of who is sending it and holds the token, or the
    # wait after a temporary no.
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    left_by = models.CharField("how it left", max_length=6, choices=Way.choices, blank=True)
    failed_at = models.DateTimeField("came back", null=True, blank=True)
    dropped_at = models.DateTimeField("not needed any more", null=True, blank=True)
    error_class = models.CharField("what was wrong", max_length=80, blank=True)
    seen_at = models.DateTimeField("seen to arrive", null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class State(models.TextChoices):
        WAITING = "waiting", "Waits"
        SENT = "sent", "Sent"
        KEPT = "kept", "Kept here"
        BACK = "back", "Came back"
        DROPPED = "dropped", "Not needed any more"

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(sent_at=None, failed_at=None, dropped_at=None),
                name="outbox_waiting",
            ),
            models.Index(
                fields=["failed_at"],
                condition=Q(failed_at__isnull=False),
                name="outbox_came_back",
            ),
            models.Index(
                fields=["-written_at", "-id"],
                condition=Q(sent_at=None, failed_at=None, dropped_at=None),
                name="outbox_waiting_newest",
            ),
            models.Index(
                fields=["-written_at", "-id"],
                condition=Q(sent_at__isnull=False) | Q(dropped_at__isnull=False),
                name="outbox_gone_newest",
            ),
            models.Index(fields=["kind", "-written_at"], name="outbox_kind_newest"),
            models.Index(fields=["reference"], name="outbox_reference"),
            models.Index(fields=["-written_at", "-id"], name="outbox_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_one_end",
                condition=Q(sent_at=None, failed_at=None)
                | Q(sent_at=None, dropped_at=None)
                | Q(failed_at=None, dropped_at=None),
                violation_error_message="A letter was sent, came back or was not needed any more.",
            ),
        ]

    def __str__(self):
        return f"Letter {self.pk}"

    @property
    def state(self):
        """Where it is, as a State."""
        if self.sent_at:
            return self.State.KEPT if self.left_by == self.Way.FOLDER else self.State.SENT
        if self.failed_at:
            return self.State.BACK
        return self.State.DROPPED if self.dropped_at else self.State.WAITING

    @property
    def state_at(self):
        """The moment its state began; of one that waits, the moment it leaves or is tried again."""
        end = self.sent_at or self.failed_at or self.dropped_at
        return end or max(self.not_before, self.lease_until or self.not_before)


class Wording(models.Model):
    """The clinic's own words for one kind of letter, in place of the original."""

    kind = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=150)
    discreet_subject = models.CharField(max_length=150, blank=True)
    body = models.TextField(max_length=4000)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "wording of a letter"
        verbose_name_plural = "wording of letters"
        constraints = [
            models.CheckConstraint(
                name="outbox_wording_says_something",
                condition=Q(subject__gt="", body__gt=""),
                violation_error_message="A letter needs a subject and a text.",
            )
        ]

    def __str__(self):
        return self.kind

    def put_into(self, kind):
        """The Kind with these words in place of its own."""
        return replace(kind, **{name: getattr(self, name) for name in kind.words})


class RoundQuerySet(models.QuerySet):
    def days_ahead(self, today):
        """How many days more than one have gone by since the last round; 0 as a rule.

        More means that the site stood still or that the clock is wrong.
        """
        last = self.filter(day__lt=today).order_by("day").last()
        return (today - last.day).days - 1 if last else 0

    def last_finished_at(self):
        """The moment at which a round was last done, or None."""
        return self.aggregate(last=models.Max("finished_at"))["last"]


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
