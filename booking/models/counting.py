"""What is counted without saying who: requests per week."""

import datetime

from django.db import models
from django.db.models import F
from django.utils import timezone


class WeekCountQuerySet(models.QuerySet):
    def add(self, request):
        """Count a request that is erased to the week in which it came."""
        day = timezone.localdate(request.received_at)
        monday = day - datetime.timedelta(days=day.weekday())
        self.get_or_create(week_of=monday)
        answered_at = request.answered_at or request.closed_at
        due_at = request.reply_due_at
        is_late = bool(due_at and answered_at and answered_at > due_at)
        self.filter(week_of=monday).update(
            requests=F("requests") + 1, answered_late=F("answered_late") + int(is_late)
        )


class WeekCount(models.Model):
    """What stays of erased requests: how many came in a week, and how many were answered late."""

    week_of = models.DateField("week of", unique=True, help_text="Its Monday.")
    requests = models.PositiveIntegerField(default=0)
    answered_late = models.PositiveIntegerField(default=0)

    objects = WeekCountQuerySet.as_manager()

    class Meta:
        ordering = ["week_of"]

    def __str__(self):
        return f"{self.week_of:%Y-%m-%d}: {self.requests}"
