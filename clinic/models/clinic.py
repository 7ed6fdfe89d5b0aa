"""The clinic's own facts."""

import reversion
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Q
from phonenumber_field.modelfields import PhoneNumberField

from clinic.models.picture import HasPicture, described
from clinic.pictures import Picture

MOST_NOTIFIED = 3


def validate_notified(text):
    """Up to three e-mail addresses, one a line."""
    addresses = text.split()
    if len(addresses) > MOST_NOTIFIED:
        raise ValidationError("Three addresses at most. Take one out.")
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError as fault:
            raise ValidationError(
                f'"{address}" is not an e-mail address. It should look like maria@example.com'
            ) from fault


class ClinicQuerySet(models.QuerySet):
    def current(self):
        """The clinic's one row, or an unsaved one with the defaults before it is filled in."""
        return self.first() or self.model(pk=1, name="Our clinic")


@reversion.register(exclude=["opened_at"])
class Clinic(HasPicture):
    """The clinic's own facts. One row, always number 1."""

    name = models.CharField(max_length=120, help_text='As on your door; never shortened to "NHS".')
    field = models.CharField(
        max_length=80, blank=True, help_text="What kind of clinic, in two or three words."
    )
    tagline = models.CharField(
        max_length=120, blank=True, help_text="The large line on the home page; no health claim."
    )
    welcome = models.TextField(
        blank=True, max_length=600, help_text="Two or three sentences below the large line."
    )
    call_to_action = models.CharField(
        max_length=60, blank=True, help_text="The line on the card and at the page end."
    )
    about = models.TextField(
        blank=True, max_length=4000, help_text="About you, for the About page."
    )
    phone = PhoneNumberField(blank=True, help_text="Shown on every page.")
    call_from = PhoneNumberField(
        "number we call from",
        blank=True,
        help_text="So patients pick up; often another line than the one above.",
    )
    email = models.EmailField(
        "e-mail", blank=True, help_text="Shown on Contact; answers to letters arrive here."
    )
    notified = models.TextField(
        "notified addresses",
        blank=True,
        validators=[validate_notified],
        help_text="Up to three, one a line. Each gets a letter for a new request, without names.",
    )
    street = models.CharField(max_length=120, blank=True, help_text="Street and number.")
    town = models.CharField(max_length=80, blank=True)
    region = models.CharField("state", max_length=40, blank=True, help_text="Such as PA.")
    postal_code = models.CharField("ZIP code", max_length=12, blank=True)
    directions = models.TextField(
        blank=True, max_length=600, help_text="How to find you, by bus and by car."
    )
    parking = models.TextField(
        blank=True, max_length=600, help_text="Where to park and what it costs."
    )
    access = models.TextField(
        "getting in",
        blank=True,
        max_length=600,
        help_text="From the street to the table: steps, ramp, doorbell, elevator, restroom.",
    )
    map_picture = Picture(
        "map",
        blank=True,
        width_field="map_picture_width",
        height_field="map_picture_height",
        help_text="A drawing or a picture of how to find you. Yours to use.",
    )
    map_picture_width = models.PositiveIntegerField(null=True, editable=False)
    map_picture_height = models.PositiveIntegerField(null=True, editable=False)
    map_picture_alt = models.CharField(
        "what the map shows",
        max_length=160,
        blank=True,
        help_text="Read aloud to who cannot see it, such as the way from the bus stop.",
    )
    map_picture_is_decorative = models.BooleanField("only decoration", default=False)
    emergency_number = models.CharField(max_length=12, default="911", help_text="911 in the US.")
    reply_hours = models.PositiveSmallIntegerField(
        "reply promise",
        default=8,
        help_text="Open hours you need to answer; patients see the day and hour it gives.",
    )
    privacy_contact = models.CharField(
        max_length=120, blank=True, help_text="Who answers questions about data."
    )
    privacy_days = models.PositiveSmallIntegerField(
        default=30, help_text="1 to 45: within how many days you answer questions about data."
    )
    hosting_company = models.CharField(
        max_length=120, blank=True, help_text="Who runs the computer this site is on."
    )
    mail_company = models.CharField(
        max_length=120, blank=True, help_text="Who carries your e-mail."
    )
    only_phones = models.BooleanField(
        "we only phone",
        default=False,
        help_text="Tick if you never answer by e-mail. The form then asks for a phone number.",
    )
    known_faults = models.TextField(
        blank=True,
        max_length=1200,
        help_text="What is not good yet for people with a disability, for the accessibility page.",
    )
    story_readers = models.CharField(
        "who reads stories",
        max_length=120,
        blank=True,
        help_text='Such as "Karen or Gregg". Empty: "someone who works at the clinic".',
    )
    story_days = models.PositiveSmallIntegerField(
        "stories are read within",
        default=7,
        help_text="1 to 60 days, as the page of stories says.",
    )
    stories_are_unpaid = models.BooleanField(
        "nobody is paid for a story",
        default=False,
        help_text="Tick if it is true, and nobody's care depends on it. Then the page says so.",
    )
    retention_days = models.PositiveSmallIntegerField(
        default=30, help_text="7 to 90; after that a closed request is erased."
    )
    opened_at = models.DateTimeField(
        "open since", null=True, blank=True, editable=False, help_text='Set by "Open the site".'
    )

    objects = ClinicQuerySet.as_manager()

    class Meta(HasPicture.Meta):
        verbose_name_plural = "clinic"
        permissions = [("change_phone", "Can change the phone number alone")]
        constraints = [
            *HasPicture.Meta.constraints,
            described("clinic_map_is_described", "map_picture"),
            models.CheckConstraint(
                name="clinic_is_one_row",
                condition=Q(pk=1),
                violation_error_message="There is one clinic already. Change that one.",
            ),
            models.CheckConstraint(
                name="clinic_retention_7_to_90_days",
                condition=Q(retention_days__gte=7, retention_days__lte=90),
                violation_error_message="Choose 7 to 90 days.",
            ),
            models.CheckConstraint(
                name="clinic_answers_about_data_in_1_to_45_days",
                condition=Q(privacy_days__gte=1, privacy_days__lte=45),
                violation_error_message="Choose 1 to 45 days.",
            ),
            models.CheckConstraint(
                name="clinic_reads_stories_within_1_to_60_days",
                condition=Q(story_days__gte=1, story_days__lte=60),
                violation_error_message="Choose 1 to 60 days.",
            ),
            models.CheckConstraint(
                name="clinic_reply_within_1_to_80_open_hours",
                condition=Q(reply_hours__gte=1, reply_hours__lte=80),
                violation_error_message="Choose 1 to 80 open hours.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def notified_addresses(self):
        """Who is told of a new request, as a list."""
        return self.notified.split()

    @property
    def address_lines(self):
        """The address as a list of lines, without the parts that are missing."""
        place = " ".join(filter(None, [self.region, self.postal_code]))
        return [line for line in [self.street, ", ".join(filter(None, [self.town, place]))] if line]
