"""A request for an appointment: what the patient wrote, and how it stands."""

import datetime
import secrets

from django.core.signing import Signer
from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from booking.models.moving import Moving
from booking.models.queries import AppointmentRequestQuerySet
from booking.models.states import BEGINNINGS, OPEN, WAITING, Status
from clinic.models import Practitioner
from techniques.models import Technique

# No letter or digit that is mistaken for another, read aloud or written down; no vowels,
# so that no reference spells a word.
REFERENCE_LETTERS = "234679CDFGHJKMNPQRTVWXY"
RUNS_OUT_AFTER = datetime.timedelta(days=60)

models.TextField.register_lookup(Length)
models.CharField.register_lookup(Length)


def new_reference():
    """A reference to say on the phone, such as 4K7-P29."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def new_link_id():
    """128 random bits for the address of a patient's own page."""
    return secrets.token_urlsafe(16)


class AppointmentRequest(Moving):
    """A patient's request, from "received" to "agreed"."""

    Status = Status

    class Safety(models.TextChoices):
        NO = "no", "No, none of these"
        YES = "yes", "Yes, at least one"
        NOT_SURE = "not_sure", "Not sure"

    class BeenBefore(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    class MessageRule(models.TextChoices):
        LEAVE = "leave", "Yes, on voicemail or with whoever answers"
        CALL_BACK = "call_back", 'Only "please call back"'
        NONE = "none", "No, just try again"

    class HeldReason(models.TextChoices):
        HIDDEN_FIELD = "hidden_field", "It filled in a field people do not see"
        TOO_MANY = "too_many", "Too many came from there"
        SPAM = "spam", "A colleague called it spam"

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
    been_before = models.CharField(
        "has been here before", max_length=3, choices=BeenBefore, blank=True
    )
    # Someone else comes when there is a name; we talk to them when there is a contact.
    other_name = models.CharField("who will come", max_length=80, blank=True)
    other_contact = models.CharField("their phone or e-mail", max_length=254, blank=True)
    message_rule = models.CharField(
        "may we leave a message", max_length=9, choices=MessageRule, blank=True
    )
    discreet = models.BooleanField("be discreet", default=False)
    language = models.CharField(max_length=40, blank=True)
    access = models.CharField("makes the visit easier", max_length=200, blank=True)
    earliest_on = models.DateField("not before", null=True, blank=True)
    note_for_us = models.TextField(max_length=2000, blank=True)
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    reply_due_at = models.DateTimeField("answer due", null=True, blank=True, editable=False)
    # While it waits for us, this is empty.
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_reason = models.CharField(max_length=12, choices=HeldReason, blank=True, editable=False)
    starts_at = models.DateTimeField(null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    agreed_with = models.ForeignKey(
        Practitioner,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="appointments",
    )
    reminder_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    erase_on = models.DateField(null=True, blank=True, editable=False)

    objects = AppointmentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "request"
        ordering = ["-received_at", "-pk"]
        permissions = [("download_requests", "Can download requests as a table")]
        indexes = [
            models.Index(
                fields=["status", "reply_due_at", "answered_at"], name="booking_who_waits"
            ),
            models.Index(fields=["-received_at", "-id"], name="booking_newest_first"),
            models.Index(fields=["status", "starts_at", "ends_at"], name="booking_who_comes"),
            models.Index(fields=["erase_on"], name="booking_erase_on"),
            models.Index(fields=["-closed_at", "id"], name="booking_closed_newest"),
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
            models.CheckConstraint(
                name="booking_request_fold_lengths",
                condition=Q(
                    other_name__length__lte=80,
                    other_contact__length__lte=254,
                    language__length__lte=40,
                    access__length__lte=200,
                    note_for_us__length__lte=2000,
                ),
                violation_error_message="One of the answers is too long.",
            ),
            models.CheckConstraint(
                name="booking_request_fold_known",
                condition=Q(
                    been_before__in=["", "yes", "no"],
                    message_rule__in=["", "leave", "call_back", "none"],
                ),
                violation_error_message="Choose one of the answers.",
            ),
            models.CheckConstraint(
                name="booking_request_other_has_a_name",
                condition=Q(other_contact="") | ~Q(other_name=""),
                violation_error_message="Enter the name of the person who will come",
            ),
            models.CheckConstraint(
                name="booking_request_time_is_whole",
                condition=Q(starts_at=None, ends_at=None, agreed_with=None)
                | Q(ends_at__gt=F("starts_at"), agreed_with__isnull=False),
                violation_error_message="An appointment has a beginning, an end and a person.",
            ),
            models.CheckConstraint(
                name="booking_request_agreed_has_a_time",
                condition=~Q(status="agreed") | Q(starts_at__isnull=False),
                violation_error_message="An agreed request has a time.",
            ),
            models.CheckConstraint(
                name="booking_request_closed_is_erased",
                condition=Q(status__in=["received", "needs_call", "offered"], erase_on=None)
                | Q(status="held", erase_on__isnull=False)
                | Q(
                    status__in=["agreed", "declined", "withdrawn", "expired"],
                    closed_at__isnull=False,
                    erase_on__isnull=False,
                ),
                violation_error_message="What is closed or held has a day on which it is erased.",
            ),
            models.CheckConstraint(
                name="booking_request_held_has_a_reason",
                condition=Q(status="held", held_reason__in=["hidden_field", "too_many", "spam"])
                | (~Q(status="held") & Q(held_reason="")),
                violation_error_message="A held request says why, no other does.",
            ),
            models.UniqueConstraint(
                name="booking_request_one_patient_at_a_time",
                fields=["agreed_with", "starts_at"],
                condition=Q(status="agreed"),
                violation_error_message="There is an agreed appointment at that time.",
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

    @property
    def waits_for_us(self):
        return self.status in WAITING or (self.status == Status.AGREED and self.answered_at is None)

    @property
    def first_status(self):
        """Where a request begins: with a call, when the health question asks for one."""
        wants_call = self.safety in {self.Safety.YES, self.Safety.NOT_SURE}
        return Status.NEEDS_CALL if wants_call else Status.RECEIVED

    @property
    def other_open_reference(self):
        """The reference of another open request from the same phone or e-mail, or ""."""
        same = Q()
        if self.phone:
            same |= Q(phone=self.phone)
        if self.email:
            same |= Q(email__iexact=self.email)
        others = type(self).objects.filter(same, status__in=OPEN).exclude(pk=self.pk)
        return others.values_list("reference", flat=True).first() or ""

    @property
    def runs_out_on(self):
        """The day on which it ends without an answer: 60 days after it began to wait."""
        began = self.events.filter(kind__in=BEGINNINGS).aggregate(last=Max("happened_at"))["last"]
        return timezone.localtime(began or self.received_at).date() + RUNS_OUT_AFTER
