"""Which moves exist, and what each one changes, writes and sends."""

import datetime
import threading

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from booking import moves, patient_acts
from booking.models import AppointmentRequest, Forbidden, Kind, RequestEvent, Stale, Status
from booking.models.event import DeclineReason
from booking.models.states import MOVES
from booking.slots import Taken
from clinic.models import Clinic
from outbox.models import Letter
from tests.factories import (
    make_clinic,
    make_offer,
    make_practitioner,
    make_request,
    make_staff,
    slot,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def karen():
    make_clinic()
    return make_practitioner("Karen")


def asked(**values):
    """A request of somebody with an e-mail address."""
    return make_request(email="maria@example.com", **values)


def accept(request, who):
    """Accept a time that was offered, whatever the state of the request."""
    offer = make_offer(request, practitioner=who)
    return patient_acts.accept(request, offer.pk)


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
        Kind.ACCEPTED: lambda: accept(request, who),
        Kind.ASKED_OTHERS: lambda: patient_acts.ask_for_others(request, [(0, "morning")]),
        Kind.ASKED_TO_MOVE: lambda: patient_acts.ask_to_move(request, [(0, "morning")]),
        Kind.TIMES_CHANGED: lambda: patient_acts.change_times(request, [(0, "morning")]),
        Kind.CONTACT_CHANGED: lambda: patient_acts.change_contact(request, "+12025550178", ""),
        Kind.NO_REMINDER: lambda: patient_acts.switch_reminder_off(request),
        Kind.WITHDRAWN: lambda: patient_acts.withdraw(request),
    }[kind]


@pytest.mark.parametrize("kind", MOVES)
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


@time_machine.travel("2026-06-02 14:00+00:00", tick=False)
def test_what_is_closed_knows_its_last_day(karen):
    Clinic.objects.update(retention_days=7)
    request = asked()
    moves.agree(request, slot(karen, days=2))
    assert request.closed_at == request.ends_at
    assert request.erase_on == datetime.date(2026, 6, 11)
    moves.patient_canceled(request)
    assert (request.closed_at, request.erase_on) == (timezone.now(), datetime.date(2026, 6, 9))
    moves.reopen(request)
    assert (request.closed_at, request.erase_on, request.starts_at) == (None, None, None)
    moves.hold_as_spam(request)
    assert request.erase_on == datetime.date(2026, 6, 9)


def test_a_past_time_is_refused(karen):
    with pytest.raises(Forbidden, match="That time is past"):
        moves.agree(asked(), slot(karen, days=-1))


@pytest.mark.parametrize("n", [0, 4])
def test_one_to_three_times_are_offered(karen, n):
    with pytest.raises(Forbidden, match="one, two or three"):
        moves.offer(asked(), [slot(karen, days) for days in range(2, 2 + n)])


def test_new_offers_take_the_place_of_the_old(karen):
    request = asked()
    moves.offer(request, [slot(karen, 2)])
    moves.offer(request, [slot(karen, 3), slot(karen, 4)])
    assert request.offers.open().count() == 2
    assert request.offers.count() == 3


def test_an_offer_is_kept_three_days_but_not_past_its_own_time(karen):
    with time_machine.travel("2026-06-02 14:20+00:00", tick=False):
        request = asked()
        moves.offer(request, [slot(karen, 1), slot(karen, 9)])
        soon, later = request.offers.all()
        assert soon.expires_at == soon.starts_at
        assert later.expires_at == datetime.datetime(2026, 6, 5, 14, tzinfo=datetime.UTC)


def test_an_agreed_time_stands_while_others_are_offered(karen):
    request = asked()
    moves.agree(request, slot(karen))
    patient_acts.ask_to_move(request, [])
    moves.offer(request, [slot(karen, 5)])
    assert (request.status, request.starts_at) == (Status.AGREED, slot(karen).starts_at)
    event = patient_acts.accept(request, request.offers.open().get().pk)
    assert request.starts_at == slot(karen, 5).starts_at
    assert event.letter.kind == "booking.moved"


def test_a_time_that_is_gone_cannot_be_accepted(karen):
    request, other = asked(), asked()
    moves.offer(request, [slot(karen)])
    moves.agree(other, slot(karen))
    offer = request.offers.get()
    with pytest.raises(Taken):
        patient_acts.accept(request, offer.pk)
    assert not request.offers.open().exists()
    moves.patient_canceled(other)
    with pytest.raises(Taken, match="This time has just gone"):
        patient_acts.accept(request, offer.pk)
    assert AppointmentRequest.objects.get(pk=request.pk).status == Status.OFFERED


def test_a_held_request_that_is_real_waits_with_a_new_promise(karen):
    request = asked(status="held", safety="yes")
    event = moves.admit(request)
    assert (request.status, request.held_reason) == (Status.NEEDS_CALL, "")
    assert event.letter.kind == "booking.received"


def test_the_history_is_only_added_to(karen):
    event = moves.called(asked())
    event.kind = Kind.NOTED
    with pytest.raises(TypeError):
        event.save()


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_once_one_is_told():
    make_clinic()
    who = make_practitioner()
    rows = [asked(), asked()]
    ready, heard = threading.Barrier(2), []

    def agree(row):
        ready.wait()
        try:
            moves.agree(row, slot(who))
        except (Taken, OperationalError) as refused:
            heard.append(type(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=agree, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [Taken]
    assert AppointmentRequest.objects.filter(status=Status.AGREED).count() == 1
