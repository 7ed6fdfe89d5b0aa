"""How patients end a request on their own page, and who is refused."""

import datetime

import icalendar
import pytest
from django.test import Client

from booking import moves, patient_acts
from booking.models import AppointmentRequest, Kind, RequestEvent
from outbox import erasures
from outbox.models import Letter
from tests.booking.own import NOW, act, address, now, said, told_the_desk
from tests.booking.states import STATES, agreed, asked, offered, slot
from tests.html import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


def test_withdrawing_an_agreed_time_frees_it(client):
    row = agreed()
    moves.remind(row, NOW + datetime.timedelta(days=5))
    question = read(client.get(address(row, "withdraw"))).one("main")
    assert question.one("h1").text == "Withdraw this request?"
    assert "Your time on Monday, June 8 at 2 pm becomes free for someone else." in question.text
    assert said(client, act(client, row, "withdraw")) == "Withdrawn. You owe us no reason."
    assert now(row).status == "withdrawn"
    kinds = set(Letter.objects.about(row.reference).values_list("kind", flat=True))
    assert {"booking.withdrawn", "booking.patient_acted"} <= kinds
    assert "booking.reminder" not in kinds


def test_withdrawing_twice_says_the_same(client):
    row = asked()
    version = {"version": now(row).version}
    for _ in range(2):
        response = client.post(address(row, "withdraw"), version)
        assert said(client, response) == "Withdrawn. You owe us no reason."
    assert row.events.filter(kind=Kind.WITHDRAWN).count() == 1


def test_a_held_request_can_be_withdrawn_without_a_letter(client):
    row = STATES["held"]()
    assert said(client, act(client, row, "withdraw")) == "Withdrawn. You owe us no reason."
    assert not Letter.objects.exists()


def test_no_reminder(client):
    row = agreed()
    moves.remind(row, NOW + datetime.timedelta(days=5))
    page = read(client.get(row.get_absolute_url()))
    form = page.one("form", action=address(row, "no-reminder"))
    version = form.one("input", name="version")["value"]
    response = client.post(address(row, "no-reminder"), {"version": version})
    assert said(client, response) == "Switched off. We send no reminder."
    assert not Letter.objects.filter(kind="booking.reminder").exists()
    assert "No reminder, please" not in read(client.get(row.get_absolute_url())).text


def test_an_act_on_a_page_that_has_changed_is_told_and_does_nothing(client):
    row = offered()
    stale = {"version": now(row).version}
    offer = row.offers.first().pk
    moves.agree(row, slot(6))
    version = now(row).version
    for name, values in {
        "contact": {"phone": "(202) 555-0188", "email": ""},
        "times": {"when": "any"},
        "withdraw": {},
        "accept": {"offer": offer, "sure": "yes"},
        "no-reminder": {},
    }.items():
        response = client.post(address(row, name), stale | values)
        assert said(client, response) == (
            "This page has changed since you opened it. Here is how it stands now."
        ), name
    assert now(row).version == version


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 30])
def test_a_broken_version_is_a_stale_one(client, version):
    row = asked()
    response = client.post(address(row, "withdraw"), {"version": version})
    assert response.headers["Location"].endswith("?said=stale")
    assert now(row).status == "received"


def test_an_act_that_does_not_go_with_the_state_is_told(client):
    row = STATES["declined"]()
    response = act(client, row, "withdraw")
    assert response.headers["Location"].endswith("?said=stale")


def test_the_page_says_nothing_that_is_not_so(client):
    row = asked()
    for word in ("accepted", "withdrawn", "quiet", "nonsense", "<b>"):
        page = read(client.get(row.get_absolute_url(), {"said": word}))
        assert page.all(role="status") == []


def test_erasing_leaves_nothing_but_a_count(client):
    row = agreed()
    address_of_page = row.get_absolute_url()
    question = read(client.get(address(row, "erase"))).one("main").text
    assert "It cannot be undone. This also cancels Monday, June 8 at 2 pm." in question
    response = act(client, row, "erase")
    page = read(response)
    assert (response.status_code, page.one("h1").text) == (200, "Your request is erased")
    assert row.reference not in page.text
    assert not AppointmentRequest.objects.exists()
    assert not RequestEvent.objects.exists()
    assert client.get(address_of_page).status_code == 404
    letter = Letter.objects.get()
    assert (letter.to, letter.kind) == ("front@example.com", "booking.patient_acted")
    assert "Monday, June 8 at 2 pm is free again." in letter.text
    assert erasures.list_path().read_text().splitlines() == [f"requests {row.submission_id}"]


def test_an_act_after_erasing_finds_no_page(client):
    row = asked()
    patient_acts.erase(now(row))
    assert client.post(address(row, "withdraw"), {"version": 0}).status_code == 404


def test_the_desk_is_not_told_of_a_closed_one_that_is_erased(client):
    act(client, STATES["withdrawn"](), "erase")
    assert told_the_desk() == []


def test_the_calendar_entry_is_the_one_of_the_letter(client):
    row = agreed()
    response = client.get(f"{row.get_absolute_url()}appointment.ics")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    event = icalendar.Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert event.decoded("DTSTART") == now(row).starts_at
    letter = Letter.objects.get(kind="booking.agreed")
    assert response.content.decode() == letter.attachment


def test_without_a_time_there_is_no_calendar_entry(client):
    response = client.get(f"{asked().get_absolute_url()}appointment.ics")
    assert response.headers["Location"].endswith("?said=stale")


PLACES = ["", "contact/", "times/", "withdraw/", "erase/", "download/", "appointment.ics"]


@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_the_page_is_kept_or_indexed(client, place):
    response = client.get(f"{agreed().get_absolute_url()}{place}")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("place", [*PLACES, "accept/", "no-reminder/"])
def test_every_act_needs_the_key(client, place):
    row = agreed()
    for key in (row.link_id, row.reference, row.key[:-1], f"{row.link_id}.{'A' * 43}"):
        for method in (client.get, client.post):
            assert method(f"/request/{key}/{place}").status_code in {404, 405}
    assert now(row).version == row.version


@pytest.mark.parametrize(
    "name", ["contact", "times", "accept", "withdraw", "no-reminder", "erase", "download"]
)
def test_an_act_from_elsewhere_is_refused(name):
    row = agreed()
    client = Client(enforce_csrf_checks=True)
    response = client.post(address(row, name), {"version": row.version})
    assert response.status_code == 403
    assert now(row).version == row.version
