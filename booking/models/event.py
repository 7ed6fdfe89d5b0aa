"""The history of a request."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from booking.models.request import AppointmentRequest
from booking.models.states import PATIENT_WORDS, Kind
from clinic import formats
from outbox.models import Letter


class DeclineReason(models.TextChoices):
    """Why we decline, as the desk's list names it."""

    NO_TIME = "no_time", "No time free"
    NOT_OFFERED = "not_offered", "We do not offer this"
    DOCTOR_FIRST = "doctor_first", "A doctor first"
    AGE = "age", "Not for this age"
    NO_CONTACT = "no_contact", "We could not reach them"
    TWICE = "twice", "Asked twice"
    OTHER = "other", "Something else (own words)"


class RequestEventQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not undone, without the undoing itself."""
        return self.exclude(kind=Kind.UNDONE).filter(undone_by=None)


class RequestEvent(models.Model):
    """One line of a request's history. Lines are added, never changed.

    ``before`` holds the fields that the event changed, as they were. ``letter`` is the letter to
    the patient that it wrote. ``starts_at`` and ``old_starts_at`` are the times it is about.
    """

    Kind = Kind

    request = models.ForeignKey(AppointmentRequest, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    happened_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    old_starts_at = models.DateTimeField(null=True, blank=True)
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=12, choices=DeclineReason, blank=True)
    own_words = models.TextField(max_length=600, blank=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    undoes = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="undone_by", editable=False
    )

    objects = RequestEventQuerySet.as_manager()

    class Meta:
        ordering = ["happened_at", "pk"]

    def __str__(self):
        return self.for_desk

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The history is append-only.")
        super().save(*args, **kwargs)

    @property
    def for_desk(self):
        """What happened, in the desk's words."""
        return self._fill(self.get_kind_display())

    @property
    def for_patient(self):
        """What happened, in the words of the patient's page; "" for what is not shown there."""
        return self._fill(PATIENT_WORDS.get(self.kind, ""))

    def _fill(self, words):
        today = timezone.localdate()
        return words.format(
            times=formats.counted(self.count or 0, "time", "times"),
            when=formats.when(self.starts_at, today) if self.starts_at else "",
            old=formats.when(self.old_starts_at, today) if self.old_starts_at else "",
            undone=self.undoes.for_desk if self.undoes_id else "",
        )
