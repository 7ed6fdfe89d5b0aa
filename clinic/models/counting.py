"""What is counted against misuse without saying who."""

import secrets

from django.db import models


def new_salt():
    """256 random bits."""
    return secrets.token_bytes(32)


class DailySalt(models.Model):
    """The secret of one day that turns networks and contacts into codes. Erased the day after."""

    day = models.DateField(unique=True)
    salt = models.BinaryField(default=new_salt)

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"


class SendingCount(models.Model):
    """How many forms came under one code until ``ends_at``."""

    limit = models.CharField(max_length=20)
    code = models.CharField(max_length=64)
    ends_at = models.DateTimeField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="clinic_sending_count_once",
                fields=["limit", "code", "ends_at"],
                violation_error_message="This is counted already.",
            )
        ]

    def __str__(self):
        return f"{self.limit}: {self.n}"
