"""Today's desk: what waits as links, last weeks as bars and a table, and calm when nothing does."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from booking.models import AppointmentRequest, WeekCount
from clinic.models import Clinic
from clinic_site.weeks import in_a_sentence, last_weeks
from tests.factories import (
    make_clinic,
    make_letter,
    make_request,
    make_staff,
    make_story,
    make_technique,
)
from tests.html import read
from tests.staff.helpers import come_in, make_colleague

pytestmark = pytest.mark.django_db
DESK = "/admin/"
NOW = "2026-06-03 10:00-04:00"  # a Wednesday


@pytest.fixture(autouse=True)
def _wednesday(db, time_machine, settings, tmp_path):
    time_machine.move_to(datetime.datetime.fromisoformat(NOW), tick=False)
    settings.BACKUP_FOLDER = tmp_path
    make_clinic(call_from="")


def ago(**delta):
    return timezone.now() - datetime.timedelta(**delta)


def counts(client):
    """What waits, as {words: (number, address)}."""
    page = read(client.get(DESK))
    return {
        link.one("span").text: (link.one("b").text, link["href"])
        for items in page.all("ul", class_="counts")
        for link in items.all("a")
    }


def test_each_count_leads_to_what_it_counts(client):
    come_in(client, make_staff())
    make_request(reply_due_at=ago(hours=2))
    make_request(reply_due_at=ago(hours=-2))
    make_request(status="needs_call")
    make_request(status="held", held_reason="spam")
    make_story(published_at=None)
    make_story(consent_until=timezone.localdate() + datetime.timedelta(days=5))
    make_letter(failed_at=timezone.now())
    make_letter(not_before=ago(hours=2))
    make_technique(
        reviewed_on="2025-05-01", reviewed_by="A. Sample", next_review_on=timezone.localdate()
    )
    found = counts(client)
    assert {words: n for words, (n, _) in found.items()} == {
        "requests wait for us, 1 late, the oldest since today 8 am": "3",
        "needs a call": "1",
        "held: real people may be among them": "1",
        "story to read": "1",
        "consent ends within 30 days": "1",
        "letter came back": "1",
        "letter waits longer than an hour": "1",
        "page is due for a check": "1",
    }
    for _, address in found.values():
        assert client.get(address).status_code == 200


def test_nothing_waits(client):
    come_in(client, make_colleague("Receptionist"))
    page = read(client.get(DESK))
    assert "Nothing waits." in page.text
    assert "No requests last week." in page.text


def test_the_last_backup_is_told_and_an_old_one_is_an_alarm(client, settings):
    come_in(client, make_staff())
    Clinic.objects.update(opened_at=timezone.now())
    assert "No backup has been made yet." in read(client.get(DESK)).one("main").text
    (settings.BACKUP_FOLDER / "clinic-20260603T071000Z.zip").touch()
    assert "Nothing waits. Last backup today 3:10 am." in read(client.get(DESK)).text
    (settings.BACKUP_FOLDER / "clinic-20260603T071000Z.zip").unlink()
    (settings.BACKUP_FOLDER / "clinic-20260601T071000Z.zip").touch()
    assert "No backup since Monday 3:10 am." in read(client.get(DESK)).text


@pytest.mark.parametrize(
    ("role", "seen"),
    [("Receptionist", {"request waits for us"}), ("Editor", {"story to read"})],
)
def test_each_role_sees_its_own(client, role, seen):
    make_request()
    make_story(published_at=None)
    make_letter(failed_at=timezone.now())
    come_in(client, make_colleague(role))
    assert set(counts(client)) == seen


def test_the_weeks_as_bars_and_as_a_table(client):
    for days, late in [(3, False), (9, False), (9, True), (30, False), (100, False)]:
        received = ago(days=days)
        due = received + datetime.timedelta(hours=8)
        answered = due + datetime.timedelta(hours=1 if late else -1)
        make_request(received_at=received, reply_due_at=due, answered_at=answered)
    make_request(received_at=ago(days=3), status="held", held_reason="spam")
    WeekCount.objects.create(week_of="2026-05-25", requests=2, answered_late=1)
    come_in(client, make_colleague("Receptionist"))
    page = read(client.get(DESK))
    assert "Last week 5 requests, 2 answered late." in page.text
    drawn = page.one("svg", class_="weeks")
    assert drawn["aria-label"] == (
        "Requests per week, last 12 weeks: 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 5."
    )
    assert len(drawn.all("path")) == 1 + 2
    rows = [row.text for row in page.one("table").one("tbody").all("tr")]
    assert rows[-2:] == ["May 18 0 0", "May 25 5 2"]


@pytest.mark.parametrize(
    ("requests", "late", "unanswered", "sentence"),
    [
        (0, 0, 0, "No requests last week."),
        (1, 0, 0, "Last week 1 request, answered in time."),
        (1, 0, 1, "Last week 1 request, 1 not answered yet."),
        (6, 0, 0, "Last week 6 requests, all answered in time."),
        (6, 2, 0, "Last week 6 requests, 2 answered late."),
        (6, 2, 1, "Last week 6 requests, 2 answered late, 1 not answered yet."),
    ],
)
def test_the_week_in_a_sentence(requests, late, unanswered, sentence):
    """One is late without an answer: it counts once, as what it is."""
    received = ago(days=3)
    due = received + datetime.timedelta(hours=8)
    for n in range(requests):
        answered = due + datetime.timedelta(hours=1 if n < late else -1)
        is_open = n >= requests - unanswered
        make_request(
            received_at=received, reply_due_at=due, answered_at=None if is_open else answered
        )
    assert in_a_sentence(last_weeks(timezone.localdate())[-1]) == sentence


def test_what_is_unanswered_past_its_time_is_not_called_answered():
    make_request(received_at=ago(days=5), reply_due_at=ago(days=4))
    last = last_weeks(timezone.localdate())[-1]
    assert (last.late, last.unanswered) == (0, 1)


def test_the_appointments_of_today_and_tomorrow(client):
    make_request(name="Rosa Diaz", status="agreed", starts_at=ago(hours=-1), answered_at=ago())
    make_request(name="Tom Field", status="agreed", starts_at=ago(hours=-25), answered_at=ago())
    make_request(name="Not Yet", status="agreed", starts_at=ago(hours=-60), answered_at=ago())
    come_in(client, make_colleague("Receptionist"))
    text = read(client.get(DESK)).one("main").text
    assert "Today: 1 appointment " in text
    assert "11 am Rosa Diaz" in text
    assert "Tomorrow: 1 appointment " in text
    assert "11 am Tom Field" in text
    assert "Not Yet" not in text


def test_the_desk_asks_as_often_for_many(client):
    come_in(client, make_staff())

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(DESK)
        return len(found)

    def add(n):
        for k in range(n):
            make_request(reply_due_at=ago(hours=2), received_at=ago(days=k % 80))
            make_request(status="agreed", starts_at=ago(hours=-1 - k), answered_at=ago())
            make_story(published_at=None)

    add(1)
    few = asked()
    add(60)
    assert asked() == few
    assert AppointmentRequest.objects.count() == 122
