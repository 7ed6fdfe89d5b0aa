"""Who asked to come: a request for an appointment and what happened to it."""

import secrets

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from clinic.models import OpeningHours, Practitioner
from techniques.models import Technique

# No letter or digit that is mistaken for another, read aloud or written down; no vowels,
# so that no reference spells a word.
REFERENCE_LETTERS = "234679CDFGHJKMNPQRTVWXY"

models.TextField.register_lookup(Length)
models.CharField.register_lookup(Length)


def new_reference():
    """A reference to say on the phone, such as 4K7-P29."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def new_link_id():
    """128 random bits for the address of a patient's own page."""
    return secrets.token_urlsafe(16)


class AppointmentRequestQuerySet(models.QuerySet):
    def for_key(self, key):
        """The requests (one or none) whose own page has the signed ``key`` in its address."""
        try:
            return self.filter(link_id=AppointmentRequest.signer.unsign(key))
        except BadSignature:
            return self.none()


class AppointmentRequest(models.Model):
    """A patient's request, from "received" to "agreed"."""

    class Status(models.TextChoices):
        RECEIVED = "received", "Received"
        NEEDS_CALL = "needs_call", "Needs a call"
        OFFERED = "offered", "Offered"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Expired"
        HELD = "held", "Held"

    class Safety(models.TextChoices):
        NO = "no", "No, none of these"
        YES = "yes", "Yes, at least one"
        NOT_SURE = "not_sure", "Not sure"

    signer = Signer(salt="booking.request", sep=".")

    reference = models.CharField(max_length=7, unique=True, default=new_reference, editable=False)
    link_id = models.CharField(max_length=22, unique=True, default=new_link_id, editable=False)
    submission_id = models.CharField(max_length=22, unique=True, editable=False)
    name = models.CharField(max_length=80)
    phone = PhoneNumberField(blank=True)
    email = models.EmailField("e-mail", blank=True)
    technique = models.ForeignKey(
        Technique, models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    practitioner = models.ForeignKey(
        Practitioner, models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    safety = models.CharField("health question", max_length=8, choices=Safety, blank=True)
    safety_text = models.TextField("the health question's words", blank=True)
    note = models.TextField(max_length=500, blank=True)
    status = models.CharField(
        max_length=10, choices=Status, default=Status.RECEIVED, editable=False
    )
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    reply_due_at = models.DateTimeField("answer due", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    erase_on = models.DateField(null=True, blank=True, editable=False)

    objects = AppointmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "request"
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "reply_due_at"], name="booking_status_due"),
            models.Index(fields=["-received_at", "-id"], name="booking_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(
                name="booking_request_can_be_answered",
                condition=~Q(phone="") | ~Q(email=""),
                violation_error_message=(
                    "Enter a phone number or an e-mail address, so we can reach you"
                ),
            ),
            models.CheckConstraint(
                name="booking_request_status_known",
                condition=Q(
                    status__in=[
                        "received",
                        "needs_call",
                        "offered",
                        "agreed",
                        "declined",
                        "withdrawn",
                        "expired",
                        "held",
                    ]
                ),
                violation_error_message="This is not a state a request can be in.",
            ),
            models.CheckConstraint(
                name="booking_request_safety_known",
                condition=Q(safety__in=["", "no", "yes", "not_sure"]),
                violation_error_message="Choose No, Yes or Not sure",
            ),
            models.CheckConstraint(
                name="booking_request_lengths",
                # SQLite ignores the length of a varchar.
                condition=Q(name__length__gte=1, name__length__lte=80, note__length__lte=500),
                violation_error_message="The name or the note is too long.",
            ),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        """The patient's own page."""
        return reverse("booking:own", args=[self.key])

    @property
    def key(self):
        """The signed id in the address of the patient's own page."""
        return self.signer.sign(self.link_id)


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


class RequestEvent(models.Model):
    """One line of a request's history. Lines are added, never changed."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "You sent this request"

    request = models.ForeignKey(AppointmentRequest, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["happened_at", "pk"]

    def __str__(self):
        return self.get_kind_display()

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The history is append-only.")
        super().save(*args, **kwargs)
