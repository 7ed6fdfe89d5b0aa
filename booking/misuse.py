"""How many requests may come from one network and for one person before we look closer.

Beyond these numbers nothing is lost: a request is kept as held, and the desk looks at it. Only when
even the held ones come faster than anyone can read them does the form ask to wait or call.
"""

import datetime
import hashlib
import hmac
import math
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from booking.models import AppointmentRequest, DailySalt, SendingCount

AN_HOUR = datetime.timedelta(hours=1)
A_DAY = datetime.timedelta(days=1)
HeldReason = AppointmentRequest.HeldReason


@dataclass(frozen=True)
class Limit:
    """At most ``most`` requests of one kind in each ``period``."""

    name: str
    most: int
    period: datetime.timedelta


# A family, a ward or a school sends a few from one connection; ten in one hour is a program.
NETWORK = Limit("network", 10, AN_HOUR)
# One person may ask for a child and a parent too. Each one more is a letter to somebody who may
# not have asked for it.
CONTACT = Limit("contact", 3, A_DAY)
# A small clinic gets some in a week. Sixty in one hour come from many networks at once.
EVERYBODY = Limit("everybody", 60, AN_HOUR)
# As many as one person at the desk can look through in a morning.
HELD = Limit("held", 60, AN_HOUR)


class TooMany(Exception):
    """Not even held requests are kept now; ``minutes`` until they are again."""

    def __init__(self, minutes):
        super().__init__(f"wait {minutes} minutes")
        self.minutes = minutes


def count(network, contacts, *, is_trapped):
    """Count one sending, and say why it is to be held: a HeldReason, or "".

    ``network`` and ``contacts`` (a phone number, an e-mail address) are kept only as codes that
    nobody can turn back once the day's salt is gone. Call it inside the transaction that writes
    the request. TooMany when this one would be held and enough are held already.
    """
    now = timezone.now()
    code = _coder(now)
    # Always in this order, so that two transactions never wait for each other.
    counted = [(NETWORK, network), *((CONTACT, text) for text in sorted(contacts))]
    is_beyond = any([_is_beyond(limit, code(limit, text), now) for limit, text in counted])
    if not is_trapped and not is_beyond and not _is_beyond(EVERYBODY, "", now):
        return ""
    if _is_beyond(HELD, "", now):
        raise TooMany(_minutes_until(_end_of_period(HELD, now), now))
    return HeldReason.HIDDEN_FIELD if is_trapped else HeldReason.TOO_MANY


def forget(now):
    """Delete the codes that no longer count and the salts of earlier days; returns how many."""
    salts, _ = DailySalt.objects.filter(day__lt=timezone.localdate(now)).delete()
    counts, _ = SendingCount.objects.filter(ends_at__lte=now).delete()
    return salts + counts


def _coder(now):
    """Turns a limit and a text into a code with the day's salt."""
    salt, is_new = DailySalt.objects.get_or_create(day=timezone.localdate(now))
    if is_new:
        forget(now)
    key = bytes(salt.salt)

    def code(limit, text):
        return hmac.new(key, f"{limit.name} {text}".encode(), hashlib.sha256).hexdigest()

    return code


def _is_beyond(limit, code, now):
    """Count one more under ``code``; whether that is more than the limit allows."""
    row = {"limit": limit.name, "code": code, "ends_at": _end_of_period(limit, now)}
    SendingCount.objects.bulk_create([SendingCount(**row)], ignore_conflicts=True)
    # This locks the row until the transaction ends, so that no two read the same number.
    SendingCount.objects.filter(**row).update(n=F("n") + 1)
    return SendingCount.objects.get(**row).n > limit.most


def _end_of_period(limit, now):
    """The next full hour, or the midnight at which the day's salt goes."""
    if limit.period == AN_HOUR:
        return now.replace(minute=0, second=0, microsecond=0) + AN_HOUR
    tomorrow = timezone.localdate(now) + A_DAY
    return timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time()))


def _minutes_until(moment, now):
    return max(1, math.ceil((moment - now) / datetime.timedelta(minutes=1)))
