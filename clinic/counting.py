"""How many forms came from one network, for one person or in all, kept as codes for a day."""

import datetime
import hashlib
import hmac
import math
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from clinic.models import DailySalt, SendingCount

AN_HOUR = datetime.timedelta(hours=1)
A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most ``most`` of one kind in each ``period``, an hour or a day."""

    name: str
    most: int
    period: datetime.timedelta

    def ends_at(self, now):
        """The next full hour, or the midnight at which the day's salt goes."""
        if self.period == AN_HOUR:
            return now.replace(minute=0, second=0, microsecond=0) + AN_HOUR
        tomorrow = timezone.localdate(now) + A_DAY
        return timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time()))


class TooMany(Exception):
    """A form is not kept now; ``minutes`` until the next one is."""

    def __init__(self, limit, now):
        self.minutes = max(1, math.ceil((limit.ends_at(now) - now) / datetime.timedelta(minutes=1)))
        super().__init__(f"wait {self.minutes} minutes")


class Counter:
    """Counts what comes ``now``. Use it inside the transaction that writes what came.

    A network, a phone number or an address is kept only as a code that nobody can turn back once
    the day's salt is gone.
    """

    def __init__(self, now):
        self.now = now
        salt, is_new = DailySalt.objects.get_or_create(day=timezone.localdate(now))
        if is_new:
            forget(now)
        self._key = bytes(salt.salt)

    def is_beyond(self, limit, text=""):
        """Count one more of ``text``; whether that is more than the limit allows."""
        row = self._row(limit, text)
        SendingCount.objects.bulk_create([SendingCount(**row)], ignore_conflicts=True)
        # This locks the row until the transaction ends, so that no two read the same number.
        SendingCount.objects.filter(**row).update(n=F("n") + 1)
        return SendingCount.objects.get(**row).n > limit.most

    def give_back(self, limit, text=""):
        """Count one less of ``text``: it was none of those the limit is for."""
        # Counted just before the full hour, it may be in no count of this one.
        counted = SendingCount.objects.filter(**self._row(limit, text), n__gt=0)
        counted.update(n=F("n") - 1)

    def _row(self, limit, text):
        code = hmac.new(self._key, f"{limit.name} {text}".encode(), hashlib.sha256).hexdigest()
        return {"limit": limit.name, "code": code, "ends_at": limit.ends_at(self.now)}


def forget(now):
    """Delete the codes that no longer count and the salts of earlier days; returns how many."""
    salts, _ = DailySalt.objects.filter(day__lt=timezone.localdate(now)).delete()
    counts, _ = SendingCount.objects.filter(ends_at__lte=now).delete()
    return salts + counts
