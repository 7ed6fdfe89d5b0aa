"""Passwords: those the site makes up, and what it asks of those people choose."""

import re
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from clinic.models import Clinic

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH = 15


def new_password():
    """Four groups of five letters and digits that are not mistaken for each other: 99 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


class LongEnough:
    """15 characters or more."""

    def validate(self, password, user=None):
        missing = LENGTH - len(password)
        if missing > 0:
            raise ValidationError(f"Too short: {missing} more.", code="password_too_short")

    def get_help_text(self):
        return f"Use {LENGTH} characters or more. Four or five plain words are fine."


class NotCommon(CommonPasswordValidator):
    """None of the twenty thousand passwords that are tried first, nor two of them in a row.

    Few of the twenty thousand have 15 letters; what people make of them has.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.longest = max(map(len, self.passwords))

    def validate(self, password, user=None):
        super().validate(password, user)
        low = password.lower().strip()
        # Nothing longer than two of them is cut up: with a million letters it would take minutes.
        is_short = len(low) <= 2 * self.longest
        if is_short and any({low[:n], low[n:]} <= self.passwords for n in range(1, len(low))):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self):
        return "Many people use this one. Choose another."

    def get_help_text(self):
        return ""


class NotOurs:
    """More than words anybody would guess here: the clinic's, its address's, one's own name's."""

    LEAST_BESIDE = 8
    SHORTEST = 3
    USUAL = "clinic desk password appointment welcome reception"

    def validate(self, password, user=None):
        rest = password.lower()
        for word in sorted(self.words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len("".join(rest.split())) < self.LEAST_BESIDE:
            raise ValidationError(
                "Too easy to guess here. Leave out names and places.", code="password_too_close"
            )

    def words(self, user):
        """The words that count for nothing in a password."""
        clinic, site = Clinic.objects.current(), urlsplit(settings.SITE_URL).hostname or ""
        texts = [self.USUAL, site, clinic.name, clinic.street, clinic.town, clinic.email]
        if user is not None:
            texts += [user.email, user.first_name, user.last_name]
        found = re.findall(r"[^\W\d_]+", " ".join(texts).lower())
        return {word for word in found if len(word) >= self.SHORTEST}

    def get_help_text(self):
        return ""
