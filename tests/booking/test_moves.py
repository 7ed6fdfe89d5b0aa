"""Which moves exist, and what each one changes, writes and sends."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from booking import moves
from booking.models import AppointmentRequest, Forbidden, Kind, RequestEvent, Stale, Status
from booking.models.event import DeclineReason
from booking.models.states import MOVES
from booking.slots import Slot, Taken
from outbox.models import Letter
from tests.factories import make_clinic, make_practitioner, make_request, make_staff

pytestmark = pytest.mark.django_db
ALL = [(kind, status) for kind in Kind for status in Status]


@pytest.fixture
def karen():
    make_clinic()
    return make_practitioner("Karen")


def slot(who, days=2, minutes=30, hour=10):
    """A time of ``minutes`` with ``who``, ``days`` ahead."""
    day = timezone.localtime() + datetime.timedelta(days=days)
    starts_at = day.replace(hour=hour, minute=0, second=0, microsecond=0)
    return Slot(starts_at, starts_at + datetime.timedelta(minutes=minutes), who)


def asked(**values):
    return make_request(email="maria@example.com", **values)


def act_of(kind, request, who):
    """What a colleague, or the round, does to let ``kind`` happen."""
    return {
        Kind.CALLED: lambda: moves.called(request),
        Kind.TRIED: lambda: moves.write_that_we_tried(request),
        Kind.NEEDS_CALL: lambda: moves.mark_needs_call(request),
        Kind.OFFERED: lambda: moves.offer(request, [slot(who)]),
        Kind.AGREED: lambda: moves.agree(request, slot(who)),
        Kind.MOVED: lambda: moves.move(request, slot(who, days=3)),
        Kind.DECLINED: lambda: moves.decline(request, DeclineReason.NO_TIME),
        Kind.SPAM: lambda: moves.hold_as_spam(request),
        Kind.ADMITTED: lambda: moves.admit(request),
        Kind.CANCELED_BY_PATIENT: lambda: moves.patient_canceled(request),
        Kind.CANCELED_BY_US: lambda: moves.cancel(request, "The room is closed."),
        Kind.REPLACED: lambda: moves.cancel(request, "The room is closed.", [slot(who, 4)]),
        Kind.REOPENED: lambda: moves.reopen(request),
        Kind.NEW_LINK: lambda: moves.make_new_link(request),
        Kind.NOTED: lambda: moves.note(request, "Ground floor."),
        Kind.REMINDED: lambda: moves.remind(request, timezone.now()),
        Kind.EXPIRED: lambda: moves.expire(request),
    }[kind]


BY_US = [
    kind
    for kind in MOVES
    if kind
    not in {
        Kind.ACCEPTED,
        Kind.ASKED_OTHERS,
        Kind.ASKED_TO_MOVE,
        Kind.TIMES_CHANGED,
        Kind.CONTACT_CHANGED,
        Kind.NO_REMINDER,
        Kind.WITHDRAWN,
    }
]


@pytest.mark.parametrize("kind", BY_US)
@pytest.mark.parametrize("status", Status)
def test_every_move_of_the_table_and_no_other(karen, kind, status):
    request = asked(status=status)
    if kind == Kind.TRIED:
        RequestEvent.objects.create(request=request, kind=Kind.CALLED)
    version = request.version
    act = act_of(kind, request, karen)
    if status in MOVES[kind]:
        event = act()
        row = AppointmentRequest.objects.get()
        assert (event.kind, row.status, row.version) == (
            kind,
            MOVES[kind][status],
            version + 1,
        )
        return
    with pytest.raises(Forbidden, match="that act does not go with it"):
        act()
    row = AppointmentRequest.objects.get()
    assert (row.status, row.version) == (status, version)
    assert not Letter.objects.exists()


def test_the_second_colleague_is_told_and_nothing_is_overwritten(karen):
    request = asked()
    seen = request.version
    moves.agree(request, slot(karen), seen=seen, by=make_staff())
    late = AppointmentRequest.objects.get()
    with pytest.raises(Stale):
        moves.decline(late, DeclineReason.NO_TIME, seen=seen)
    assert AppointmentRequest.objects.get().status == Status.AGREED
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(("hour", "minutes"), [(10, 30), (9, 90), (10, 10)])
def test_one_practitioner_has_one_patient_at_a_time(karen, hour, minutes):
    first, second = asked(), asked()
    moves.agree(first, slot(karen))
    with pytest.raises(Taken, match=f"Karen has agreed {first.reference} at that time"):
        moves.agree(second, slot(karen, hour=hour, minutes=minutes))
    moves.agree(second, slot(make_practitioner("Gregg")))


def test_the_database_refuses_two_patients_at_one_moment(karen):
    first = asked(status="agreed", agreed_with=karen)
    with pytest.raises(IntegrityError), transaction.atomic():
        asked(status="agreed", agreed_with=karen, starts_at=first.starts_at)


def test_undo_takes_the_letter_and_the_offers_back(karen):
    request = asked()
    moves.offer(request, [slot(karen), slot(karen, 3)])
    moves.agree(request, slot(karen, 4))
    assert request.offers.open().count() == 0
    moves.undo(request)
    request.refresh_from_db()
    assert (request.status, request.starts_at, request.erase_on) == (Status.OFFERED, None, None)
    assert request.offers.open().count() == 2
    assert [letter.kind for letter in Letter.objects.all()] == ["booking.offered"]


def test_undo_after_the_letter_left(karen):
    request = asked()
    event = moves.agree(request, slot(karen))
    Letter.objects.update(sent_at=timezone.now())
    with pytest.raises(Forbidden, match="Too late to undo: the letter left at"):
        moves.undo(request)
    assert event.letter_id
    assert AppointmentRequest.objects.get().status == Status.AGREED
