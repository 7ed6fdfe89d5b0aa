"""What patients do on their own page. booking/moves.py has what colleagues do.

Each act moves the request, writes its line of history and the letters to the patient and to the
desk in one transaction. All raise Forbidden (with a sentence for the reader) for what cannot be
done, and Stale when the page has changed since it was opened: ``seen`` is the version it showed.
"""

from django.db import transaction
from django.utils import timezone

from booking import writing
from booking.models import Kind, PreferredTime
from booking.moves import asked_anew, end_offers, timed
from booking.slots import Slot, Taken, refuse_what_cannot_be
from booking.telling import tell_of_act
from clinic import formats
from clinic.facts import ClinicFacts

GONE = "This time has just gone. Choose another."


@transaction.atomic
def accept(request, offer_id, *, seen=None):
    """Accept one of the offered times; the others are free again. Raises Taken for one that is
    no longer to be had."""
    now = timezone.now()
    request.lock(seen)
    offer = request.offers.open(now).filter(pk=offer_id).select_related("practitioner").first()
    if offer is None:
        raise Taken(GONE)
    slot = Slot(offer.starts_at, offer.ends_at, offer.practitioner)
    try:
        refuse_what_cannot_be(slot, request)
    except Taken as taken:
        raise Taken(GONE) from taken
    end_offers(request, now)
    old = request.starts_at if request.status == request.Status.AGREED else None
    event = request.move(
        Kind.ACCEPTED,
        timed(slot),
        letter=(lambda row: writing.moved(row, old)) if old else writing.agreed,
        happened_at=now,
        starts_at=slot.starts_at,
        old_starts_at=old,
    )
    tell_of_act(request, "accepted a time", ClinicFacts())
    return event


@transaction.atomic
def ask_for_others(request, times, *, seen=None):
    """None of the offered times suits; ``times`` are pairs (weekday, part) that would."""
    now = timezone.now()
    request.lock(seen)
    end_offers(request, now)
    _replace_times(request, times)
    event = request.move(Kind.ASKED_OTHERS, asked_anew(), happened_at=now)
    tell_of_act(request, "asked for another time", ClinicFacts())
    return event


@transaction.atomic
def ask_to_move(request, times, *, seen=None):
    """Another time instead of the agreed one, which stands until we agree on a new one."""
    now = timezone.now()
    request.lock(seen)
    end_offers(request, now)
    _replace_times(request, times)
    event = request.move(Kind.ASKED_TO_MOVE, asked_anew(), happened_at=now)
    tell_of_act(request, "asked for another time", ClinicFacts())
    return event


def _replace_times(request, times):
    request.preferred_times.all().delete()
    PreferredTime.objects.bulk_create(
        PreferredTime(request=request, weekday=weekday, part=part) for weekday, part in times
    )


@transaction.atomic
def withdraw(request, *, seen=None):
    """The patient no longer needs it; an agreed time becomes free."""
    now = timezone.now()
    request.lock(seen)
    end_offers(request, now)
    old = request.starts_at if request.status == request.Status.AGREED else None
    event = request.move(
        Kind.WITHDRAWN,
        {"held_reason": ""},
        letter=lambda row: writing.withdrawn(row, old),
        happened_at=now,
        old_starts_at=old,
    )
    facts = ClinicFacts()
    free_again = formats.when(old, facts.today) if old else ""
    tell_of_act(request, "withdrew", facts, free_again=free_again)
    return event


def change_contact(request, phone, email, *, seen=None):
    """Reach the patient elsewhere: ``phone`` as E.164 or "", ``email`` or ""."""
    return request.move(Kind.CONTACT_CHANGED, {"phone": phone, "email": email}, seen=seen)


def switch_reminder_off(request, *, seen=None):
    return request.move(Kind.NO_REMINDER, {"reminder_off_at": timezone.now()}, seen=seen)
