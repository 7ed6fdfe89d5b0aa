"""The patient's own page: what it says, and what it never says."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from booking.models import AppointmentRequest, PreferredTime
from tests.factories import make_clinic, make_hours, make_request, make_technique
from tests.html import read

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 2, 10, 14, tzinfo=datetime.timezone(-datetime.timedelta(hours=4)))


@pytest.fixture(autouse=True)
def _tuesday(db):
    """Tuesday, June 2, 2026, 10:14 am in New York."""
    make_clinic()
    make_hours()
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(client, **values):
    defaults = {"reply_due_at": NOW + datetime.timedelta(days=1)}
    row = make_request(**(defaults | values))
    return read(client.get(row.get_absolute_url())), row


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "We call you by tomorrow 10:14 am, from (202) 555-0137."),
        ({"phone": "", "email": "m@example.com"}, "We write to you by tomorrow 10:14 am."),
        (
            {"email": "m@example.com"},
            "We call or write to you by tomorrow 10:14 am. We call from (202) 555-0137.",
        ),
        ({"reply_due_at": None}, "We call you on our next working day, from (202) 555-0137."),
        (
            {"status": "needs_call", "safety": "yes", "email": "m@example.com"},
            "We call you by tomorrow 10:14 am, from (202) 555-0137.",
        ),
    ],
)
def test_the_promise(client, values, sentence):
    page, _ = page_of(client, **values)
    assert sentence in page.one("main").text


def test_the_page_holds_what_the_patient_needs(client):
    technique = make_technique(name="Sacro-Occipital Technique (SOT)")
    row = make_request(technique=technique)
    PreferredTime.objects.create(request=row, weekday=1, part="morning")
    PreferredTime.objects.create(request=row, weekday=3, part="morning")
    row.events.create(kind="received")
    page = read(client.get(row.get_absolute_url()))
    text = page.one("main").text
    assert page.one("h1").text == "Request received"
    assert page.one(class_="ref").text == row.reference
    for words in (
        "Tuesday or Thursday morning",
        technique.name,
        "the number ending in 0177",
        "Tuesday, June 2, 10:14 am: You sent this request",
        f"Call (202) 555-0136 and say {row.reference} .",
        "This page is only for you. Anyone with its address can see it.",
        "We have no e-mail address from you, so we call.",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("values", "headline", "sentence"),
    [
        (
            {"safety": "yes"},
            "We will call you first",
            "Thank you for telling us. Before we agree on a time, one of us talks with you.",
        ),
        (
            {"safety": "not_sure"},
            "We will call you first",
            "Not being sure is fine. One of us goes through it with you",
        ),
        (
            {"safety": "yes", "phone": "", "email": "m@example.com"},
            "Let us talk first",
            "Please add a phone number, or call us at (202) 555-0136 . Then we agree on a time.",
        ),
    ],
)
def test_yes_or_not_sure_shows_what_to_ask_the_doctor(client, values, headline, sentence):
    page, _ = page_of(client, status="needs_call", **values)
    assert page.one("h1").text == headline
    assert sentence in page.one("main").text
    assert "Do my medicines or past illnesses matter for this?" in page.one("main").text


def test_later_the_headline_says_that_we_have_it(client):
    page, row = page_of(client)
    with time_machine.travel(NOW + datetime.timedelta(minutes=11)):
        page = read(client.get(row.get_absolute_url()))
    assert page.one("h1").text == "We have your request"


def test_a_late_answer_is_admitted(client):
    page, _ = page_of(client, reply_due_at=timezone.now() - datetime.timedelta(minutes=1))
    assert "We are late with our answer, and we are sorry." in page.one("main").text


def test_contact_and_note_never_stand_on_the_page(client):
    row = make_request(email="maria.lopez@example.com", note="Gate code 4711")
    body = client.get(row.get_absolute_url()).content.decode()
    for private in ("5550177", "555-0177", "maria.lopez", "4711", "Maria Lopez"):
        assert private not in body
    assert "m…@example.com" in body


def test_no_letter_is_promised(client):
    for values in ({}, {"phone": "", "email": "m@example.com"}):
        page, _ = page_of(client, **values)
        assert "letter" not in page.one("main").text


def test_the_page_is_not_kept_and_not_indexed(client):
    response = client.get(make_request().get_absolute_url())
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_key_that_is_not_ours_opens_nothing(client):
    row = make_request()
    forged = f"{row.link_id}.{'A' * 43}"
    for key in (forged, row.link_id, row.reference, str(row.pk), "x", row.key[:-1]):
        response = client.get(f"/request/{key}/")
        assert response.status_code == 404
        page = read(response)
        assert page.one("h1").text == "This link no longer works"
        assert row.reference not in page.text


def test_the_key_of_an_erased_request_opens_nothing(client):
    row = make_request()
    address = row.get_absolute_url()
    AppointmentRequest.objects.all().delete()
    assert client.get(address).status_code == 404


def test_opening_the_page_changes_nothing(client):
    row = make_request()
    before = list(AppointmentRequest.objects.values()), row.events.count()
    for method in (client.get, client.head):
        assert method(row.get_absolute_url()).status_code == 200
    assert (list(AppointmentRequest.objects.values()), row.events.count()) == before


def test_the_page_is_only_read(client):
    assert client.post(make_request().get_absolute_url()).status_code == 405


def test_queries(client, django_assert_max_num_queries):
    row = make_request(technique=make_technique())
    for weekday in range(7):
        row.preferred_times.create(weekday=weekday, part="morning")
        row.events.create(kind="received")
    with django_assert_max_num_queries(10):
        client.get(row.get_absolute_url())
