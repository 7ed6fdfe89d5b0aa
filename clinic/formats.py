"""How days, times and lists are written: US English, each format by one function."""

import datetime

from django.utils import timezone

ONE_DAY = datetime.timedelta(days=1)
DAYS_NAMED_BY_WEEKDAY = 6


def join_words(items, last="or"):
    """ "A, B or C" (or "and", as ``last`` says); nothing for no items."""
    items = [str(item) for item in items]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def counted(n, one, many):
    """ "1 story", "3 stories"."""
    return f"{n} {one if n == 1 else many}"


def day(date, today):
    """ "Wednesday, June 4"; with ", 2027" when the year is not that of ``today``."""
    year = "" if date.year == today.year else f", {date.year}"
    return f"{date:%A, %B} {date.day}{year}"


def a_year_after(date):
    """The same day of the next year; March 1 after February 29."""
    try:
        return date.replace(year=date.year + 1)
    except ValueError:
        return datetime.date(date.year + 1, 3, 1)


def day_short(date):
    """ "Wed"."""
    return f"{date:%a}"


def month(date):
    """ "June 2026"."""
    return f"{date:%B %Y}"


def time_of_day(time):
    """ "5 pm", "9:30 am", "noon", "midnight"."""
    if (time.hour, time.minute) in {(0, 0), (12, 0)}:
        return "noon" if time.hour else "midnight"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes} {'pm' if time.hour >= 12 else 'am'}"


def when(moment, today):
    """ "Wednesday, June 4 at 5 pm", in the site's time zone."""
    moment = timezone.localtime(moment)
    return f"{day(moment.date(), today)} at {time_of_day(moment.time())}"


def time_range(opens, closes):
    """ "9 am – 5 pm", "9 – 11:30 am", "noon – 7 pm"."""
    first, last = time_of_day(opens), time_of_day(closes)
    if " " in first and first[-3:] == last[-3:]:
        first = first[:-3]
    return f"{first} – {last}"


def due(moment, now):
    """ "today 5 pm", "tomorrow 10 am", "Wednesday 5 pm", "Monday, July 7, 9 am".

    Both are aware; the day is that of the time zone of ``now``. The date is written once the
    moment is more than 6 days away.
    """
    return _due(moment, now, "%A")


def due_short(moment, now):
    """The same for narrow places: "today 5 pm", "Wed 5 pm", "Mon, July 7, 9 am"."""
    return _due(moment, now, "%a")


def since(moment, now):
    """What is past: "today 9 am", "yesterday 5 pm", "Tuesday 5 pm", "Monday, July 7, 9 am".

    Both are aware; the date is written once the moment is more than 6 days away.
    """
    moment = moment.astimezone(now.tzinfo)
    away = (now.date() - moment.date()) // ONE_DAY
    time = time_of_day(moment.time())
    if away == 0:
        return f"today {time}"
    if away == 1:
        return f"yesterday {time}"
    return f"{moment:%A} {time}" if 0 < away <= DAYS_NAMED_BY_WEEKDAY else due(moment, now)


def _due(moment, now, weekday):
    moment = moment.astimezone(now.tzinfo)
    date, time = moment.date(), time_of_day(moment.time())
    away = (date - now.date()) // ONE_DAY
    if away == 0:
        return f"today {time}"
    if away == 1 and weekday == "%A":
        return f"tomorrow {time}"
    if 0 < away <= DAYS_NAMED_BY_WEEKDAY:
        return f"{date:{weekday}} {time}"
    year = "" if date.year == now.year else f", {date.year}"
    return f"{date:{weekday}, %B} {date.day}{year}, {time}"
