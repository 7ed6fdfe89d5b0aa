"""A patient's story, and what the database refuses to show of it."""

import secrets

from django.core.signing import Signer
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from clinic.models import Practitioner
from clinic.stamp import new_id
from techniques.models import Technique
from testimonials.models.choices import Connection, NameForm, Reason, Route
from testimonials.models.queries import SHOWN, UNDECIDED, TestimonialQuerySet

models.CharField.register_lookup(Length)
models.TextField.register_lookup(Length)

STARS = [(n, f"{n} out of 5") for n in (1, 2, 3, 4, 5)]


def new_public_id():
    """48 random bits by which a page of stories begins, and a letter leads to one story."""
    return secrets.token_hex(6)


class Testimonial(models.Model):
    """One patient's story, with the stars they gave.

    The words shown and the words agreed to stand side by side, so that the database itself
    can refuse to show what nobody agreed to.
    """

    signer = Signer(salt="testimonials.story", sep=".")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    link_id = models.CharField(max_length=22, unique=True, default=new_id, editable=False)
    submission_id = models.CharField(
        max_length=22, unique=True, null=True, blank=True, editable=False
    )
    stars = models.PositiveSmallIntegerField(
        choices=STARS,
        error_messages={"invalid_choice": "Choose 1, 2, 3, 4 or 5 stars."},
        help_text="As given.",
    )
    headline = models.CharField(max_length=120, help_text="As written; never corrected.")
    words = models.TextField(max_length=2000, help_text="As written; never corrected.")
    is_excerpt = models.BooleanField(
        "an excerpt", default=False, help_text='Shown with the mark "(excerpt)".'
    )
    technique = models.ForeignKey(
        Technique,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stories",
        help_text="Decides on which pages it may stand.",
    )
    practitioner = models.ForeignKey(
        Practitioner, models.SET_NULL, null=True, blank=True, related_name="stories"
    )
    service = models.CharField(
        "another service", max_length=80, blank=True, help_text="Such as a colonic."
    )
    visited_in = models.DateField(
        "month of the visit", null=True, blank=True, help_text="Any day of the month."
    )
    name = models.CharField(max_length=80, blank=True, help_text="Never shown.")
    phone = PhoneNumberField(blank=True, help_text="Never shown.")
    email = models.EmailField("e-mail", blank=True, help_text="Never shown.")
    name_form = models.CharField(max_length=8, choices=NameForm, default=NameForm.WITHHELD)
    name_shown = models.CharField(
        max_length=60, default="Name withheld", help_text="As the writer chose."
    )
    connection = models.CharField(max_length=8, choices=Connection, default=Connection.PATIENT)
    connection_words = models.CharField("other connection", max_length=80, blank=True)
    received = models.CharField(
        "received for it", max_length=80, blank=True, help_text="Shown beside the story."
    )
    route = models.CharField("how we got it", max_length=12, choices=Route)
    received_on = models.DateField("came in", default=timezone.localdate)
    wording_shown = models.TextField(blank=True, editable=False)
    # The letter that asks for the yes waits for a person: this may come from a program.
    is_letter_held = models.BooleanField(default=False, db_default=False, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    headline_agreed = models.CharField(max_length=120, blank=True, editable=False)
    words_agreed = models.TextField(max_length=2000, blank=True, editable=False)
    consent_until = models.DateField("consent on file until", null=True, blank=True, editable=False)
    # What we asked the writer: a question, or a shorter version, until they answer.
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    question = models.TextField(max_length=1000, blank=True, editable=False)
    answer = models.TextField(max_length=1000, blank=True, editable=False)
    headline_offered = models.CharField(max_length=120, blank=True, editable=False)
    words_offered = models.TextField(max_length=2000, blank=True, editable=False)
    published_at = models.DateTimeField("on the site since", null=True, blank=True, editable=False)
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(
        "reason not shown",
        max_length=13,
        choices=Reason,
        blank=True,
        help_text="Counted in public.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    reply = models.TextField("reply by the clinic", max_length=600, blank=True)
    end_announced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TestimonialQuerySet.as_manager()

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(
                fields=["-published_at", "-public_id", "consent_until"],
                condition=SHOWN,
                name="testimonials_shown_newest",
            ),
            models.Index(
                fields=["consent_until", "published_at", "public_id", "confirmed_at"],
                condition=SHOWN,
                name="testimonials_consent_ends",
            ),
            models.Index(
                fields=[
                    "-received_on",
                    "-id",
                    "confirmed_at",
                    "asked_at",
                    "email",
                    "is_letter_held",
                ],
                condition=UNDECIDED,
                name="testimonials_undecided",
            ),
            models.Index(
                fields=[
                    "-received_on",
                    "-id",
                    "declined_at",
                    "withdrawn_at",
                    "published_at",
                    "consent_until",
                ],
                name="testimonials_came_in_state",
            ),
            models.Index(
                fields=["stars", "-published_at", "-public_id"],
                condition=SHOWN,
                name="testimonials_shown_by_stars",
            ),
            models.Index(
                fields=["technique", "-published_at", "-public_id"],
                condition=SHOWN,
                name="testimonials_shown_by_tech",
            ),
            models.Index(
                fields=["practitioner", "-published_at", "-public_id"],
                condition=SHOWN,
                name="testimonials_shown_by_person",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="testimonials_stars_1_to_5",
                # BETWEEN would let 4.5 pass on SQLite.
                condition=Q(stars__in=[1, 2, 3, 4, 5]),
                violation_error_message="Choose 1, 2, 3, 4 or 5 stars.",
            ),
            models.CheckConstraint(
                name="testimonials_lengths",
                # SQLite ignores the length of a varchar.
                condition=Q(headline__length__lte=120, words__length__lte=2000),
                violation_error_message="The story is too long.",
            ),
            models.CheckConstraint(
                name="testimonials_own_lengths",
                condition=Q(name__length__lte=80, reply__length__lte=600),
                violation_error_message="The name or the reply is too long.",
            ),
            models.CheckConstraint(
                name="testimonials_published_words_are_agreed",
                condition=Q(published_at=None)
                | Q(words=F("words_agreed"), headline=F("headline_agreed")) & ~Q(words=""),
                violation_error_message=(
                    "Not published. These words differ from the words agreed to. "
                    "Ask the writer again."
                ),
            ),
            models.CheckConstraint(
                name="testimonials_published_has_end_of_consent",
                condition=Q(published_at=None) | Q(consent_until__isnull=False),
                violation_error_message="Not published. There is no consent on file.",
            ),
            models.CheckConstraint(
                name="testimonials_published_is_confirmed",
                condition=Q(published_at=None)
                | Q(confirmed_at__isnull=False)
                | Q(route="carried_over"),
                violation_error_message="Not published. The writer has not confirmed it.",
            ),
            models.CheckConstraint(
                name="testimonials_published_not_withdrawn",
                condition=Q(published_at=None) | Q(withdrawn_at=None),
                violation_error_message=(
                    "Not published. The writer withdrew. This cannot be undone by us."
                ),
            ),
            models.CheckConstraint(
                name="testimonials_published_not_declined",
                condition=Q(published_at=None) | Q(declined_at=None, erased_at=None),
                violation_error_message="Not published. It is kept from the site, with a reason.",
            ),
            models.CheckConstraint(
                name="testimonials_declined_has_a_reason",
                condition=Q(declined_at=None, reason="")
                | Q(declined_at__isnull=False, reason__in=Reason.values),
                violation_error_message="Choose a reason. It is counted in public.",
            ),
            models.CheckConstraint(
                name="testimonials_erased_is_empty",
                condition=Q(erased_at=None)
                | Q(name="", phone="", email="", headline="", words="", reply=""),
                violation_error_message="An erased story keeps no words, name or contact.",
            ),
        ]

    def __str__(self):
        return f"Story {self.public_id}"

    def get_absolute_url(self):
        """The writer's own page."""
        return reverse("testimonials:own", args=[self.key])

    @property
    def key(self):
        """The signed id in the address of the writer's own page."""
        return self.signer.sign(self.link_id)

    @property
    def place(self):
        """The page of stories that begins with this one. It has to be on the site."""
        return f"{reverse('testimonials:list')}?from={self.cursor}#{self.anchor}"

    @property
    def cursor(self):
        """Where it stands in the list of stories, newest first."""
        return f"{round(self.published_at.timestamp() * 1_000_000):x}-{self.public_id}"

    @property
    def anchor(self):
        return f"story-{self.public_id}"

    @property
    def reference(self):
        """What its letters say they regard."""
        return self.anchor

    @property
    def about(self):
        """What the story is about, in words, or nothing when it does not say."""
        return str(self.technique or self.practitioner or self.service or "")

    @property
    def is_carried_over(self):
        """Whether it still stands only as it came from the former website."""
        return self.route == Route.CARRIED_OVER and self.confirmed_at is None

    @property
    def binding(self):
        """What binds the writer to the clinic, as readers see it; nothing for a patient."""
        return {
            Connection.RELATIVE: "Written by a relative of a patient",
            Connection.STAFF: "Written by someone who works here",
            Connection.OTHER: "Written by someone connected to the clinic: "
            + self.connection_words,
        }.get(self.connection, "")

    @property
    def is_public(self):
        """Whether readers see it now."""
        return bool(self.published_at) and self.consent_until >= timezone.localdate()
