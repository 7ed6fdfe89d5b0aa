"""The desk is told: at once, in one digest, of late requests, and of what patients do."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from booking import moves, patient_acts
from booking.letters import desk_page
from booking.submissions import receive
from booking.telling import LATE
from clinic.facts import ClinicFacts
from clinic.models import Closure
from outbox.models import Letter
from tests.factories import make_clinic, make_hours, make_practitioner, make_request, slot

pytestmark = pytest.mark.django_db
OPEN, CLOSED = "2026-06-02 14:00+00:00", "2026-06-02 23:30+00:00"  # 10 am, 7:30 pm


@pytest.fixture
def _clinic():
    make_clinic(notified="desk@example.com\nkaren@example.com")
    make_hours()


def receive_one(n=1, **values):
    values = {
        "name": "Maria",
        "phone": "+12025550177",
        "email": "",
        "technique": None,
        "safety": "",
        "safety_text": "",
        "note": "My back hurts",
    } | values
    return receive(f"sending {n}", values, [], ClinicFacts())


@pytest.mark.usefixtures("_clinic")
@time_machine.travel(OPEN, tick=False)
def test_a_new_request_is_told_at_once_without_a_name():
    row = receive_one()
    told = Letter.objects.filter(kind="booking.new_request")
    assert {letter.to for letter in told} == {"desk@example.com", "karen@example.com"}
    letter = told[0]
    assert letter.subject == f"New request {row.reference}"
    assert "came in Tuesday, June 2 at 10 am. Answer by tomorrow 10 am." in letter.text
    assert letter.not_before == timezone.now()
    for word in ("Maria", "555-0177", "back"):
        assert word not in letter.text + letter.subject


@pytest.mark.usefixtures("_clinic")
def test_what_comes_while_closed_makes_one_digest_for_the_morning():
    with time_machine.travel(CLOSED, tick=False) as clock:
        first = receive_one(1)
        clock.shift(3600)
        second = receive_one(2)
    digests = Letter.objects.filter(kind="booking.digest", to="desk@example.com")
    letter = digests.get()
    assert letter.subject == "2 requests came in while we were closed"
    assert "Since Tuesday, June 2 at 5 pm:" in letter.text
    for row in (first, second):
        assert f"- {row.reference}, answer by Wednesday 5 pm" in letter.text.replace(
            "tomorrow", "Wednesday"
        )
    assert letter.not_before == datetime.datetime(2026, 6, 3, 13, tzinfo=datetime.UTC)
    assert not Letter.objects.filter(kind="booking.new_request").exists()


@pytest.mark.usefixtures("_clinic")
def test_the_digest_waits_for_the_first_working_morning():
    Closure.objects.create(first_day="2026-06-03", last_day="2026-06-14")
    with time_machine.travel(CLOSED, tick=False):
        receive_one(1)
    with time_machine.travel("2026-06-12 15:00+00:00", tick=False):
        receive_one(2)
    letter = Letter.objects.get(kind="booking.digest", to="desk@example.com")
    assert letter.subject.startswith("2 requests")
    assert letter.not_before == datetime.datetime(2026, 6, 15, 13, tzinfo=datetime.UTC)


@time_machine.travel(CLOSED, tick=False)
def test_without_known_hours_every_request_is_told_at_once():
    make_clinic(notified="desk@example.com")
    receive_one()
    assert "Answer by" not in Letter.objects.get(kind="booking.new_request").text


@time_machine.travel(OPEN, tick=False)
def test_nobody_named_nobody_told():
    make_clinic()
    receive_one()
    assert not Letter.objects.exists()


@pytest.mark.usefixtures("_clinic")
@time_machine.travel(OPEN, tick=False)
def test_late_requests_are_told_once_a_day():
    now = timezone.now()
    late = make_request(reply_due_at=now - datetime.timedelta(hours=1))
    make_request(reply_due_at=now + datetime.timedelta(hours=1))
    make_request(status="agreed", reply_due_at=now - datetime.timedelta(hours=1))
    said = ["write to the desk: 1 request is late"]
    assert LATE.run(now, True) == said
    assert not Letter.objects.exists()
    assert LATE.run(now, False) == said
    assert LATE.run(now, False) == []
    letter = Letter.objects.get(to="desk@example.com")
    assert letter.subject == "1 request is late"
    assert late.reference in letter.text


@pytest.mark.usefixtures("_clinic")
@time_machine.travel(OPEN, tick=False)
def test_what_a_patient_does_is_told():
    who, request = make_practitioner(), make_request()
    moves.offer(request, [slot(who)])
    patient_acts.accept(request, request.offers.get().pk)
    patient_acts.ask_to_move(request, [])
    patient_acts.withdraw(request)
    told = Letter.objects.filter(to="desk@example.com").order_by("pk")
    assert [letter.subject.partition(": ")[2] for letter in told] == [
        "accepted a time",
        "asked for another time",
        "withdrew",
    ]
    assert "Thursday, June 4 at 10 am is free again." in told[2].text


def test_the_link_of_staff_leads_to_the_desk(settings):
    row = make_request()
    base = f"{settings.SITE_URL}/admin/booking/appointmentrequest/"
    assert desk_page(row.reference) == f"{base}{row.pk}/change/"
    assert desk_page("") == base
