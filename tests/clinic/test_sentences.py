"""What the pages say about hours, word for word."""

import datetime

import pytest

from clinic import sentences
from tests.clinic.test_hours import NINE_TO_FIVE, ZONE, Closed, at, closed, rows

WEEK = rows([0, 1, 3], "09:00", "17:00") + rows([2], "12:00", "19:00") + rows([4], "09:00", "13:00")


def date(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("now", "line"),
    [
        ("2026-06-02T10:00", "Open now until 5 pm"),
        ("2026-06-02T08:00", "Open today from 9 am"),
        ("2026-06-02T18:00", "Closed now. Open again tomorrow noon"),
        ("2026-06-05T14:00", "Closed now. Open again Monday 9 am"),
    ],
)
def test_open_line(now, line):
    assert sentences.open_line(WEEK, [], at(now)) == line


def test_open_line_without_hours():
    assert sentences.open_line([], [], at("2026-06-02T10:00")) == ""


@pytest.mark.parametrize(
    ("now", "budget", "sentence"),
    [
        ("2026-06-02T09:00", 8, "We answer today by 5 pm."),
        ("2026-06-02T10:00", 8, "We answer by tomorrow 10 am."),
        ("2026-06-01T10:00", 23, "We answer by Wednesday 5 pm."),
        ("2026-06-01T10:00", 47, "We answer by Monday, June 8, 5 pm."),
        ("2026-06-05T18:00", 4, "We are closed now. We answer by Monday 1 pm."),
    ],
)
def test_promise(now, budget, sentence):
    now = at(now)
    assert sentences.promise(NINE_TO_FIVE, [], now, budget) == sentence


def test_promise_in_a_closure():
    closures = closed("2026-06-26", "2026-07-04")
    said = sentences.promise(NINE_TO_FIVE, closures, at("2026-06-26T10:00"), 4)
    assert said == ("We are closed until Monday, July 6, 9 am. We answer by Monday, July 6, 1 pm.")


def test_promise_without_hours():
    said = sentences.promise([], [], at("2026-06-02T10:00"), 8)
    assert said == "We answer on our next working day."


@pytest.mark.parametrize(
    ("first", "last", "today", "sentence"),
    [
        ("2025-06-13", "2025-06-13", "2025-06-05", ""),
        ("2025-06-13", "2025-06-13", "2025-06-10", "Closed Friday, June 13. Back Monday 9 am"),
        (
            "2025-06-13",
            "2025-06-13",
            "2025-06-06",
            "Closed Friday, June 13. Back Monday, June 16, 9 am",
        ),
        (
            "2025-06-13",
            "2025-06-13",
            "2025-06-12",
            "Closed tomorrow, Friday, June 13. Back Monday 9 am",
        ),
        ("2025-06-13", "2025-06-13", "2025-06-13", "Closed today. Back Monday 9 am"),
        ("2025-06-13", "2025-06-13", "2025-06-14", ""),
        (
            "2025-06-13",
            "2025-06-17",
            "2025-06-12",
            "Closed Friday, June 13 to Tuesday, June 17. Back Wednesday 9 am",
        ),
        (
            "2025-06-28",
            "2025-07-04",
            "2025-06-27",
            "Closed Saturday, June 28 to Friday, July 4. Back Monday, July 7, 9 am",
        ),
        (
            "2026-12-24",
            "2027-01-02",
            "2026-12-20",
            "Closed December 24, 2026 to January 2, 2027. Back Monday, January 4, 2027, 9 am",
        ),
        (
            "2025-06-28",
            "2025-07-04",
            "2025-06-30",
            "Closed until Monday, July 7, 9 am. You can still send a request",
        ),
    ],
)
def test_closure_notice(first, last, today, sentence):
    closures = closed(first, last)
    said = sentences.closure_notice(closures[0], NINE_TO_FIVE, closures, date(today), ZONE)
    assert said == sentence


def test_closure_notice_when_no_opening_is_known():
    closures = closed("2025-06-13")
    said = sentences.closure_notice(closures[0], [], closures, date("2025-06-10"), ZONE)
    assert said == "Closed Friday, June 13. Call us to hear when we are back"


def test_closure_notice_looks_past_the_next_closure():
    closures = closed("2025-06-13") + closed("2025-06-16")
    said = sentences.closure_notice(closures[0], NINE_TO_FIVE, closures, date("2025-06-12"), ZONE)
    assert said == "Closed tomorrow, Friday, June 13. Back Tuesday 9 am"


@pytest.mark.parametrize(
    ("first", "last", "today", "sentence"),
    [
        ("2025-06-16", "2025-06-24", "2025-06-08", ""),
        ("2025-06-16", "2025-06-24", "2025-06-10", "Karen is away from June 16 to 24"),
        ("2025-06-28", "2025-07-04", "2025-06-27", "Karen is away from June 28 to July 4"),
        ("2025-06-16", "2025-06-24", "2025-06-16", "Karen is away until June 24"),
        ("2025-06-16", "2025-06-24", "2025-06-24", "Karen is back tomorrow"),
        ("2025-06-13", "2025-06-13", "2025-06-13", "Karen is away on Friday, June 13"),
        ("2025-06-16", "2025-06-24", "2025-06-25", ""),
    ],
)
def test_absence_notice(first, last, today, sentence):
    closure = Closed(date(first), date(last))
    assert sentences.absence_notice("Karen", closure, date(today)) == sentence


def test_week_in_words():
    assert sentences.week_in_words(WEEK) == [
        "Mon, Tue, Thu 9 am – 5 pm",
        "Wed noon – 7 pm",
        "Fri 9 am – 1 pm",
    ]
    assert sentences.week_in_words(NINE_TO_FIVE) == ["Mon – Fri 9 am – 5 pm"]
    assert sentences.week_in_words([]) == []
