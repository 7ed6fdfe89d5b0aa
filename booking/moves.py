"""What colleagues and the daily round do to a request. booking/patient_acts.py has the patient's.

Each act moves the request, writes its line of history and its letter in one transaction. All
raise Forbidden (with a sentence for the reader) for what cannot be done, and Stale when somebody
else was first. ``seen`` is the version of the request the person looked at, ``by`` the colleague.
"""

import datetime

from django.db import transaction
from django.utils import timezone

from booking import writing
from booking.models import Forbidden, Kind, Offer, Status, new_link_id
from booking.models.states import UNDOABLE
from booking.slots import Slot, refuse_what_cannot_be
from clinic import formats
from clinic.facts import ClinicFacts
from clinic.models import Practitioner
from outbox.post import take_back

OFFERS_KEPT = datetime.timedelta(days=3)
MOST_OFFERS = 3
CALLS_BEFORE_WRITING = 3
UNDO_WITHOUT_LETTER = datetime.timedelta(hours=1)
NO_TIME = {"starts_at": None, "ends_at": None, "agreed_with_id": None}


def asked_anew():
    """The fields of a request that waits for us again, with a new promise."""
    return {"answered_at": None, "reply_due_at": ClinicFacts().reply_due}


def timed(slot):
    """The fields of a request that is agreed for ``slot``."""
    return {
        "answered_at": timezone.now(),
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "agreed_with_id": slot.practitioner.pk,
    }


def end_offers(request, now):
    """Keep none of the offered times any longer."""
    request.offers.filter(ended_at=None).update(ended_at=now)


@transaction.atomic
def agree(request, slot, *, seen=None, by=None):
    """A time was agreed on the phone."""
    now = timezone.now()
    request.lock(seen)
    refuse_what_cannot_be(slot, request)
    end_offers(request, now)
    return request.move(
        Kind.AGREED,
        timed(slot),
        by=by,
        letter=writing.agreed,
        happened_at=now,
        starts_at=slot.starts_at,
    )


@transaction.atomic
def move(request, slot, *, own_words="", seen=None, by=None):
    """Another time for an agreed appointment."""
    now = timezone.now()
    request.lock(seen)
    refuse_what_cannot_be(slot, request)
    end_offers(request, now)
    old = request.starts_at
    return request.move(
        Kind.MOVED,
        timed(slot),
        by=by,
        letter=lambda moved: writing.moved(moved, old, own_words),
        happened_at=now,
        starts_at=slot.starts_at,
        old_starts_at=old,
        own_words=own_words,
    )


@transaction.atomic
def offer(request, slots, *, seen=None, by=None):
    """Up to three times, kept for the patient; times offered before are no longer kept."""
    now = timezone.now()
    request.lock(seen)
    _replace_offers(request, slots, now)
    return request.move(
        Kind.OFFERED,
        {"answered_at": now},
        by=by,
        letter=writing.offered,
        happened_at=now,
        count=len(slots),
    )


def _replace_offers(request, slots, now):
    if not 1 <= len(slots) <= MOST_OFFERS:
        raise Forbidden("Offer one, two or three times.")
    end_offers(request, now)
    for slot in slots:
        refuse_what_cannot_be(slot, request)
        Offer.objects.create(
            request=request,
            practitioner=slot.practitioner,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            offered_at=now,
            expires_at=min(kept_until(now), slot.starts_at),
        )


def kept_until(now):
    """Until when a time that is offered at ``now`` is kept: three days, to the full hour."""
    return (now + OFFERS_KEPT).replace(minute=0, second=0, microsecond=0)


def called(request, *, seen=None, by=None):
    """Nobody answered the phone."""
    return request.move(Kind.CALLED, seen=seen, by=by)


@transaction.atomic
def write_that_we_tried(request, *, seen=None, by=None):
    """After some calls without an answer, a letter that asks the patient to call."""
    request.lock(seen)
    calls = request.events.standing().filter(kind=Kind.CALLED)
    if not calls:
        raise Forbidden("Call first: the letter says how often we called.")
    last_at = calls.last().happened_at
    return request.move(
        Kind.TRIED, by=by, letter=lambda row: writing.tried(row, len(calls), last_at)
    )


@transaction.atomic
def mark_needs_call(request, *, seen=None, by=None):
    now = timezone.now()
    request.lock(seen)
    end_offers(request, now)
    return request.move(Kind.NEEDS_CALL, {"answered_at": None}, by=by, happened_at=now)


@transaction.atomic
def decline(request, reason, own_words="", *, seen=None, by=None):
    """``reason`` is a DeclineReason."""
    now = timezone.now()
    request.lock(seen)
    end_offers(request, now)
    return request.move(
        Kind.DECLINED,
        {"answered_at": now},
        by=by,
        letter=lambda row: writing.declined(row, reason, own_words),
        happened_at=now,
        reason=reason,
        own_words=own_words,
    )


def hold_as_spam(request, *, seen=None, by=None):
    """Nobody is written to, and it is erased in a week."""
    return request.move(Kind.SPAM, {"held_reason": request.HeldReason.SPAM}, seen=seen, by=by)


def admit(request, *, seen=None, by=None):
    """A held request is a real person's: it waits for us, and the first letter goes."""
    changes = {"held_reason": ""} | asked_anew()
    return request.move(Kind.ADMITTED, changes, seen=seen, by=by, letter=writing.received)


@transaction.atomic
def patient_canceled(request, *, seen=None, by=None):
    """The patient told us that they do not come."""
    now = timezone.now()
    request.lock(seen)
    end_offers(request, now)
    old = request.starts_at
    return request.move(
        Kind.CANCELED_BY_PATIENT,
        {"answered_at": now},
        by=by,
        letter=lambda row: writing.withdrawn(row, old),
        happened_at=now,
        old_starts_at=old,
    )


@transaction.atomic
def cancel(request, own_words, slots=(), *, seen=None, by=None):
    """We cannot keep an agreed time; with ``slots`` it becomes an offer of other times."""
    now = timezone.now()
    request.lock(seen)
    old = request.starts_at
    changes = {"answered_at": now}
    if slots:
        _replace_offers(request, slots, now)
        changes |= NO_TIME
    else:
        end_offers(request, now)
    return request.move(
        Kind.REPLACED if slots else Kind.CANCELED_BY_US,
        changes,
        by=by,
        letter=lambda row: writing.canceled(row, old, own_words),
        happened_at=now,
        old_starts_at=old,
        own_words=own_words,
        count=len(slots),
    )


def reopen(request, *, seen=None, by=None):
    """Back among the waiting. No letter goes: whoever reopens calls the patient."""
    return request.move(Kind.REOPENED, NO_TIME | asked_anew(), seen=seen, by=by)


def make_new_link(request, *, seen=None, by=None):
    """Cut the old address of the patient's page, make a fresh one, and write it to them."""
    changes = {"link_id": new_link_id()}
    return request.move(Kind.NEW_LINK, changes, seen=seen, by=by, letter=writing.link)


def note(request, text, *, seen=None, by=None):
    """Keep what only the desk reads."""
    return request.move(Kind.NOTED, {"note_for_us": text}, seen=seen, by=by)


def remind(request, not_before):
    """The letter of the working day before."""
    return request.move(
        Kind.REMINDED,
        letter=lambda row: writing.reminder(row, not_before),
        starts_at=request.starts_at,
    )


@transaction.atomic
def expire(request, *, seen=None):
    """Offers that nobody accepted, or a request nobody could agree on, run out."""
    now = timezone.now()
    request.lock(seen)
    last = request.offers.filter(ended_at=None).order_by("expires_at").last()
    until = last.expires_at if last else None
    end_offers(request, now)
    return request.move(
        Kind.EXPIRED, letter=lambda row: writing.expired(row, until), happened_at=now
    )


def undoable(request):
    """The RequestEvent that can be undone now, or None."""
    event = request.events.select_related("letter").last()
    if event is None or event.kind not in UNDOABLE:
        return None
    if event.letter and not _came_to_nothing(event.letter):
        return None if event.letter.sent_at else event
    return event if timezone.now() - event.happened_at < UNDO_WITHOUT_LETTER else None


def _came_to_nothing(letter):
    return bool(letter.failed_at or letter.dropped_at)


@transaction.atomic
def undo(request, *, seen=None, by=None):
    """Take the last act back, with its letter and its offers. Returns the RequestEvent."""
    request.lock(seen)
    event = request.events.select_related("letter").last()
    letter = event.letter
    if letter and not _came_to_nothing(letter) and not take_back(letter):
        left_at = timezone.localtime(letter.sent_at)
        raise Forbidden(
            f"Too late to undo: the letter left at {formats.time_of_day(left_at.time())}."
        )
    _refuse_if_taken_since(request, event)
    undone = request.take_back(event, by=by)
    request.offers.filter(offered_at=event.happened_at).delete()
    request.offers.filter(ended_at=event.happened_at).update(ended_at=None)
    return undone


def _refuse_if_taken_since(request, event):
    """Undoing brings no agreed time back that somebody else has by now."""
    before = request.values_before(event)
    if before.get("status") == Status.AGREED:
        starts_at = before.get("starts_at", request.starts_at)
        ends_at = before.get("ends_at", request.ends_at)
        who = Practitioner.objects.get(pk=before.get("agreed_with_id", request.agreed_with_id))
        refuse_what_cannot_be(Slot(starts_at, ends_at, who), request)
