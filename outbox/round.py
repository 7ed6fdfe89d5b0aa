"""The daily round: what the site does by itself once a day, whoever of its processes gets to it."""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from outbox.models import Round

logger = logging.getLogger(__name__)
# Of the day; the hour before it is missing once a year, this one never.
FIRST_HOUR = 3
# A round that is not finished by then was cut off: somebody else begins it again.
TAKEN_FOR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Job:
    """One thing to do each day.

    ``run(now, dry_run)`` gets an aware moment, does what is due at it, and returns sentences of
    what it did; with ``dry_run`` it changes nothing and returns what it would do ("erase 2
    requests (4K7-P29, 7HM-2C4)"). It may run again on the same day. ``erases`` says that it
    deletes what nobody can bring back.
    """

    name: str
    run: Callable[[datetime.datetime, bool], list[str]]
    erases: bool = False


def jobs():
    """The jobs of the setting DAILY_ROUND, in its order."""
    return [import_string(path) for path in settings.DAILY_ROUND]


def is_due(now):
    """Whether today's round wants to be done; only reads.

    The very first one is due at once, so that a new site soon has a backup.
    """
    here = timezone.localtime(now)
    if here.hour < FIRST_HOUR and Round.objects.exists():
        return False
    in_hand = Q(started_at__gte=now - TAKEN_FOR) | Q(finished_at__isnull=False)
    return not Round.objects.filter(in_hand, day=here.date()).exists()


def begin(now, *, date_is_right=False):
    """Take today's round: the Round, or None when it was done or somebody else is at it.

    With ``date_is_right`` a round that erased nothing for the clock's sake is taken once more.
    """
    today = timezone.localdate(now)
    days_ahead = 0 if date_is_right else Round.objects.days_ahead(today)
    row, is_new = Round.objects.get_or_create(
        day=today, defaults={"started_at": now, "days_ahead": days_ahead}
    )
    if is_new:
        return row
    free = Q(finished_at=None, started_at__lt=now - TAKEN_FOR)
    if date_is_right:
        free |= Q(days_ahead__gt=0)
    # Compare and swap: of several that get here at once, one changes the row.
    taken = Round.objects.filter(free, pk=row.pk).update(
        started_at=now, finished_at=None, days_ahead=days_ahead
    )
    row.refresh_from_db()
    return row if taken else None


def do(row, now):
    """Run each job of a round that was begun; returns all their sentences.

    A job that fails is noted by its name and keeps no other from running.
    """
    said, counts, failed = [], {}, []
    for job in jobs():
        if job.erases and row.days_ahead:
            continue
        try:
            sentences = job.run(now, False)
        except Exception as fault:
            # Only its class: the message may hold what a patient wrote.
            logger.error("%s failed: %s", job.name, type(fault).__name__)
            failed.append(job.name)
        else:
            counts[job.name] = len(sentences)
            said += sentences
    row.counts, row.failed, row.finished_at = counts, failed, timezone.now()
    row.save(update_fields=["counts", "failed", "finished_at"])
    return said


def would_do(now, days_ahead):
    """The sentences of a dry run; nothing is changed. ``days_ahead`` as a Round has them."""
    return [
        sentence
        for job in jobs()
        if not (job.erases and days_ahead)
        for sentence in job.run(now, True)
    ]
