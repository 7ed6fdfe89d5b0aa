"""A request sent twice is kept once."""

import threading

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from booking.models import AppointmentRequest
from booking.submissions import SentBefore, receive
from clinic.facts import ClinicFacts
from tests.booking.helpers import errors, payload
from tests.factories import make_clinic, make_hours, make_request
from tests.html import read

VALUES = {
    "name": "Maria",
    "phone": "+12025550177",
    "email": "",
    "technique": None,
    "safety": "",
    "safety_text": "",
    "note": "",
}


@pytest.mark.django_db
def test_sent_twice_makes_one_row_and_leads_to_the_same_page(client):
    make_clinic()
    answers = payload(client)
    first, second = client.post("/book/", answers), client.post("/book/", answers)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert AppointmentRequest.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [{"name": "Mario"}, {"phone": "(202) 555-0178"}, {"note": "New"}, {"times": ["0-morning"]}],
)
def test_the_same_form_with_other_words_is_told(client, change):
    make_clinic()
    make_hours()
    answers = payload(client)
    kept = client.post("/book/", answers).headers["Location"]
    response = client.post("/book/", answers | change)
    assert response.status_code == 409
    summary = read(response).one(role="alert")
    assert summary.text.endswith(
        "You already sent this form, and we kept what you sent first. To change it, "
        "open your request . To ask for something new, start again ."
    )
    assert [link["href"] for link in summary.all("a")] == [kept, "/book/"]
    assert AppointmentRequest.objects.get().name == "Maria Lopez"


@pytest.mark.django_db
@pytest.mark.parametrize("submission", ["", "forged", "forged:1abc:sig"])
def test_a_form_we_did_not_make_is_shown_again_with_a_fresh_id(client, submission):
    make_clinic()
    answers = payload(client)
    response = client.post("/book/", answers | {"submission": submission})
    assert response.status_code == 422
    assert errors(response) == [
        "We could not check where this form came from. Your answers are still here. "
        "Press Send request again"
    ]
    page = read(response)
    assert page.one("input", name="name")["value"] == "Maria Lopez"
    fresh = page.one("input", name="submission")["value"]
    assert client.post("/book/", answers | {"submission": fresh}).status_code == 303


@pytest.mark.django_db
def test_a_reference_that_is_taken_is_drawn_anew(monkeypatch):
    taken = make_request()
    field = AppointmentRequest._meta.get_field("reference")
    drawn = iter([taken.reference, "4K7-P29"])
    monkeypatch.setattr(field, "_get_default", lambda: next(drawn))
    assert receive("another", VALUES, [], ClinicFacts()).reference == "4K7-P29"


@pytest.mark.django_db
def test_when_no_reference_is_free_nothing_is_kept(monkeypatch):
    taken = make_request()
    field = AppointmentRequest._meta.get_field("reference")
    monkeypatch.setattr(field, "_get_default", lambda: taken.reference)
    with pytest.raises(IntegrityError):
        receive("another", VALUES, [], ClinicFacts())
    assert AppointmentRequest.objects.count() == 1


@pytest.mark.django_db
def test_other_words_name_the_first_request():
    first = receive("one", VALUES, [(1, "morning")], ClinicFacts())
    assert receive("one", VALUES, [(1, "morning")], ClinicFacts()) == first
    with pytest.raises(SentBefore) as caught:
        receive("one", VALUES, [], ClinicFacts())
    assert caught.value.first == first


@pytest.mark.django_db(transaction=True)
def test_two_connections_at_once_make_one_row(client):
    make_clinic()
    answers = payload(client)
    ready = threading.Barrier(2)
    answered = []

    def post():
        ready.wait()
        response = Client().post("/book/", answers)
        answered.append((response.status_code, response.headers.get("Location")))
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row = AppointmentRequest.objects.get()
    assert answered == [(303, row.get_absolute_url())] * 2
    assert row.events.count() == 1
