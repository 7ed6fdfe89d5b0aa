"""What speaks against a time, and what forbids it."""

import datetime

import pytest
import time_machine

from booking import moves
from booking.slots import warnings
from clinic.facts import ClinicFacts
from clinic.models import Closure
from tests.factories import (
    make_clinic,
    make_hours,
    make_offer,
    make_practitioner,
    make_request,
    slot,
)

pytestmark = pytest.mark.django_db
TUESDAY = "2026-06-02 14:00+00:00"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def karen():
    make_clinic()
    make_hours()
    return make_practitioner("Karen")


def said(who, request=None, **when):
    return warnings(slot(who, **when), request or make_request(), ClinicFacts())


def test_nothing_speaks_against_an_open_hour(karen):
    assert said(karen) == []


@pytest.mark.parametrize(
    "when",
    [{"hour": 8}, {"hour": 18}, {"hour": 16, "minutes": 90}, {"days": 4}],
    ids=["before opening", "after closing", "past closing", "on a Saturday"],
)
def test_closed_hours(karen, when):
    assert said(karen, **when) == ["We are closed then."]


def test_a_closure_of_the_clinic(karen):
    Closure.objects.create(first_day="2026-06-04", last_day="2026-06-05")
    assert said(karen) == ["We are closed then."]


def test_without_hours_nobody_is_closed():
    make_clinic()
    assert said(make_practitioner()) == []


def test_a_person_who_is_away(karen):
    Closure.objects.create(first_day="2026-06-04", last_day="2026-06-04", practitioner=karen)
    assert said(karen) == ["Karen is away then."]
    assert said(make_practitioner("Gregg")) == []


def test_a_person_who_does_not_work_then(karen):
    make_hours("13:00", "17:00", practitioner=karen)
    assert said(karen) == ["Karen does not work at that hour."]
    assert said(karen, hour=14) == []


def test_a_time_that_is_offered_to_somebody_else(karen):
    other, request = make_request(), make_request()
    moves.offer(other, [slot(karen)])
    offered = [f"Karen has offered {other.reference} the same time."]
    assert said(karen, request) == offered
    assert said(karen, request, minutes=10) == offered
    assert said(karen, other) == []
    assert said(karen, request, hour=11) == []


def test_an_offer_that_ended_or_expired_counts_no_more(karen):
    now = ClinicFacts().now
    values = {"practitioner": karen, "starts_at": slot(karen).starts_at}
    values["ends_at"] = slot(karen).ends_at
    make_offer(make_request(), **values, ended_at=now)
    make_offer(make_request(), **values, expires_at=now)
    assert said(karen) == []


def test_sooner_than_the_patient_can(karen):
    request = make_request(earliest_on=datetime.date(2026, 6, 5))
    assert said(karen, request) == ['It is sooner than "not before Friday, June 5".']
    assert said(karen, request, days=3) == []
