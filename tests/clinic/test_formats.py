"""Days, times and lists as people in the US write them."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from clinic import formats
from clinic.templatetags.clinic import unbroken

ZONE = ZoneInfo("America/New_York")
NOW = datetime.datetime(2026, 6, 2, 10, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("17:00", "5 pm"),
        ("09:30", "9:30 am"),
        ("12:00", "noon"),
        ("00:00", "midnight"),
        ("12:05", "12:05 pm"),
        ("00:15", "12:15 am"),
    ],
)
def test_time_of_day(time, words):
    assert formats.time_of_day(datetime.time.fromisoformat(time)) == words


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        ("09:00", "17:00", "9 am – 5 pm"),
        ("09:00", "11:30", "9 – 11:30 am"),
        ("12:00", "19:00", "noon – 7 pm"),
        ("13:00", "17:00", "1 – 5 pm"),
        ("22:00", "00:00", "10 pm – midnight"),
    ],
)
def test_time_range(opens, closes, words):
    times = map(datetime.time.fromisoformat, (opens, closes))
    assert formats.time_range(*times) == words


@pytest.mark.parametrize(
    ("moment", "long", "short"),
    [
        ("2026-06-02T17:00", "today 5 pm", "today 5 pm"),
        ("2026-06-03T10:00", "tomorrow 10 am", "Wed 10 am"),
        ("2026-06-08T17:00", "Monday 5 pm", "Mon 5 pm"),
        ("2026-06-09T09:00", "Tuesday, June 9, 9 am", "Tue, June 9, 9 am"),
        ("2027-01-04T09:00", "Monday, January 4, 2027, 9 am", "Mon, January 4, 2027, 9 am"),
        ("2026-06-01T17:00", "Monday, June 1, 5 pm", "Mon, June 1, 5 pm"),
    ],
)
def test_due(moment, long, short):
    moment = datetime.datetime.fromisoformat(moment).replace(tzinfo=ZONE)
    assert formats.due(moment, NOW) == long
    assert formats.due_short(moment, NOW) == short


def test_due_is_told_in_the_reader_s_zone():
    moment = datetime.datetime(2026, 6, 3, 1, tzinfo=datetime.UTC)
    assert formats.due(moment, NOW) == "today 9 pm"


def test_day_names_the_year_only_when_it_is_another():
    today = datetime.date(2026, 6, 2)
    assert formats.day(datetime.date(2026, 6, 13), today) == "Saturday, June 13"
    assert formats.day(datetime.date(2027, 6, 13), today) == "Sunday, June 13, 2027"


def test_short_day_and_month():
    date = datetime.date(2026, 6, 3)
    assert (formats.day_short(date), formats.month(date)) == ("Wed", "June 2026")


@pytest.mark.parametrize(
    ("items", "words"),
    [([], ""), (["A"], "A"), (["A", "B"], "A or B"), (["A", "B", "C"], "A, B or C")],
)
def test_join_words(items, words):
    assert formats.join_words(items) == words


def test_join_words_with_and():
    assert formats.join_words(["Gregg", "Karen"], last="and") == "Gregg and Karen"


@pytest.mark.parametrize(("n", "words"), [(0, "0 stories"), (1, "1 story"), (2, "2 stories")])
def test_counted(n, words):
    assert formats.counted(n, "story", "stories") == words


def test_words_with_a_hyphen_stay_on_one_line():
    assert unbroken("Gentle, hands-on <care>") == (
        'Gentle, <span class="nb">hands-on</span> &lt;care&gt;'
    )
    assert unbroken(None) == unbroken("") == ""
