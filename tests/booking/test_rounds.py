"""The daily round about requests: they run out, are reminded of and erased, as time passes."""

import datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from booking import moves, patient_acts, rounds
from booking.models import AppointmentRequest, Kind, WeekCount
from clinic.models import Closure
from outbox import erasures
from outbox.models import Letter
from tests.booking.states import agreed, asked, offered, slot
from tests.factories import make_clinic, make_hours, make_request

NOW = datetime.datetime(2026, 6, 2, 14, 14, tzinfo=datetime.UTC)
A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def clock(db):
    """Tuesday, June 2, 2026, 10:14 am in New York."""
    make_clinic()
    make_hours()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def run(job, *, dry_run=False):
    """What a job says."""
    return job.run(timezone.now(), dry_run)


def status(row):
    return AppointmentRequest.objects.get(pk=row.pk).status


def letters(kind):
    return Letter.objects.filter(kind=f"booking.{kind}")


def test_offers_run_out_after_their_time_with_a_letter(clock):
    row = offered()
    clock.shift(3 * A_DAY - datetime.timedelta(hours=1))
    assert run(rounds.EXPIRE) == []
    clock.shift(datetime.timedelta(hours=1))
    assert run(rounds.EXPIRE, dry_run=True) == ["expire 1 offer"]
    assert status(row) == "offered"
    assert run(rounds.EXPIRE) == ["expire 1 offer"]
    assert status(row) == "expired"
    assert "kept until Friday, June 5. They are free again now." in letters("expired").get().text
    assert run(rounds.EXPIRE) == []


def test_a_request_nobody_could_agree_on_runs_out_after_sixty_days(clock):
    row = asked()
    clock.shift(59 * A_DAY)
    assert run(rounds.EXPIRE) == []
    clock.shift(A_DAY)
    assert run(rounds.EXPIRE) == ["expire 1 request"]
    assert status(row) == "expired"
    assert "within 60 days" in letters("expired").get().text


def test_who_asked_anew_has_sixty_days_from_then(clock):
    row = offered()
    clock.shift(2 * A_DAY)
    patient_acts.ask_for_others(row, [])
    clock.shift(59 * A_DAY)
    assert run(rounds.EXPIRE) == []
    clock.shift(A_DAY)
    assert run(rounds.EXPIRE) == ["expire 1 request"]


def test_both_are_told_in_one_sentence(clock):
    offered(), asked(), asked()
    clock.shift(60 * A_DAY)
    assert run(rounds.EXPIRE, dry_run=True) == ["expire 1 offer and 2 requests"]


def test_a_reminder_leaves_on_the_working_day_before_when_the_clinic_opens(clock):
    row = agreed(days=6)  # Monday: the working day before is Friday.
    for _ in range(2):
        clock.shift(A_DAY)
        assert run(rounds.REMIND) == []
    clock.move_to(datetime.datetime(2026, 6, 5, 7, 30, tzinfo=datetime.UTC))
    assert run(rounds.REMIND, dry_run=True) == ["send 1 reminder"]
    assert not letters("reminder").exists()
    assert run(rounds.REMIND) == ["send 1 reminder"]
    letter = letters("reminder").get()
    assert timezone.localtime(letter.not_before).isoformat() == "2026-06-05T09:00:00-04:00"
    assert "Monday, June 8 at 2 pm" in letter.subject
    assert row.events.last().kind == Kind.REMINDED
    assert run(rounds.REMIND) == []


def test_a_closed_day_is_no_working_day(clock):
    Closure.objects.create(first_day=datetime.date(2026, 6, 5), last_day=datetime.date(2026, 6, 5))
    agreed(days=6)
    clock.shift(2 * A_DAY)  # Thursday
    assert run(rounds.REMIND) == ["send 1 reminder"]


def test_a_round_that_was_missed_is_made_up_for(clock):
    agreed(days=6)
    clock.move_to(datetime.datetime(2026, 6, 6, 12, tzinfo=datetime.UTC))  # Saturday
    assert run(rounds.REMIND) == ["send 1 reminder"]
    assert letters("reminder").get().not_before == timezone.now()


def test_nobody_is_reminded_of_what_was_agreed_the_day_before(clock):
    clock.move_to(datetime.datetime(2026, 6, 5, 14, tzinfo=datetime.UTC))  # Friday, for Monday
    agreed(days=3)
    clock.shift(A_DAY)
    assert run(rounds.REMIND) == []


@pytest.mark.parametrize("why", ["phone only", "switched off", "withdrawn", "over"])
def test_who_gets_no_reminder(clock, why):
    row = agreed(days=6, email="" if why == "phone only" else "maria@example.com")
    if why == "switched off":
        patient_acts.switch_reminder_off(row)
    if why == "withdrawn":
        patient_acts.withdraw(row)
    clock.shift(3 * A_DAY if why != "over" else 7 * A_DAY)
    assert run(rounds.REMIND) == []


def test_a_moved_appointment_is_reminded_of_anew(clock):
    row = agreed(days=6)
    clock.shift(3 * A_DAY)
    run(rounds.REMIND)
    moves.move(row, slot(6, 9))
    assert not letters("reminder").exists()
    clock.shift(5 * A_DAY)
    assert run(rounds.REMIND) == ["send 1 reminder"]


@pytest.mark.parametrize(
    ("make", "days"),
    [
        (lambda: patient_acts.withdraw(asked()), 30),
        (lambda: agreed(days=6), 36),
        (lambda: asked(status="held", erase_on=timezone.localdate() + 7 * A_DAY), 7),
    ],
)
def test_what_is_due_is_erased_on_its_day(clock, make, days):
    make()
    row = AppointmentRequest.objects.get()
    clock.shift((days - 1) * A_DAY)
    assert run(rounds.ERASE) == []
    clock.shift(A_DAY)
    sentence = f"erase 1 request ({row.reference})"
    assert run(rounds.ERASE, dry_run=True) == [sentence]
    assert AppointmentRequest.objects.exists()
    assert run(rounds.ERASE) == [sentence]
    assert not AppointmentRequest.objects.exists()
    assert not Letter.objects.exists()
    assert f"requests {row.submission_id}" in erasures.list_path().read_text().splitlines()
    assert run(rounds.ERASE) == []


def test_what_waits_is_never_erased(clock):
    asked(), offered()
    clock.shift(59 * A_DAY)
    assert run(rounds.ERASE) == []


def test_counts_stay_by_the_week(clock):
    patient_acts.withdraw(asked())
    patient_acts.withdraw(asked(reply_due_at=NOW - A_DAY))
    asked(status="held", erase_on=NOW.date())
    clock.shift(30 * A_DAY)
    assert len(run(rounds.ERASE)) == 1
    week = WeekCount.objects.get()
    assert (week.week_of, week.requests, week.answered_late) == (datetime.date(2026, 6, 1), 2, 1)


def test_a_restored_request_is_erased_again(clock):
    rows = [make_request(), make_request()]
    assert rounds.erase_again({rows[0].submission_id, "unknown"}) == 1
    assert AppointmentRequest.objects.get() == rows[1]


CANARY = b"ZZCANARY"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the file of SQLite")
def test_no_trace_is_left_in_the_database_file():
    make_clinic(notified="front@example.com")
    make_hours()
    with time_machine.travel(NOW, tick=False) as clock:
        text = CANARY.decode()
        values = {"name": text, "note": text * 20, "access": text, "email": f"{text}@example.com"}
        patient_acts.erase(offered(**values))
        assert CANARY not in trace()
        row = offered(**values)
        patient_acts.accept(row, row.offers.first().pk)
        assert CANARY in trace()
        clock.shift(33 * A_DAY)
        call_command("daily_round", "--date-is-right", stdout=StringIO())
    assert not AppointmentRequest.objects.exists()
    assert CANARY not in trace()


def trace():
    """All bytes of the database, its log included."""
    name = str(settings.DATABASES["default"]["TEST"]["NAME"])
    files = [Path(name), Path(f"{name}-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())
