"""What the desk refuses, warns of, or tells the second of two people."""

import pytest

from booking import moves
from booking.models import Status
from clinic.models import Closure
from outbox.models import Letter
from tests.booking.desk.helpers import address, asked, main, post, stands, time
from tests.factories import (
    make_staff,
)
from tests.html import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday_at_ten")]


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("agree", {"time0-day": ""}, "Choose a day"),
        ("agree", {"time0-time": "soon"}, "Choose a time"),
        ("agree", {"time0-minutes": ""}, "Enter how many minutes"),
        ("agree", {"time0-who": ""}, "Choose a person"),
        ("agree", {"time0-day": "2026-06-01"}, "That time is past."),
        ("agree", {"time0-day": "9999-12-31"}, "Choose a day within two years"),
        ("agree", {"time0-day": "0001-01-01"}, "Choose a day within two years"),
        ("agree", {"time0-day": "2027-03-14", "time0-time": "02:30"}, "no such hour on that day"),
        ("cancel", {"own_words": ""}, "Write one sentence for the patient"),
        ("decline", {"reason": ""}, "Choose a reason"),
        ("decline", {"reason": "other"}, "Write one sentence for the patient"),
        ("decline", {"reason": "age", "own_words": "a\u202eb"}, "hidden character"),
        ("contact", {"phone": "", "email": ""}, "so we can reach them"),
        ("contact", {"phone": "555-0177"}, "Please add your area code, 3 more digits"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, karen, key, values, sentence):
    status = "agreed" if key == "cancel" else "received"
    request = asked(status=status)
    filled_in = {"anyway": "1", **time(karen, minutes=45), **values}
    response = post(client, key, request, **filled_in)
    assert response.status_code == 422
    assert sentence in main(response)
    if key == "agree" and values.get("time0-minutes") is None:
        assert read(response).one("input", name="time0-minutes")["value"] == "45"
    assert stands(request) == status
    assert not Letter.objects.exists()


def test_a_warning_can_be_overruled(client, karen):
    Closure.objects.create(first_day="2026-06-09", last_day="2026-06-09", practitioner=karen)
    request = asked()
    response = post(client, "agree", request, **time(karen))
    assert response.status_code == 422
    assert "Karen is away then. Do it anyway Check again" in main(response)
    assert stands(request) == Status.RECEIVED
    post(client, "agree", request, **time(karen), anyway="1")
    assert stands(request) == Status.AGREED


def test_a_clash_cannot_be_overruled(client, karen):
    other, request = asked(), asked()
    post(client, "agree", other, **time(karen))
    response = post(client, "agree", request, **time(karen, hour="10:15"), anyway="1")
    assert response.status_code == 422
    assert f"Karen has agreed {other.reference} at that time. Choose another." in main(response)
    assert stands(request) == Status.RECEIVED


def test_the_second_colleague_is_told_and_keeps_their_words(client, karen):
    request = asked()
    seen = request.version
    moves.mark_needs_call(request, by=make_staff("gregg@example.com", first_name="G"))
    values = {"seen": seen, "reason": "other", "own_words": "Our words.", "sure": "1"}
    response = client.post(address("decline", request), values)
    assert response.status_code == 409
    text = main(response)
    assert "G answered this today 10 am. Nothing of yours was saved over it." in text
    assert "Our words." in text
    assert stands(request) == Status.NEEDS_CALL
    fresh = read(response).one("input", name="seen")["value"]
    assert int(fresh) == request.version


@pytest.mark.parametrize("seen", ["0", "", "x", "9" * 30, "²"])
def test_one_press_that_comes_second_is_told(client, seen):
    request = asked()
    moves.called(request)
    response = client.post(address("spam", request), {"seen": seen}, follow=True)
    assert "The patient answered this today 10 am." in main(response)
    assert stands(request) == Status.RECEIVED


def test_an_act_that_does_not_go_with_the_state_is_refused(client):
    request = asked(status="declined")
    response = client.post(address("spam", request), {"seen": 0}, follow=True)
    assert "This request is declined; that act does not go with it." in main(response)
