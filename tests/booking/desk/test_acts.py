"""The acts at the desk: buttons and forms in, row and letter and page out."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from booking import moves
from booking.models import Status
from outbox.models import Letter
from tests.booking.desk.helpers import address, asked, main, post, stands, time
from tests.factories import (
    make_request,
    slot,
)
from tests.html import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday_at_ten")]


def test_agreed_on_the_phone(client, karen):
    request = asked()
    response = post(client, "agree", request, **time(karen))
    assert response.status_code == 302
    assert stands(request) == Status.AGREED
    assert timezone.localtime(request.starts_at).isoformat() == "2026-06-09T10:00:00-04:00"
    assert request.ends_at - request.starts_at == datetime.timedelta(minutes=30)
    assert request.events.last().done_by.first_name == "Karen"
    text = main(client.get(response.headers["Location"]))
    assert "Agreed on Tuesday, June 9 at 10 am. Letter goes at 10:05 am. Undo" in text
    assert "Maria Lopez comes Tuesday, June 9 at 10 am with Karen." in text


def test_undo_from_the_page(client, karen):
    request = asked()
    post(client, "agree", request, **time(karen))
    request.refresh_from_db()
    text = main(client.post(address("undo", request), {"seen": request.version}, follow=True))
    assert "Undone." in text
    assert stands(request) == Status.RECEIVED
    assert not Letter.objects.exists()


def test_undo_too_late_says_when_the_letter_left(client, karen):
    request = asked()
    moves.agree(request, slot(karen))
    Letter.objects.update(sent_at=timezone.now())
    text = main(client.post(address("undo", request), {"seen": request.version}, follow=True))
    assert "Too late to undo: the letter left at 10 am." in text
    assert stands(request) == Status.AGREED


@pytest.mark.parametrize(
    ("key", "status", "after"),
    [
        ("called", "received", "received"),
        ("needs-call", "received", "needs_call"),
        ("admit", "held", "received"),
        ("patient-canceled", "agreed", "withdrawn"),
        ("reopen", "declined", "received"),
        ("spam", "received", "held"),
        ("new-link", "offered", "offered"),
    ],
)
def test_one_press(client, key, status, after):
    request = asked(status=status)
    assert post(client, key, request).status_code == 302
    assert stands(request) == after
    assert request.version == 1


def test_a_new_link_cuts_the_old_one(client):
    request = asked()
    old = request.get_absolute_url()
    post(client, "new-link", request)
    request.refresh_from_db()
    assert client.get(old).status_code == 404
    assert client.get(request.get_absolute_url()).status_code == 200


def test_after_three_calls_the_letter_is_offered(client):
    request = asked()
    question = "You called 3 times. Write “We tried to reach you”?"
    for _ in range(3):
        assert question not in main(client.get(address("change", request)))
        moves.called(request)
    assert question in main(client.get(address("change", request)))
    post(client, "write-tried", request)
    assert Letter.objects.get().kind == "booking.tried"
    assert question not in main(client.get(address("change", request)))


def test_three_times_are_offered(client, karen):
    request = asked()
    days = ["2026-06-09", "2026-06-10", "2026-06-11"]
    times = {k: v for n, day in enumerate(days) for k, v in time(karen, n, day).items()}
    assert post(client, "offer", request, **times).status_code == 302
    assert stands(request) == Status.OFFERED
    assert [str(offer) for offer in request.offers.all()] == [f"{day} 10:00" for day in days]


def test_times_that_stay_empty_are_not_offered(client, karen):
    request = asked()
    empty = {k: v for n in (1, 2) for k, v in time(karen, n, "", "").items()}
    post(client, "offer", request, **time(karen), **empty)
    assert request.offers.count() == 1


def test_a_decline_shows_its_letter_first(client):
    request = asked()
    values = {"reason": "no_time", "own_words": "We are sorry."}
    response = post(client, "decline", request, **values)
    text = main(response)
    assert "Hello Maria Lopez," in text
    assert "We have no time free in the weeks ahead" in text
    assert "We are sorry." in text
    assert stands(request) == Status.RECEIVED
    assert not Letter.objects.exists()
    assert not request.events.exists()
    assert post(client, "decline", request, **values, sure="1").status_code == 302
    assert stands(request) == Status.DECLINED
    assert Letter.objects.get().kind == "booking.declined"


def test_a_decline_without_an_address_says_that_no_letter_goes(client):
    request = make_request()
    assert "No letter goes: we have no e-mail address." in main(
        post(client, "decline", request, reason="age")
    )


def test_moved_with_a_reason(client, karen):
    request = asked(status="agreed", agreed_with=karen)
    page = read(client.get(address("move", request)))
    assert page.one("input", name="time0-day")["value"] == "2026-06-03"
    post(client, "move", request, **time(karen), own_words="A course.")
    assert "A course." in Letter.objects.get().text
    assert stands(request) == Status.AGREED


@pytest.mark.parametrize("day", ["", "2026-06-10"])
def test_we_must_cancel(client, karen, day):
    request = asked(status="agreed", agreed_with=karen)
    times = time(karen, 0, day, "10:00" if day else "")
    assert post(client, "cancel", request, own_words="Pipes.", **times).status_code == 302
    assert stands(request) == (Status.OFFERED if day else Status.WITHDRAWN)


def test_a_note_for_us(client):
    request = asked()
    post(client, "note", request, note="Ground floor.")
    request.refresh_from_db()
    assert request.note_for_us == "Ground floor."
    assert "Ground floor." not in read(client.get(request.get_absolute_url())).text


def test_another_way_to_reach_them(client):
    request = asked()
    post(client, "contact", request, phone="202 555 0188", email="new@example.com")
    request.refresh_from_db()
    assert (request.phone.as_e164, request.email) == ("+12025550188", "new@example.com")
    assert request.events.last().done_by.first_name == "Karen"


def test_a_letter_that_came_back_goes_again_to_the_new_address(client, karen):
    request = asked()
    moves.agree(request, slot(karen))
    letter = Letter.objects.get()
    Letter.objects.update(failed_at=timezone.now())
    post(client, "contact", request, phone="", email="new@example.com")
    again = reverse("admin:booking_appointmentrequest_again", args=[request.pk, letter.pk])
    assert "Send again" in main(client.get(address("change", request)))
    client.post(again)
    letter.refresh_from_db()
    assert (letter.to, letter.failed_at) == ("new@example.com", None)
    assert client.post(again).status_code == 404
