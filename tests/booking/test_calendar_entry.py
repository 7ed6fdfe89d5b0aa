"""The file for a patient's calendar, read back by a library of its own."""

import datetime

import icalendar
import pytest
from django.utils import timezone

from booking import moves
from booking.calendar_entry import calendar_entry
from booking.slots import Slot
from clinic.models import Clinic
from tests.factories import make_clinic, make_practitioner, make_request, make_technique, slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def karen():
    make_clinic(street="1; Sample Street, behind the very long hedge of the old botanical garden")
    return make_practitioner("Karen")


def event_of(text):
    """The one event of an entry."""
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["version"] == "2.0"
    return calendar.walk("VEVENT")[0]


def entry(request):
    return calendar_entry(request, Clinic.objects.get(), timezone.now())


def agreed(who, starts="2027-06-09T14:00+00:00", **values):
    request = make_request(technique=make_technique(name="Neck work"), **values)
    starts_at = datetime.datetime.fromisoformat(starts)
    ends_at = starts_at + datetime.timedelta(minutes=30)
    moves.agree(request, Slot(starts_at, ends_at, who))
    return request


def test_the_entry_says_when_where_with_whom_and_what_to_say(karen):
    request = agreed(karen)
    event = event_of(entry(request))
    assert event["summary"] == f"Appointment {request.reference}"
    assert event["description"] == (
        f"With Karen. To change it, call (202) 555-0136. Reference {request.reference}."
    )
    assert event["location"].startswith("1; Sample Street, behind")
    assert event.decoded("dtstart") == request.starts_at
    assert event.decoded("dtend") == request.ends_at
    assert event["dtstart"].to_ical() == b"20270609T140000Z"
    assert event["status"] == "CONFIRMED"


def test_it_names_neither_the_clinic_nor_anything_about_health(karen):
    request = agreed(karen, note="My back hurts", safety_text="Osteoporosis")
    text = entry(request)
    for word in ("Natural", "Health", "Neck", "back", "Osteoporosis", "Maria", "555-0177"):
        assert word not in text


def test_a_discreet_one_holds_the_reference_alone(karen):
    request = agreed(karen, discreet=True)
    event = event_of(entry(request))
    assert event["description"] == f"Reference {request.reference}."
    assert "location" not in event


def test_lines_are_folded_at_75_octets(karen):
    Clinic.objects.update(town="Äöüßñé" * 13)
    lines = entry(agreed(karen)).split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert event_of("\r\n".join(lines))["location"].count("ß") == 13


def test_a_later_entry_replaces_the_earlier_one(karen):
    request = agreed(karen)
    first = event_of(entry(request))
    moves.move(request, slot(karen, 5))
    second = event_of(entry(request))
    moves.patient_canceled(request)
    third = event_of(entry(request))
    assert first["uid"] == second["uid"] == third["uid"]
    assert first["sequence"] < second["sequence"] < third["sequence"]
    assert second.decoded("dtstart") == slot(karen, 5).starts_at
    assert third["status"] == "CANCELLED"
    assert third["summary"] == f"Canceled: appointment {request.reference}"


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2027-03-13 10:00", b"20270313T150000Z"),
        ("2027-03-14 10:00", b"20270314T140000Z"),
        ("2027-11-07 10:00", b"20271107T150000Z"),
    ],
)
def test_on_the_days_the_clocks_change_the_wall_clock_holds(karen, local, utc):
    starts_at = timezone.make_aware(datetime.datetime.fromisoformat(local))
    request = agreed(karen, starts_at.isoformat())
    assert event_of(entry(request))["dtstart"].to_ical() == utc
