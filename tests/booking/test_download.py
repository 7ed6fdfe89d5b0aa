"""What patients take along of a request, once they have shown that it is theirs."""

import datetime

import pytest
import time_machine

from booking import misuse, moves, patient_acts
from tests.booking.helpers import errors
from tests.booking.own import NOW, act, address
from tests.booking.states import STATES, asked, offered
from tests.factories import make_staff
from tests.html import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]
PHONE, EMAIL = "+12025550177", "maria@example.com"


def download(client, row, **typed):
    """Press the button with what a patient types; by default the number or address we have."""
    typed = typed or ({"phone": "202 555 0177"} if row.phone else {"email": "Maria@example.com "})
    return act(client, row, "download", **typed)


def text_of(client, row):
    return download(client, row).content.decode()


def test_it_holds_what_we_hold(client):
    row = offered(note="Gate code 4711", access="No steps", phone=PHONE, note_for_us="Kind")
    response = download(client, row)
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="my-request-{row.reference}.txt"'
    )
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    assert text.startswith(
        f"What Natural Healthcare Services holds about request {row.reference}, "
        "Tuesday, June 2, 10:14 am.\n"
    )
    for line in (
        "State: Offered",
        "Times that suit you: Any time you are open",
        "Name: Maria Lopez",
        "Phone: (202) 555-0177",
        "E-mail: maria@example.com",
        "Note: Gate code 4711",
        "Makes the visit easier: No steps",
        "Note for us: Kind",
        "Tuesday, June 2, 10:14 am: Offered 3 times",
        "Friday, June 5, 10 am, with Karen, kept until Friday, June 5, 10 am",
        "Subject: Times we can offer you",
        "(the address of your page)",
    ):
        assert line in text, line
    assert row.key not in text


@pytest.mark.parametrize(
    ("phone", "typed", "sentence"),
    [
        (PHONE, {"phone": ""}, "Enter the phone number that we have from you"),
        (PHONE, {"phone": "0177"}, "This number has 4 digits."),
        (PHONE, {"phone": "(202) 555-0178"}, "This is not the phone number that we have. Check it"),
        (PHONE, {"email": EMAIL}, "Enter the phone number that we have from you"),
        ("", {"email": " "}, "Enter the e-mail address that we have from you"),
        ("", {"email": "m@example.com"}, "This is not the e-mail address that we have. Check it"),
    ],
)
def test_who_does_not_know_how_we_reach_the_patient_gets_nothing(client, phone, typed, sentence):
    row = asked(name="Zoe Quince", note="Gate code 4711", phone=phone)
    response = download(client, row, **typed)
    assert response.status_code == 422
    assert errors(response)[0].startswith(sentence)
    body = response.content.decode()
    for private in ("Quince", "4711", "555-0177", "2025550177", EMAIL):
        assert private not in body.replace("Like maria@example.com", ""), private


def test_an_address_serves_where_there_is_no_number(client):
    assert "E-mail: maria@example.com" in text_of(client, asked(phone=""))


def test_opening_the_page_hands_out_nothing(client):
    page = read(client.get(address(asked(note="Gate code 4711"), "download")))
    assert page.one("h1").text == "Download what we hold about this request?"
    assert "4711" not in page.text
    assert len(page.all("input", name="phone")) == 1


def test_after_five_wrong_numbers_the_right_one_waits_for_tomorrow(client):
    row = asked(phone=PHONE)
    for n in range(misuse.TRIES.most):
        assert download(client, row, phone=f"(202) 555-018{n}").status_code == 422
    response = download(client, row)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert read(response).one(role="alert").text == (
        "There is a problem You tried too often today. Try again tomorrow, or call (202) 555-0136 ."
    )
    assert download(client, asked(phone=PHONE)).status_code == 200
    with time_machine.travel(NOW + datetime.timedelta(days=1)):
        assert "Name: Maria Lopez" in text_of(client, row)


def test_a_number_given_on_the_page_proves_nothing_until_a_colleague_has_written_it_down(client):
    row = asked(phone=PHONE, note="Gate code 4711")
    act(client, row, "contact", phone="(202) 555-0188", email="")
    page = read(client.get(address(row, "download"))).one("main")
    assert "we cannot tell here that it is you. Call (202) 555-0136 and say" in page.text
    assert page.all("form") == []
    response = client.post(address(row, "download"), {"phone": "(202) 555-0188"})
    assert "4711" not in response.content.decode()
    row.refresh_from_db()
    patient_acts.change_contact(row, "+12025550188", EMAIL, by=make_staff())
    assert b"4711" in download(client, row, phone="(202) 555-0188").content


def test_a_held_one_does_not_tell(client):
    text = text_of(client, STATES["held"]())
    assert "State: Received" in text
    assert "eld as" not in text
    assert "Erased on" not in text


@pytest.mark.parametrize("back", [moves.undo, moves.admit])
def test_that_it_was_taken_for_spam_is_not_told(client, back):
    row = asked()
    moves.hold_as_spam(row)
    back(row)
    moves.called(row)
    moves.undo(row)
    text = text_of(client, row).lower()
    for word in ("spam", "real person", "held as"):
        assert word not in text
    assert "undone: called, no answer" in text
