"""An act is taken back, with its letter and its offers, while nothing else happened."""

import pytest
import time_machine
from django.utils import timezone

from booking import moves, patient_acts
from booking.models import AppointmentRequest, Forbidden, Status
from booking.slots import Taken
from outbox.models import Letter
from tests.factories import make_clinic, make_practitioner, make_request, slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def karen():
    make_clinic()
    return make_practitioner("Karen")


def asked():
    return make_request(email="maria@example.com")


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


def test_undo_needs_something_to_undo(karen):
    request = asked()
    moves.called(request)
    patient_acts.withdraw(request)
    with pytest.raises(Forbidden, match="something else happened since"):
        moves.undo(request)


def test_undo_does_not_push_out_who_came_meanwhile(karen):
    first, second = asked(), asked()
    moves.agree(first, slot(karen))
    moves.patient_canceled(first)
    moves.agree(second, slot(karen))
    with pytest.raises(Taken):
        moves.undo(first)
    first.refresh_from_db()
    assert first.status == Status.WITHDRAWN


def test_without_a_letter_an_act_can_be_undone_for_an_hour(karen):
    with time_machine.travel("2026-06-02 14:00+00:00", tick=False) as clock:
        request = make_request()
        event = moves.called(request)
        assert moves.undoable(request) == event
        clock.shift(3601)
        assert moves.undoable(request) is None


def test_a_letter_that_left_cannot_be_undone(karen):
    request = asked()
    event = moves.agree(request, slot(karen))
    assert moves.undoable(request) == event
    Letter.objects.update(sent_at=timezone.now())
    assert moves.undoable(request) is None


def test_an_undone_event_is_not_told_to_the_patient(karen):
    request = asked()
    moves.called(request)
    moves.undo(request)
    assert [event.kind for event in request.events.all()] == ["called", "undone"]
    assert list(request.events.standing()) == []
    assert request.events.last().for_desk == "Undone: Called, no answer"
