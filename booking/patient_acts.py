"""What patients do on their own page. booking/moves.py has what colleagues do.

Each act moves the request, writes its line of history and the letters to the patient and to the
desk in one transaction. All raise Forbidden (with a sentence for the reader) for what cannot be
done, and Stale when the page has changed since it was opened: ``seen`` is the version it showed.
What can be done again and again raises TooMany beyond the limits of a day.
"""

from django.db import transaction
from django.utils import timezone

from booking import misuse, writing
from booking.models import Forbidden, Kind, PreferredTime, Status
from booking.models.states import OPEN
from booking.moves import asked_anew, end_offers, timed
from booking.slots import Slot, Taken, refuse_what_cannot_be
from booking.telling import tell_of_act
from clinic import formats
from clinic.facts import ClinicFacts
from outbox.models import Letter

GONE = "This time has just gone. Choose another."


def accept(request, offer_id, *, seen=None):
    """Accept one of the offered times; the others are free again.

    Raises Taken for one that is no longer to be had, which then is kept no longer.
    """
    try:
        return _accept(request, offer_id, seen)
    except Taken:
        now = timezone.now()
        request.offers.open(now).filter(pk=offer_id).update(expires_at=now)
        raise


@transaction.atomic
def _accept(request, offer_id, seen):
    now = timezone.now()
    request.lock(seen)
    offer = request.offers.open(now).filter(pk=offer_id).select_related("practitioner").first()
    if offer is None:
        raise Taken(GONE)
    slot = Slot(offer.starts_at, offer.ends_at, offer.practitioner)
    refuse_what_cannot_be(slot, request)
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


@transaction.atomic
def change_times(request, times, *, seen=None):
    """Other times would suit better, before we offered any."""
    request.lock(seen)
    _replace_times(request, times)
    return request.move(Kind.TIMES_CHANGED)


@transaction.atomic
def ask_for_other_times(request, times, *, seen=None):
    """What telling us other times means, as the request stands."""
    request.lock(seen)
    misuse.refuse_beyond(misuse.CHANGES, request.reference)
    acts = {Status.OFFERED: ask_for_others, Status.EXPIRED: ask_for_others}
    acts |= {Status.AGREED: ask_to_move}
    return acts.get(request.status, change_times)(request, times, seen=seen)


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
    old = request.starts_at if request.status == Status.AGREED else None
    was_held = request.status == Status.HELD
    event = request.move(
        Kind.WITHDRAWN,
        {"held_reason": ""},
        letter=None if was_held else lambda row: writing.withdrawn(row, old),
        happened_at=now,
        old_starts_at=old,
    )
    if not was_held:
        facts = ClinicFacts()
        free_again = formats.when(old, facts.today) if old else ""
        tell_of_act(request, "withdrew", facts, free_again=free_again)
    return event


@transaction.atomic
def change_contact(request, phone, email, *, seen=None, by=None):
    """Reach the patient elsewhere: ``phone`` as E.164 or "", ``email`` or "".

    Letters to the patient that have not left yet go to the new address. ``by`` is the colleague
    who was told; without one it is the patient.
    """
    request.lock(seen)
    is_new = email and email.lower() != request.email.lower()
    if by is None:
        misuse.refuse_beyond(misuse.CHANGES, request.reference)
    if by is None and is_new:
        misuse.refuse_beyond(misuse.NEW_ADDRESS, email.lower())
    if email:
        waiting = Letter.objects.unsent().about(request.reference).to_others()
        waiting.filter(to=request.email).update(to=email)
    return request.move(Kind.CONTACT_CHANGED, {"phone": phone, "email": email}, by=by)


@transaction.atomic
def switch_reminder_off(request, *, seen=None):
    """No reminder; one that waits to be sent is taken back."""
    request.lock(seen)
    if request.reminder_off_at:
        raise Forbidden("The reminder is switched off already.")
    writing.take_back_reminder(request)
    return request.move(Kind.NO_REMINDER, {"reminder_off_at": timezone.now()})


@transaction.atomic
def erase(request):
    """Erase everything we hold about it, and tell the desk if it counted on it."""
    request.lock()
    facts = ClinicFacts()
    is_ahead = request.status == Status.AGREED and request.ends_at > facts.now
    free_again = formats.when(request.starts_at, facts.today) if is_ahead else ""
    is_open = is_ahead or request.status in OPEN
    type(request).objects.filter(pk=request.pk).erase()
    if is_open:
        tell_of_act(request, "erased", facts, free_again=free_again, is_gone=True)
