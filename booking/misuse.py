"""How many requests may come from one network and for one person before we look closer.

Beyond these numbers nothing is lost: a request is kept as held, and the desk looks at it. Only when
even the held ones come faster than anyone can read them does the form ask to wait or call. The
patient's own page asks so as well; withdrawing and erasing are counted nowhere.
"""

from django.db import transaction
from django.utils import timezone

from booking.models import AppointmentRequest
from clinic.counting import A_DAY, AN_HOUR, Counter, Limit, TooMany

HeldReason = AppointmentRequest.HeldReason

# A family, a ward or a school sends a few from one connection; ten in one hour is a program.
NETWORK = Limit("network", 10, AN_HOUR)
# One person may ask for a child and a parent too. Each one more is a letter to somebody who may
# not have asked for it.
CONTACT = Limit("contact", 3, A_DAY)
# A small clinic gets some in a week. Sixty in one hour come from many networks at once.
EVERYBODY = Limit("everybody", 60, AN_HOUR)
# As many as one person at the desk can look through in a morning.
HELD = Limit("held", 60, AN_HOUR)
# The requests that may be given one new address: each takes the letters that wait along. Counted
# apart from CONTACT, since this refusal is seen: it must not tell who asked today.
NEW_ADDRESS = Limit("new_address", 3, A_DAY)
# Changes to one request on its own page. Each is a line of history, and may be a letter to the
# desk; somebody who makes up their mind needs two or three.
CHANGES = Limit("changes", 6, A_DAY)
# Tries to name the phone number or the address of one request, before it is handed out. Whoever
# knows it needs two; six unknown digits are not guessed with five.
TRIES = Limit("tries", 5, A_DAY)


def count(network, contact, *, is_trapped):
    """Count one sending, and say why it is to be held: a HeldReason, or "".

    ``contact`` is where the first letter goes, or the phone number when there is no address: a
    number beside another address would tell, by a letter that stays away, whether its owner asked
    today. Call it inside the transaction that writes the request. TooMany when this one would be
    held and enough are held already.
    """
    now = timezone.now()
    counter = Counter(now)
    # Always in this order, so that two transactions never wait for each other.
    counted = [(NETWORK, network), (CONTACT, contact)]
    is_beyond = any([counter.is_beyond(limit, text) for limit, text in counted])
    if not is_trapped and not is_beyond and not counter.is_beyond(EVERYBODY):
        return ""
    if counter.is_beyond(HELD):
        raise TooMany(HELD, now)
    return HeldReason.HIDDEN_FIELD if is_trapped else HeldReason.TOO_MANY


@transaction.atomic
def refuse_beyond(limit, text):
    """Count one more of ``text``; TooMany when that is more than the limit allows."""
    now = timezone.now()
    if Counter(now).is_beyond(limit, text):
        raise TooMany(limit, now)
