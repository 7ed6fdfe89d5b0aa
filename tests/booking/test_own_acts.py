"""What patients change on their own page: how we reach them, and the time."""

import datetime

import pytest
import time_machine

from booking import moves
from booking.models import Kind, PreferredTime
from outbox.models import Letter
from tests.booking.helpers import errors
from tests.booking.own import NOW, act, address, now, said, told_the_desk
from tests.booking.states import STATES, agreed, asked, offered, slot
from tests.html import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


def test_another_phone_number(client):
    row = asked()
    sentence = said(client, act(client, row, "contact", phone="(202) 555-0188", email=""))
    assert sentence == "Saved. We now reach you at the number ending in 0188 or m…@example.com."
    assert (now(row).phone.as_e164, now(row).email) == ("+12025550188", "maria@example.com")
    assert now(row).events.last().for_patient == "You changed how we reach you"


def test_letters_that_wait_follow_to_the_new_address(client):
    row = agreed()
    act(client, row, "contact", phone="", email="new@example.com")
    letter = Letter.objects.get(kind="booking.agreed")
    assert letter.to == "new@example.com"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Enter a phone number or an e-mail address, so we can reach you"),
        ({"phone": "555-0177"}, "Please add your area code, 3 more digits"),
        ({"email": "maria"}, "Your e-mail address has no @. It should look like maria@example.com"),
        (
            {"phone": "202\u202e5550177"},
            "Type this again by hand. It holds a hidden character that we cannot keep",
        ),
    ],
)
def test_a_contact_that_does_not_work_is_told_beside_its_field(client, typed, sentence):
    row = asked()
    response = act(client, row, "contact", **({"phone": "", "email": ""} | typed))
    assert response.status_code == 422
    assert errors(response) == [sentence]
    page = read(response)
    assert page.one("title").text.startswith("Error: How can we reach you?")
    for name, value in typed.items():
        assert page.one("input", name=name)["value"] == value
    assert now(row).version == row.version


def test_the_contact_page_does_not_show_the_contact(client):
    body = client.get(address(asked(), "contact")).content.decode()
    assert "0177" in body
    assert "555-0177" not in body
    assert "maria@example.com" not in body.replace("Like maria@example.com", "")


@pytest.mark.parametrize("name", ["contact", "times"])
def test_a_question_stands_in_one_form_with_its_button(client, name):
    form = read(client.get(address(asked(), name))).one("main").one("form")
    assert form.one("button")["type"] == "submit"
    assert form.one("input", name="version")


def choose(client, row, n=0, **more):
    """Press "Accept this time" with the n-th time chosen."""
    page = read(client.get(row.get_absolute_url()))
    form = page.one("form", action=address(row, "accept"))
    values = {"version": form.one("input", name="version")["value"]}
    radios = form.all("input", name="offer")
    return client.post(address(row, "accept"), values | {"offer": radios[n]["value"]} | more)


def accept(client, row, n=0):
    """Choose the n-th time and say yes to the question."""
    question = read(choose(client, row, n))
    return client.post(
        address(row, "accept"),
        {
            name: question.one("main").one("input", name=name)["value"]
            for name in ("version", "offer", "sure")
        },
    )


def test_choosing_asks_before_it_accepts(client):
    row = offered()
    question = read(choose(client, row))
    assert question.one("h1").text == "Accept Friday, June 5 at 10 am with Karen?"
    assert now(row).status == "offered"
    assert now(row).offers.open().count() == 3


def test_an_accepted_time_is_agreed_and_the_others_are_free(client):
    row = offered()
    sentence = said(client, accept(client, row))
    assert sentence == ("It is agreed: Friday, June 5 at 10 am. The other times are free again.")
    assert (now(row).status, now(row).agreed_with.name) == ("agreed", "Karen")
    assert now(row).offers.open().count() == 0
    assert Letter.objects.about(row.reference).filter(kind="booking.agreed").count() == 1
    assert told_the_desk() == [f"Request {row.reference}: accepted a time"]


def test_accepting_without_a_choice_is_told(client):
    row = offered()
    response = client.post(address(row, "accept"), {"version": row.version})
    assert response.status_code == 422
    assert "Choose one of the times" in read(response).one("main").text


def test_a_time_that_somebody_else_has_agreed_meanwhile_has_gone(client):
    row, other = offered(), asked()
    question = read(choose(client, row))
    moves.agree(other, slot(3))
    values = {
        name: question.one("main").one("input", name=name)["value"]
        for name in ("version", "offer", "sure")
    }
    response = client.post(address(row, "accept"), values)
    assert said(client, response) == "This time has just gone. Choose another."
    page = read(client.get(row.get_absolute_url()))
    assert len(page.all("input", name="offer")) == 2
    assert now(row).status == "offered"


def test_when_the_last_time_has_gone_the_page_asks_for_new_ones(client):
    row, other = asked(), asked()
    moves.offer(row, [slot(3)])
    moves.agree(other, slot(3))
    assert said(client, accept(client, row)) == "This time has just gone. Ask for new times."
    page = read(client.get(row.get_absolute_url()))
    assert page.one("h1").text == "The times we offered have run out"


def test_a_time_that_is_no_longer_kept_has_gone(client):
    row = offered()
    with time_machine.travel(NOW + datetime.timedelta(days=2, hours=23)):
        page = read(client.get(row.get_absolute_url()))
        offer = page.all("input", name="offer")[0]["value"]
    with time_machine.travel(NOW + datetime.timedelta(days=3)):
        answers = {"version": now(row).version, "offer": offer}
        for more in ({}, {"sure": "yes"}):
            response = client.post(address(row, "accept"), answers | more)
            assert response.headers["Location"].endswith("?said=gone")
    assert now(row).status == "offered"


def test_a_time_of_somebody_else_cannot_be_accepted(client):
    row, other = offered(), asked()
    moves.offer(other, [slot(8)])
    response = client.post(
        address(row, "accept"),
        {"version": now(row).version, "offer": other.offers.get().pk, "sure": "yes"},
    )
    assert response.headers["Location"].endswith("?said=gone")
    assert other.offers.open().count() == 1


@pytest.mark.parametrize("offer", ["", "x", "-1", "1e3", "²", "9" * 40])
def test_nonsense_instead_of_a_time_is_told(client, offer):
    row = offered()
    response = client.post(
        address(row, "accept"), {"version": row.version, "offer": offer, "sure": "yes"}
    )
    assert response.status_code in {303, 422}
    assert now(row).status == "offered"


def test_none_of_these_suits(client):
    row = offered()
    page = read(client.get(address(row, "times")))
    assert page.one("h1").text == "Which times would suit you?"
    sentence = said(client, act(client, row, "times", when="some", times=["1-morning"]))
    assert sentence == "Thank you. We answer by tomorrow 11 am."
    assert now(row).status == "received"
    assert [str(time) for time in row.preferred_times.all()] == ["Tuesday morning"]
    assert told_the_desk() == [f"Request {row.reference}: asked for another time"]


def test_another_time_instead_of_the_agreed_one_which_stands(client):
    row = agreed()
    assert (
        "You keep Monday, June 8 at 2 pm until we agree on a new time."
        in read(client.get(address(row, "times"))).one("main").text
    )
    sentence = said(client, act(client, row, "times", when="any"))
    assert sentence == (
        "Thank you. We answer by tomorrow 11 am. Monday, June 8 at 2 pm still stands."
    )
    assert (now(row).status, now(row).waits_for_us) == ("agreed", True)


def test_other_times_before_we_offered_any(client):
    row = asked()
    PreferredTime.objects.create(request=row, weekday=0, part="morning")
    page = read(client.get(address(row, "times")))
    assert [box["value"] for box in page.all("input", name="times") if "checked" in box.attributes]
    due = row.reply_due_at
    said(client, act(client, row, "times", when="some", times=["3-afternoon"]))
    assert [str(time) for time in row.preferred_times.all()] == ["Thursday afternoon"]
    assert now(row).reply_due_at == due
    assert now(row).events.last().kind == Kind.TIMES_CHANGED


def test_a_time_at_which_we_are_closed_is_told(client):
    row = asked()
    response = act(client, row, "times", times=["6-morning"])
    assert errors(response) == ["We are no longer open at one of the times you chose. Choose again"]


def test_offers_that_ran_out_are_asked_for_anew(client):
    row = STATES["expired offers"]()
    assert said(client, act(client, row, "times", when="any")).startswith("Thank you.")
    assert (now(row).status, now(row).erase_on) == ("received", None)
