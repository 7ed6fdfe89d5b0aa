"""Passwords: those the site makes up, and what it asks of those people choose."""

import secrets

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

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
    """None of the twenty thousand passwords that are tried first."""

    def get_error_message(self):
        return "Many people use this one. Choose another."

    def get_help_text(self):
        return ""
