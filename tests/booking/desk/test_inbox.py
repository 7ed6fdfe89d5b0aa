"""The list of requests: who waits for whom, what is late, how one is found."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from booking import moves, patient_acts
from booking.models import AppointmentRequest, Kind, RequestEvent
from tests.factories import (
    make_clinic,
    make_hours,
    make_offer,
    make_practitioner,
    make_request,
    make_staff,
    slot,
)
from tests.html import read

pytestmark = pytest.mark.django_db
LIST = reverse("admin:booking_appointmentrequest_changelist")
MOST_QUERIES = 16


@pytest.fixture(autouse=True)
def _tuesday_at_ten(client):
    with time_machine.travel("2026-06-02 14:00+00:00", tick=False):
        make_clinic()
        make_hours()
        client.force_login(make_staff())
        yield


def page(client, **query):
    return read(client.get(LIST, query))


def rows(client, **query):
    tables = page(client, **query).all("table", id="result_list")
    return [row.text for table in tables for row in table.one("tbody").all("tr")]


def names(client, **query):
    tables = page(client, **query).all("table", id="result_list")
    return [cell.one("b").text for table in tables for cell in table.all("th", class_="who")]


def due(day, hour):
    return timezone.localtime().replace(day=day, hour=hour)


def one_of_each():
    who = make_practitioner("Karen")
    make_request(name="Ann Received")
    make_request(name="Ben Call", status="needs_call", safety="not_sure")
    make_request(name="Cay Offered", status="offered")
    make_request(name="Dan Agreed", status="agreed", agreed_with=who)
    asks = make_request(name="Eve Asks", status="agreed", agreed_with=make_practitioner())
    patient_acts.ask_to_move(asks, [])
    over = timezone.now() - datetime.timedelta(days=3)
    make_request(name="Fay Over", status="agreed", starts_at=over, agreed_with=who)
    make_request(name="Gus Declined", status="declined")
    make_request(name="Hal Held", status="held")


def test_each_request_is_in_the_tab_of_who_has_to_act(client):
    one_of_each()
    assert names(client) == ["Eve Asks", "Ann Received", "Ben Call"]
    assert names(client, tab="patient") == ["Cay Offered"]
    assert set(names(client, tab="agreed")) == {"Dan Agreed", "Eve Asks"}
    assert set(names(client, tab="closed")) == {"Fay Over", "Gus Declined"}
    assert names(client, tab="held") == ["Hal Held"]


def test_tabs_and_title_show_the_counts(client):
    one_of_each()
    found = page(client)
    tabs = found.one("ul", class_="tabs").all("a")
    assert [tab.text for tab in tabs] == [
        "Waiting for us 3",
        "Waiting for the patient 1",
        "Agreed 2",
        "Closed",
        "Held 1",
    ]
    assert found.one("title").text == "(3) Requests · Clinic desk"


def test_first_due_is_on_top_and_late_shows_in_words_and_shape(client):
    make_request(name="Later", reply_due_at=due(3, 10))
    make_request(name="Late", reply_due_at=due(1, 17))
    make_request(name="Soon", reply_due_at=due(2, 12))
    make_request(name="Open", reply_due_at=None)
    found = rows(client)
    assert [row.partition(" (202)")[0] for row in found] == [
        "Late since yesterday 5 pm Late",
        "Today noon In 2 open hours Soon",
        "Tomorrow 10 am In 8 open hours Later",
        "As soon as you can Open",
    ]
    late = page(client).one("tr", class_="late")
    assert late.all("svg")


def test_a_row_says_what_to_know_before_calling(client):
    request = make_request(
        status="needs_call", safety="not_sure", other_name="Tom", other_contact="+12025550182"
    )
    moves.called(request)
    moves.called(request)
    moves.undo(request)
    moves.called(request)
    row = page(client).one("tbody").one("tr")
    assert "Called twice, no answer" in row.text
    assert "Answered “not sure”" in row.text
    assert "For Tom" in row.text
    assert {link["href"] for link in row.all("a") if link["href"].startswith("tel:")} == {
        "tel:+12025550182"
    }


@pytest.mark.parametrize(
    "words",
    [
        "4k7p29",
        "4K7-P29",
        "4k7 p29",
        "4K7",
        "lopez",
        "(202) 555-0177",
        "202.555.0177",
        "+1 202 555 0177",
        "5550177",
        "0177",
        "maria@example",
    ],
)
def test_a_request_is_found_however_it_is_typed(client, words):
    make_request(reference="4K7-P29", email="maria@example.com")
    make_request(name="Ben", phone="+12025550188", reference="9FG-HJ2")
    assert names(client, q=words) == ["Maria Lopez"]


def test_a_search_looks_in_all_tabs(client):
    one_of_each()
    assert names(client, q="Hal", tab="agreed") == ["Hal Held"]
    assert "Nobody of that name" in page(client, q="nobody").one("main").text


def test_a_whole_reference_finds_its_request_alone(client):
    make_request(reference="4K7-P29")
    make_request(name="Ben", other_name="4K7-P29")
    assert names(client, q="4k7 p29") == ["Maria Lopez"]
    assert set(names(client, q="4K7-P2")) == {"Maria Lopez", "Ben"}


def test_digits_may_be_of_a_phone_number_too(client):
    make_request(reference="234-679")
    make_request(name="Ben", phone="+12022346790")
    assert set(names(client, q="234679")) == {"Maria Lopez", "Ben"}


def test_whose_offer_ends_first_stands_on_top(client):
    now, who = timezone.now(), make_practitioner()
    for name, hours in [("Ann", 5), ("Ben", 1), ("Cay", 3)]:
        request = make_request(name=name, status="offered")
        make_offer(request, practitioner=who, expires_at=now + datetime.timedelta(hours=hours))
        earlier = {"expires_at": now - datetime.timedelta(hours=hours), "ended_at": now}
        make_offer(request, practitioner=who, **earlier)
    assert names(client, tab="patient") == ["Ben", "Cay", "Ann"]


def test_empty_tells_that_nothing_waits(client):
    text = page(client).one("main").text
    assert "Nothing waits for us. The next request appears here by itself." in text


def test_fifty_to_a_page(client):
    for n in range(51):
        make_request(name=f"N{n:02}")
    assert len(names(client)) == 50
    assert len(names(client, page=2)) == 1


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    who = make_practitioner()
    first = make_request(practitioner=who)
    RequestEvent.objects.create(request=first, kind=Kind.CALLED)
    client.get(LIST)
    with django_assert_max_num_queries(MOST_QUERIES) as few:
        client.get(LIST)
    for n in range(40):
        other = make_request(practitioner=who)
        RequestEvent.objects.create(request=other, kind=Kind.CALLED)
        other.preferred_times.create(weekday=n % 5, part="morning")
        make_offer(other, practitioner=who)
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        client.get(LIST)
    assert len(few) == len(many)


def test_looking_changes_nothing(client):
    make_request()
    client.get(LIST)
    client.head(LIST)
    assert client.post(LIST, {"action": "delete_selected"}).status_code == 405
    assert AppointmentRequest.objects.get().version == 0


def test_the_kept_day_of_an_offer_leads_its_row(client):
    request = make_request()
    moves.offer(request, [slot(make_practitioner(), 9)])
    assert rows(client, tab="patient")[0].startswith("Friday 10 am Maria Lopez")
