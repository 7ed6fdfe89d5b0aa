"""What every row with a picture has."""

from django.db import models
from django.db.models import Q

from clinic.pictures import Picture

DESCRIBE = 'Describe the picture, or tick "only decoration".'


def described(name, prefix):
    """The constraint that a picture has a description or is marked as decoration."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{prefix: ""})
        | Q(**{f"{prefix}_is_decorative": True})
        | ~Q(**{f"{prefix}_alt": ""}),
        violation_error_message=DESCRIBE,
    )


class HasPicture(models.Model):
    """A row with at most one picture."""

    picture = Picture(
        blank=True,
        width_field="picture_width",
        height_field="picture_height",
        help_text="JPEG, PNG or WebP, at most 8 MB. Yours to use.",
    )
    picture_width = models.PositiveIntegerField(null=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, editable=False)
    picture_alt = models.CharField(
        "what the picture shows",
        max_length=160,
        blank=True,
        help_text="Read aloud to who cannot see it. One sentence, no claim.",
    )
    picture_is_decorative = models.BooleanField("only decoration", default=False)

    class Meta:
        abstract = True
        constraints = [described("%(app_label)s_%(class)s_picture_is_described", "picture")]
