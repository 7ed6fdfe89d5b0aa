"""The day to print, the table to download, and a request taken by phone."""

import csv
import datetime
import io

import pytest
import time_machine
from django.urls import reverse

from booking.models import AppointmentRequest
from outbox.models import Letter
from tests.factories import (
    make_caution,
    make_clinic,
    make_hours,
    make_practitioner,
    make_request,
    make_staff,
    make_technique,
    slot,
)
from tests.html import read
from tests.staff.helpers import come_in

pytestmark = pytest.mark.django_db
PAGE = "admin:booking_appointmentrequest_"


@pytest.fixture(autouse=True)
def _tuesday_at_ten(client):
    with time_machine.travel("2026-06-02 14:00+00:00", tick=False):
        make_clinic(notified="desk@example.com")
        make_hours()
        come_in(client, make_staff(first_name="Karen"))
        yield


def text(client, name, **query):
    return read(client.get(reverse(PAGE + name), query)).one("main").text


def agreed(name, hour, days=0, **values):
    time = slot(make_practitioner(), days, hour=hour)
    return make_request(
        name=name,
        status="agreed",
        starts_at=time.starts_at,
        agreed_with=time.practitioner,
        **values,
    )


def test_the_day_lists_its_appointments_in_order(client):
    agreed("Ann", 15)
    agreed("Ben", 11, other_name="Tom", access="No steps")
    agreed("Cay", 9, days=1)
    make_request(name="Dan")
    page = text(client, "day")
    assert page.startswith("Tuesday, June 2")
    assert page.index("11:00 – 11:30 a.m.") < page.index("Tom") < page.index("Ann")
    assert "To make the visit easier: No steps." in page
    assert "Cay" not in page
    assert "Cay" in text(client, "day", on="2026-06-03")
    assert "No appointments on this day." in text(client, "day", on="2026-06-04")


@pytest.mark.parametrize("on", ["", "soon", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_today(client, on):
    assert text(client, "day", on=on).startswith("Tuesday, June 2")


def table(client):
    response = client.get(reverse(PAGE + "table"))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_table_has_a_line_for_each_request(client):
    make_request(email="maria@example.com", note="My back")
    (row,) = table(client)
    assert row["Name"] == "Maria Lopez"
    assert row["Phone"] == "(202) 555-0177"
    assert row["Received"] == "2026-06-02 10:00"
    assert "My back" not in str(row)


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "＋1", "－1", "＠A"]
)
def test_no_cell_is_a_formula(client, name):
    make_request(name=name)
    (row,) = table(client)
    assert row["Name"] == f"'{name}"


def fill_in(client, **changes):
    page = read(client.get(reverse(PAGE + "add")))
    values = {
        "submission": page.one("input", name="submission")["value"],
        "name": "Maria Lopez",
        "phone": "(202) 555-0177",
        "when": "any",
        "times": ["1-morning"],
        "safety": "not_sure",
    }
    return client.post(reverse(PAGE + "add"), values | changes, follow=True)


def test_a_request_is_taken_by_phone(client):
    make_caution(make_technique())
    response = fill_in(client)
    row = AppointmentRequest.objects.get()
    said = read(response).one("main").text
    assert f"Request {row.reference} added. Tell the caller: {row.reference}." in said
    assert (row.name, row.status) == ("Maria Lopez", "needs_call")
    assert row.events.get().done_by.first_name == "Karen"
    assert row.preferred_times.get().weekday == 1
    assert row.reply_due_at == datetime.datetime(2026, 6, 3, 14, tzinfo=datetime.UTC)
    assert not Letter.objects.exists()


def test_what_is_missing_is_said(client):
    make_technique()
    response = fill_in(client, phone="555-0177")
    assert response.status_code == 422
    assert "Please add your area code, 3 more digits" in read(response).one("main").text
    assert read(response).one("input", name="name")["value"] == "Maria Lopez"
    assert not AppointmentRequest.objects.exists()


def test_added_twice_it_is_one(client):
    make_technique()
    page = read(client.get(reverse(PAGE + "add")))
    stamp = page.one("input", name="submission")["value"]
    fill_in(client, submission=stamp)
    fill_in(client, submission=stamp)
    assert AppointmentRequest.objects.count() == 1
