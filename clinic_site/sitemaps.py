"""Which pages search engines may find, and when each changed last.

The desk notes every change it makes, so no model needs a column for it.
"""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from clinic.models import Clinic, Closure, Notice, OpeningHours, Practitioner, Question, Reason
from techniques.models import Source, Technique
from testimonials.models import Testimonial

ABOUT_US = [Clinic, OpeningHours, Closure]
# What each page shows, besides the clinic's own facts.
SHOWN = {
    "home": [Question, Reason, Practitioner, Notice, Technique, Testimonial],
    "techniques:list": [Technique],
    "testimonials:list": [Testimonial],
    "about": [Practitioner, Reason, Testimonial],
    "clinic:contact": [Practitioner],
    "clinic:privacy": [],
    "clinic:accessibility": [],
    "booking:request": [Technique, Practitioner],
}


@dataclass(frozen=True)
class Page:
    """An address with the moment of its last change (None when nothing is known)."""

    url: str
    changed_at: datetime.datetime | None


def pages():
    """Every page that may be found, in a fixed number of queries."""
    changes = Changes()
    found = [
        Page(settings.SITE_URL + reverse(view), changes.latest([*ABOUT_US, *models]))
        for view, models in SHOWN.items()
    ]
    for technique in Technique.objects.published():
        moments = [technique.published_at, changes.techniques.get(str(technique.pk))]
        moments.append(changes.latest([Source]))
        found.append(Page(settings.SITE_URL + technique.get_absolute_url(), _last(moments)))
    return found


class Changes:
    """When something changed last: what the desk noted, and what came on the site by its date."""

    def __init__(self):
        noted = LogEntry.objects.order_by().values_list
        self.models = {
            f"{app}.{model}": moment
            for app, model, moment in noted(
                "content_type__app_label", "content_type__model"
            ).annotate(Max("action_time"))
        }
        about_techniques = LogEntry.objects.filter(
            content_type__app_label="techniques", content_type__model="technique"
        )
        self.techniques = dict(
            about_techniques.order_by().values_list("object_id").annotate(Max("action_time"))
        )
        now = timezone.now()
        self.published = {
            model: model.objects.filter(published_at__lte=now).aggregate(at=Max("published_at"))[
                "at"
            ]
            for model in (Technique, Testimonial, Practitioner)
        }

    def latest(self, models):
        """The last change of any row of these models, or None."""
        return _last(
            [self.models.get(model._meta.label_lower) for model in models]
            + [self.published.get(model) for model in models]
        )


def _last(moments):
    return max(filter(None, moments), default=None)
