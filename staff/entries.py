"""How often somebody may enter a code, or the first password behind an invitation.

Counted before anything is looked at or hashed, for one colleague from one line and for all from
there, so that nobody who is elsewhere waits for it. Who gets here has a password or a link already.
"""

from django.db import transaction
from django.utils import timezone

from clinic.counting import AN_HOUR, Counter, Limit, TooMany
from clinic.network import address_of

# Somebody who looks for words the site takes needs a few; six unknown digits are not guessed so.
PERSON = Limit("entries", 10, AN_HOUR)
LINE = Limit("line entries", 30, AN_HOUR)


def count(request, member):
    """Count one entry about a colleague; TooMany when this one is not to be looked at."""
    now = timezone.now()
    with transaction.atomic():
        counter = Counter(now)
        # Always both, in this order, so that two transactions never wait for each other.
        counted = _counted(request, member)
        beyond = [limit for limit, text in counted if counter.is_beyond(limit, text)]
    if beyond:
        raise TooMany(beyond[0], now)


def forgive(request, member):
    """Take the entry out of the count again: it was right."""
    with transaction.atomic():
        counter = Counter(timezone.now())
        for limit, text in _counted(request, member):
            counter.give_back(limit, text)


def _counted(request, member):
    line = address_of(request)
    return [(PERSON, f"{member.pk} {line}"), (LINE, line)]
