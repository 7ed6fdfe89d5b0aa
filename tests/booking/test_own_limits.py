"""How often patients change a request on their own page. Whoever wants to go is never refused."""

import datetime

import pytest
import time_machine
from django.test import Client

from booking import misuse, patient_acts
from booking.models import AppointmentRequest
from outbox.models import Letter
from tests.booking.own import NOW, act, address, now, said, told_the_desk
from tests.booking.states import agreed, asked
from tests.factories import make_staff
from tests.html import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]
# Until midnight in New York.
REST_OF_THE_DAY = str((13 * 60 + 46) * 60)


def change_often(client, row):
    """Ask for another time as often as it is allowed in one day."""
    for _ in range(misuse.CHANGES.most):
        assert act(client, row, "times", when="any").status_code == 303


def waiting_for(email):
    return Letter.objects.unsent().filter(to=email).count()


def is_refused(response):
    """Whether the answer asks to wait or call, and says when to come again."""
    told = read(response).one(role="alert").text
    assert told == (
        "There is a problem We take only so many changes in one day. What you typed is still "
        "here. Try again tomorrow, or call (202) 555-0136 ."
    )
    assert read(response).one("title").text.startswith("Error: ")
    return (response.status_code, response.headers["Retry-After"]) == (429, REST_OF_THE_DAY)


def test_beyond_the_limit_of_a_day_no_change_is_taken(client):
    row = agreed()
    change_often(client, row)
    version, told = now(row).version, told_the_desk()
    response = act(client, row, "times", when="some", times=["1-morning"])
    assert is_refused(response)
    assert read(response).one("input", value="1-morning")["checked"] == ""
    response = act(client, row, "contact", phone="(202) 555-0188", email="")
    assert is_refused(response)
    assert read(response).one("input", name="phone")["value"] == "(202) 555-0188"
    assert (now(row).version, told_the_desk()) == (version, told)
    assert len(told) == misuse.CHANGES.most


def test_the_next_day_changes_are_taken_again_and_another_request_has_its_own_limit(client):
    row = agreed()
    change_often(client, row)
    assert act(client, asked(), "times", when="any").status_code == 303
    with time_machine.travel(NOW + datetime.timedelta(days=1)):
        assert act(client, row, "times", when="any").status_code == 303


@pytest.mark.parametrize("name", ["no-reminder", "withdraw", "erase"])
def test_whoever_wants_less_of_us_is_never_refused(client, name):
    row = agreed()
    change_often(client, row)
    response = client.post(address(row, name), {"version": now(row).version})
    assert response.status_code in {200, 303}
    left = AppointmentRequest.objects.filter(pk=row.pk).first()
    assert left is None or left.status == "withdrawn" or left.reminder_off_at


def test_the_reminder_is_switched_off_once(client):
    row = agreed()
    for sentence in ("Switched off. We send no reminder.", "This page has changed"):
        response = client.post(address(row, "no-reminder"), {"version": now(row).version})
        assert said(client, response).startswith(sentence)
    assert row.events.filter(kind="no_reminder").count() == 1


def test_not_more_requests_than_three_a_day_get_one_new_address(client):
    rows = [agreed(n + 3, email=f"mine{n}@example.com") for n in range(misuse.NEW_ADDRESS.most + 1)]
    spelled = ["Zoe@example.com", "zoe@example.com", "ZOE@example.com", "zoe@Example.com"]
    answers = [
        act(Client(), row, "contact", phone="", email=email)
        for row, email in zip(rows, spelled, strict=True)
    ]
    assert [answer.status_code for answer in answers[:-1]] == [303] * misuse.NEW_ADDRESS.most
    assert is_refused(answers[-1])
    assert read(answers[-1]).one("input", name="email")["value"] == spelled[-1]
    assert now(rows[-1]).email == "mine3@example.com"
    assert waiting_for("mine3@example.com") == 1
    assert Letter.objects.filter(to__iexact="zoe@example.com").count() == misuse.NEW_ADDRESS.most


def test_that_an_address_asked_today_no_refusal_tells(client):
    with_address = [asked(email="zoe@example.com") for _ in range(misuse.CONTACT.most)]
    for row in with_address:
        misuse.count("203.0.113.0/24", row.email, is_trapped=False)
    assert act(client, asked(), "contact", phone="", email="zoe@example.com").status_code == 303


def test_a_colleague_changes_as_often_as_it_takes(client):
    row, by = agreed(), make_staff()
    change_often(client, row)
    for n in range(misuse.NEW_ADDRESS.most + 1):
        patient_acts.change_contact(row, "", f"new{n % 2}@example.com", by=by)
    assert waiting_for("new1@example.com") == 1


def test_letters_to_the_desk_stay_with_the_desk(client):
    row = agreed(email="front@example.com")
    patient_acts.ask_to_move(row, [])
    desk = Letter.objects.get(kind="booking.patient_acted")
    act(client, row, "contact", phone="", email="new@example.com")
    assert Letter.objects.get(to="new@example.com").kind == "booking.agreed"
    desk.refresh_from_db()
    assert desk.to == "front@example.com"
