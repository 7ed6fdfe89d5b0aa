"""Who treats patients."""

import reversion
from django.db import models
from django.urls import reverse
from django.utils import timezone

from clinic.claims import Problem, is_called_doctor
from clinic.models.picture import HasPicture


class PractitionerQuerySet(models.QuerySet):
    def published(self):
        """Those patients may see."""
        return self.filter(published_at__lte=timezone.now())


@reversion.register(exclude=["published_at"])
class Practitioner(HasPicture):
    """A person who treats patients."""

    name = models.CharField(
        max_length=120, unique=True, help_text='Full name, "Dr." only with the degree.'
    )
    profession = models.CharField(
        max_length=80, blank=True, help_text='As on the license, such as "chiropractor".'
    )
    degree = models.CharField(
        max_length=80, blank=True, help_text='Such as "DC". Whoever is called "Dr." has one.'
    )
    license = models.CharField(max_length=80, blank=True, help_text="Type, number and state.")
    languages = models.CharField(
        max_length=120, blank=True, help_text="Those you can hold a visit in, with commas between."
    )
    bio = models.TextField(
        blank=True,
        max_length=4000,
        help_text="Training, years, what you do; no results of patients.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order on the page.")
    published_at = models.DateTimeField(
        "on the site since", null=True, blank=True, help_text="Empty: not shown."
    )

    objects = PractitionerQuerySet.as_manager()

    class Meta(HasPicture.Meta):
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name

    def problems(self):
        """What stands against showing this person as one who gives care, as Problems."""
        href = reverse("admin:clinic_practitioner_change", args=[self.pk])
        if not self.profession:
            yield Problem(
                f"{self.name} has no profession. Add it: a page about care must say who gives it.",
                f"{href}#id_profession",
            )
        if is_called_doctor(self.name) and not self.degree:
            yield Problem(
                f'{self.name} is called "Dr.", but no degree is filled in. '
                'Add the degree, or leave out "Dr.".',
                f"{href}#id_degree",
            )
