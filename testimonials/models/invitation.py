"""Invitations to write a story after a visit: links that work once."""

import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from clinic.stamp import new_id

# To be typed from paper: no letter or digit that is mistaken for another, and no vowels.
CODE_LETTERS = "234679CDFGHJKMNPQRTVWXY"


def new_code():
    """A code for a printed card, such as 4K7P-29QR-TW6X; nobody guesses one in its lifetime."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


class InvitationQuerySet(models.QuerySet):
    def open(self, today=None):
        """Those whose link still works."""
        return self.filter(used_at=None, expires_on__gte=today or timezone.localdate())

    def for_key(self, key):
        """The invitations (one or none) that ``key`` stands for: a signed id or a card's code."""
        try:
            return self.filter(link_id=Invitation.signer.unsign(key))
        except BadSignature:
            return self.filter(code=key.upper()) if key else self.none()


class Invitation(models.Model):
    """One link to one patient, by letter or on a printed card."""

    signer = Signer(salt="testimonials.invitation", sep=".")

    link_id = models.CharField(max_length=22, unique=True, default=new_id, editable=False)
    code = models.CharField(max_length=14, unique=True, null=True, blank=True, editable=False)
    email = models.EmailField("e-mail", blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="testimonials_invited_once",
                fields=["email"],
                condition=~Q(email=""),
                violation_error_message="We have written to this address already.",
            ),
        ]

    def __str__(self):
        return f"Invitation {self.pk}"

    def get_absolute_url(self):
        """The address in the letter or on the card."""
        key = self.code or self.signer.sign(self.link_id)
        return reverse("testimonials:invited", args=[key])

    @property
    def is_open(self):
        return self.used_at is None and self.expires_on >= timezone.localdate()

    @property
    def reference(self):
        """What its letter says it regards."""
        return f"invitation-{self.pk}"
