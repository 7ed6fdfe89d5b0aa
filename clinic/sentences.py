"""What the pages say about hours: open now, the promise, closures and absences."""

import datetime

from clinic import formats, hours

ONE_DAY = datetime.timedelta(days=1)
NOTICE_DAYS = 7


def open_line(rows, closures, now):
    """ "Open now until 5 pm", "Open today from 9 am", "Closed now. Open again tomorrow 9 am".

    Nothing while no opening is known.
    """
    until = hours.open_until(rows, closures, now)
    if until:
        return f"Open now until {formats.time_of_day(until.time())}"
    opens = hours.next_opening(rows, closures, now)
    if not opens:
        return ""
    if opens.date() == now.date():
        return f"Open today from {formats.time_of_day(opens.time())}"
    return f"Closed now. Open again {formats.due(opens, now)}"


def promise(rows, closures, now, open_hours):
    """By when a request sent at ``now`` is answered, as a sentence."""
    deadline = hours.reply_deadline(rows, closures, now, open_hours)
    if not deadline:
        return "We answer on our next working day."
    moment = formats.due(deadline, now)
    if deadline.date() == now.date():
        today = f"today by {formats.time_of_day(deadline.time())}"
        return f"We answer {today}."
    answer = f"We answer by {moment}."
    if hours.open_until(rows, closures, now):
        return answer
    if any(closure.first_day <= now.date() <= closure.last_day for closure in closures):
        opens = hours.next_opening(rows, closures, now)
        return f"We are closed until {formats.due(opens, now)}. {answer}"
    return f"We are closed now. {answer}"


def week_in_words(rows):
    """The hours in a few phrases: ["Mon, Tue, Thu 9 am – 5 pm", "Wed noon – 7 pm"]."""
    groups = {}
    for weekday, openings in hours.week(rows):
        if openings:
            groups.setdefault(tuple(openings), []).append(weekday)
    return [
        f"{_days(weekdays)} {', '.join(formats.time_range(*opening) for opening in openings)}"
        for openings, weekdays in groups.items()
    ]


def _days(weekdays):
    """ "Mon – Fri" for three or more in a row, else "Mon, Tue, Thu"."""
    monday = datetime.date(2024, 1, 1)
    names = [formats.day_short(monday + n * ONE_DAY) for n in weekdays]
    if len(weekdays) >= 3 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return f"{names[0]} – {names[-1]}"
    return ", ".join(names)


def _date(date, *others, today):
    """A date without its weekday when the years differ, as people write it then."""
    years = {today.year, date.year, *(other.year for other in others)}
    if len(years) > 1:
        return f"{date:%B} {date.day}, {date.year}"
    return formats.day(date, today)


def closure_notice(closure, rows, closures, today, zone):
    """What a closure says on top of every page, from 7 days before until its last day; else "".

    ``closures`` are all of the clinic's, so that "Back" looks past the next one; ``zone`` is the
    time zone of the hours.
    """
    first, last = closure.first_day, closure.last_day
    if not first - NOTICE_DAYS * ONE_DAY <= today <= last:
        return ""
    opens = hours.next_opening(
        rows, closures, datetime.datetime.combine(last, datetime.time(), zone)
    )
    now = datetime.datetime.combine(today, datetime.time(), zone)
    back = formats.due(opens, now) if opens else None
    if today >= first and first != last and back:
        return f"Closed until {back}. You can still send a request"
    sentence = f"Closed {_closed_days(first, last, today)}"
    if not back:
        return f"{sentence}. Call us to hear when we are back"
    return f"{sentence}. Back {back}"


def closed_days(closure, today):
    """ "Friday, June 13", "Friday, June 13 to Tuesday, June 17", "Karen is away …" """
    first, last = closure.first_day, closure.last_day
    days = formats.day(first, today)
    if first != last:
        days = f"{_date(first, last, today=today)} to {_date(last, first, today=today)}"
    return f"{closure.practitioner.name} is away {days}" if closure.practitioner_id else days


def _closed_days(first, last, today):
    if first != last:
        return f"{_date(first, last, today=today)} to {_date(last, first, today=today)}"
    if first == today:
        return "today"
    tomorrow = "tomorrow, " if first == today + ONE_DAY else ""
    return f"{tomorrow}{formats.day(first, today)}"


def absence_notice(name, closure, today):
    """What a person's absence says, from 7 days before until the last day; else ""."""
    first, last = closure.first_day, closure.last_day
    if not first - NOTICE_DAYS * ONE_DAY <= today <= last:
        return ""
    if first == last:
        return f"{name} is away on {formats.day(first, today)}"
    if today == last:
        return f"{name} is back tomorrow"
    if today >= first:
        return f"{name} is away until {_month_day(last, today)}"
    until = str(last.day) if first.month == last.month else _month_day(last, today)
    return f"{name} is away from {_month_day(first, today)} to {until}"


def _month_day(date, today):
    year = "" if date.year == today.year else f", {date.year}"
    return f"{date:%B} {date.day}{year}"
