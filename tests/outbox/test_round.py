"""The daily round: once a day whoever does it, nothing erased when the clock is doubtful."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.utils import timezone

from outbox import round as daily
from outbox.models import Round
from tests.outbox import jobs

pytestmark = pytest.mark.django_db
EVENING = "2027-06-15 20:00-04:00"
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _jobs(settings):
    settings.DAILY_ROUND = ["tests.outbox.jobs.TIDY", "tests.outbox.jobs.ERASE"]
    jobs.done.clear()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(EVENING, tick=False) as clock:
        yield clock


def do(*flags):
    """What the command prints."""
    out = StringIO()
    call_command("daily_round", *flags, stdout=out)
    return out.getvalue()


def test_it_does_each_job_and_says_so():
    assert do() == "· do tidy\n· do erase\n"
    assert jobs.done == ["tidy", "erase"]
    row = Round.objects.get()
    assert (row.day, row.counts) == (datetime.date(2027, 6, 15), {"tidy": 1, "erase": 1})
    assert row.finished_at == timezone.now()


def test_it_is_done_once_a_day(clock):
    do()
    assert do() == "Already done today at 8:00 pm.\n"
    assert jobs.done == ["tidy", "erase"]
    clock.shift(DAY)
    do()
    assert jobs.done == ["tidy", "erase"] * 2


def test_a_dry_run_changes_nothing(settings):
    assert do("--dry-run") == (
        "Dry run: nothing is changed.\nToday's round would…\n· do tidy\n· do erase\n"
    )
    assert jobs.done == []
    assert not Round.objects.exists()
    settings.DAILY_ROUND = ["tests.outbox.jobs.IDLE"]
    assert do("--dry-run") == "Dry run: nothing is changed.\nNothing to do.\n"


def test_a_clock_more_than_a_day_ahead_erases_nothing(clock):
    do()
    jobs.done.clear()
    clock.shift(3 * DAY)
    words = (
        "The clock jumped 2 days ahead since the last round. Nothing is erased today. "
        "If the date is right, run it again with --date-is-right.\n"
    )
    assert do("--dry-run").endswith(f"· do tidy\n{words}")
    assert do() == f"· do tidy\n{words}"
    assert jobs.done == ["tidy"]


def test_somebody_says_that_the_date_is_right(clock):
    do()
    clock.shift(3 * DAY)
    do()
    jobs.done.clear()
    assert do("--date-is-right") == "· do tidy\n· do erase\n"
    assert jobs.done == ["tidy", "erase"]
    assert Round.objects.first().days_ahead == 0
    assert do("--date-is-right").startswith("Already done")


def test_a_clock_that_went_back_does_no_harm(clock):
    clock.shift(3000 * DAY)
    do()
    clock.shift(-3000 * DAY)
    assert do() == "· do tidy\n· do erase\n"


def test_a_job_that_fails_keeps_no_other_from_running(settings, caplog):
    settings.DAILY_ROUND = ["tests.outbox.jobs.BREAK", "tests.outbox.jobs.TIDY"]
    with pytest.raises(CommandError, match=r"Could not be done: break\."):
        do()
    row = Round.objects.get()
    assert (row.counts, row.failed) == ({"tidy": 1}, ["break"])
    assert row.finished_at
    assert "break failed: ValueError" in caplog.text
    assert "canary" not in caplog.text


def test_a_round_cut_off_is_begun_again_after_an_hour(clock):
    Round.objects.create(day=timezone.localdate(), started_at=timezone.now())
    clock.shift(datetime.timedelta(minutes=59))
    assert not daily.is_due(timezone.now())
    assert do() == "It is being done since 8:00 pm.\n"
    clock.shift(datetime.timedelta(minutes=2))
    assert daily.is_due(timezone.now())
    assert do() == "· do tidy\n· do erase\n"


@pytest.mark.parametrize(
    ("moment", "due"), [("2027-06-15 02:59-04:00", False), ("2027-06-15 03:00-04:00", True)]
)
def test_it_is_due_from_three_in_the_morning(clock, moment, due):
    clock.move_to(moment)
    Round.objects.create(day="2027-06-14", started_at=timezone.now(), finished_at=timezone.now())
    assert daily.is_due(timezone.now()) is due


def test_the_first_one_is_due_at_once(clock):
    clock.move_to("2027-06-15 00:10-04:00")
    assert daily.is_due(timezone.now())


def test_it_is_not_due_when_it_was_done(clock):
    do()
    assert not daily.is_due(timezone.now())


@pytest.mark.django_db(transaction=True)
def test_of_many_that_begin_at_once_one_gets_it():
    def begin(_):
        try:
            return daily.begin(timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(begin, range(24)))
    assert len([row for row in got if row]) == 1
    assert Round.objects.count() == 1


def test_the_database_keeps_one_round_a_day():
    Round.objects.create(day=timezone.localdate(), started_at=timezone.now())
    with pytest.raises(IntegrityError):
        Round.objects.create(day=timezone.localdate(), started_at=timezone.now())
