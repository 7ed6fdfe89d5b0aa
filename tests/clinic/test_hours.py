"""Open now, until when, when next, and by when a request is answered."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from clinic import hours

ZONE = ZoneInfo("America/New_York")
HOUR = datetime.timedelta(hours=1)


@dataclass
class Row:
    weekday: int
    opens: datetime.time
    closes: datetime.time


@dataclass
class Closed:
    first_day: datetime.date
    last_day: datetime.date


def rows(weekdays, opens, closes):
    opens, closes = datetime.time.fromisoformat(opens), datetime.time.fromisoformat(closes)
    return [Row(weekday, opens, closes) for weekday in weekdays]


def at(text, fold=0):
    """A moment in New York."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ZONE, fold=fold)


def closed(first, last=None):
    days = [datetime.date.fromisoformat(day) for day in (first, last or first)]
    return [Closed(*days)]


NINE_TO_FIVE = rows(range(5), "09:00", "17:00")
LUNCH = rows(range(5), "09:00", "12:00") + rows(range(5), "13:00", "17:00")
NIGHT = rows([5], "22:00", "03:00")
ROUND_THE_CLOCK = rows(range(7), "00:00", "00:00")


@pytest.mark.parametrize(
    ("now", "until", "opens"),
    [
        ("2026-06-02T08:59", None, "2026-06-02T09:00"),
        ("2026-06-02T09:00", "2026-06-02T17:00", "2026-06-03T09:00"),
        ("2026-06-02T16:59", "2026-06-02T17:00", "2026-06-03T09:00"),
        ("2026-06-02T17:00", None, "2026-06-03T09:00"),
        ("2026-06-05T18:00", None, "2026-06-08T09:00"),
    ],
)
def test_a_plain_week(now, until, opens):
    now = at(now)
    assert hours.open_until(NINE_TO_FIVE, [], now) == (at(until) if until else None)
    assert hours.next_opening(NINE_TO_FIVE, [], now) == at(opens)


def test_the_lunch_break_is_closed():
    assert hours.open_until(LUNCH, [], at("2026-06-02T12:00")) is None
    assert hours.next_opening(LUNCH, [], at("2026-06-02T12:00")) == at("2026-06-02T13:00")


def test_openings_that_touch_are_one():
    touching = rows([1], "09:00", "12:00") + rows([1], "12:00", "17:00")
    assert hours.open_until(touching, [], at("2026-06-02T10:00")) == at("2026-06-02T17:00")


def test_past_midnight_belongs_to_the_evening_before():
    sunday_morning = at("2026-06-07T01:00")
    assert hours.open_until(NIGHT, [], sunday_morning) == at("2026-06-07T03:00")
    assert hours.open_until(NIGHT, closed("2026-06-07"), sunday_morning) == at("2026-06-07T03:00")
    assert hours.open_until(NIGHT, closed("2026-06-06"), sunday_morning) is None


def test_midnight_to_midnight_never_closes_within_sight():
    until = hours.open_until(ROUND_THE_CLOCK, [], at("2026-06-02T12:00"))
    assert until > at("2027-06-01T00:00")


def test_a_closure_is_jumped_over():
    closures = closed("2026-06-03", "2026-06-08")
    assert hours.next_opening(NINE_TO_FIVE, closures, at("2026-06-02T18:00")) == at(
        "2026-06-09T09:00"
    )
    assert hours.open_until(NINE_TO_FIVE, closures, at("2026-06-03T10:00")) is None


def test_without_hours_nothing_is_known():
    now = at("2026-06-02T10:00")
    assert hours.open_until([], [], now) is None
    assert hours.next_opening([], [], now) is None
    assert hours.reply_deadline([], [], now, 8) is None


def test_closed_for_ever_has_no_next_opening():
    closures = closed("2026-01-01", "2099-01-01")
    assert hours.next_opening(NINE_TO_FIVE, closures, at("2026-06-02T10:00")) is None


@pytest.mark.parametrize(
    ("now", "budget", "deadline"),
    [
        ("2026-06-02T09:00", 8, "2026-06-02T17:00"),
        ("2026-06-02T10:00", 8, "2026-06-03T10:00"),
        ("2026-06-02T10:01", 8, "2026-06-03T11:00"),
        ("2026-06-02T10:00:00.000001", 8, "2026-06-03T11:00"),
        ("2026-06-02T08:00", 7.75, "2026-06-02T17:00"),
        ("2026-06-02T07:00", 2, "2026-06-02T11:00"),
        ("2026-06-05T16:00", 2, "2026-06-08T10:00"),
        ("2026-06-02T16:30", 0.5, "2026-06-02T17:00"),
        ("2026-12-31T16:00", 2, "2027-01-01T10:00"),
        ("2028-02-28T16:00", 2, "2028-02-29T10:00"),
    ],
)
def test_the_reply_deadline_counts_open_hours(now, budget, deadline):
    assert hours.reply_deadline(NINE_TO_FIVE, [], at(now), budget) == at(deadline)


def test_the_reply_deadline_jumps_over_lunch_and_closures():
    closures = closed("2026-06-03")
    deadline = hours.reply_deadline(LUNCH, closures, at("2026-06-02T11:00"), 8)
    assert deadline == at("2026-06-04T12:00")


def test_nine_is_nine_on_both_days_the_clocks_change():
    sundays = rows([6], "09:00", "17:00")
    for sunday in ("2027-03-14", "2027-11-07"):
        opens = hours.next_opening(sundays, [], at(f"{sunday}T00:30"))
        assert (opens.hour, opens.date().isoformat()) == (9, sunday)


@pytest.mark.parametrize(
    ("evening", "hours_open"), [("2027-03-13", 4), ("2027-11-06", 6), ("2027-06-05", 5)]
)
def test_a_night_across_the_change_has_its_real_length(evening, hours_open):
    start = at(f"{evening}T22:00")
    assert hours.reply_deadline(NIGHT, [], start, hours_open) == hours.open_until(NIGHT, [], start)
    elapsed = hours.open_until(NIGHT, [], start).astimezone(datetime.UTC) - start.astimezone(
        datetime.UTC
    )
    assert elapsed == hours_open * HOUR


def test_both_of_the_repeated_hours_are_open():
    until = at("2027-11-07T03:00")
    assert hours.open_until(NIGHT, [], at("2027-11-07T01:30", fold=0)) == until
    assert hours.open_until(NIGHT, [], at("2027-11-07T01:30", fold=1)) == until


def test_an_opening_in_the_skipped_hour_loses_it():
    skipped = rows([6], "02:00", "04:00")
    opens = hours.next_opening(skipped, [], at("2027-03-14T00:00"))
    assert opens.astimezone(datetime.UTC) == at("2027-03-14T03:00").astimezone(datetime.UTC)
    assert hours.open_until(skipped, [], opens) == at("2027-03-14T04:00")


def is_inside(row, time, *, began_yesterday):
    """Whether a wall clock time lies in a row that began today or yesterday."""
    past_midnight = row.closes <= row.opens
    if began_yesterday:
        return past_midnight and time < row.closes
    return row.opens <= time and (past_midnight or time < row.closes)


def is_open(plan, closures, now):
    """The plain check: look at the rows of today and of yesterday."""
    for back in (False, True):
        day = now.date() - datetime.timedelta(days=back)
        if not any(c.first_day <= day <= c.last_day for c in closures) and any(
            is_inside(row, now.time(), began_yesterday=back)
            for row in plan
            if row.weekday == day.weekday()
        ):
            return True
    return False


def test_open_until_agrees_with_a_plain_check_at_every_hour_of_two_years():
    plan = LUNCH + NIGHT
    closures = closed("2027-03-15", "2027-03-19") + closed("2026-12-24", "2027-01-02")
    first = at("2026-06-01T00:30").astimezone(datetime.UTC)
    moments = [(first + n * HOUR).astimezone(ZONE) for n in range(730 * 24)]
    wrong = [
        now.isoformat()
        for now in moments
        if (hours.open_until(plan, closures, now) is not None) != is_open(plan, closures, now)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("opens", "closes", "parts"),
    [
        ("09:00", "17:00", ["morning", "afternoon"]),
        ("12:00", "19:00", ["afternoon", "evening"]),
        ("11:31", "13:00", ["afternoon"]),
        ("11:30", "13:00", ["morning", "afternoon"]),
        ("22:00", "03:00", ["evening"]),
        ("00:00", "00:00", ["morning", "afternoon", "evening"]),
    ],
)
def test_the_parts_of_a_day(opens, closes, parts):
    assert hours.parts_of_day(rows([2], opens, closes)) == [(2, parts)]


def test_parts_come_monday_first_and_closed_days_are_left_out():
    plan = rows([4], "09:00", "13:00") + rows([0], "13:00", "17:00") + rows([0], "09:00", "12:00")
    assert hours.parts_of_day(plan) == [
        (0, ["morning", "afternoon"]),
        (4, ["morning", "afternoon"]),
    ]


def test_the_week_is_sorted():
    nine, noon, one, five = (datetime.time(hour) for hour in (9, 12, 13, 17))
    plan = rows([1], "13:00", "17:00") + rows([1], "09:00", "12:00")
    assert hours.week(plan)[:3] == [(0, []), (1, [(nine, noon), (one, five)]), (2, [])]
