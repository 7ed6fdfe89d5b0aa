"""When the clinic is open, and by when it answers. Pure functions over rows.

A row of hours has ``weekday`` (0 is Monday), ``opens`` and ``closes``; closing at or before
opening means the following day. A closure has ``first_day`` and ``last_day`` and closes every
opening that starts on one of them. Callers pass the rows of the clinic or of one person. Wall
clock times hold on the days the clocks change; lengths are real elapsed time.
"""

import datetime
from dataclasses import dataclass

DAYS_AHEAD = 400
NOON, EVENING = datetime.time(12), datetime.time(17)
PARTS = {
    "morning": (datetime.time(0), NOON),
    "afternoon": (NOON, EVENING),
    "evening": (EVENING, None),
}
LEAST_PART = datetime.timedelta(minutes=30)
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Interval:
    """An opening: from ``starts`` until just before ``ends``, both in UTC."""

    starts: datetime.datetime
    ends: datetime.datetime


def _moment(day, time, zone):
    """The wall clock's moment in UTC. One that the clocks skip comes out an hour later."""
    return datetime.datetime.combine(day, time, zone).astimezone(datetime.UTC)


def _is_closed_on(day, closures):
    return any(closure.first_day <= day <= closure.last_day for closure in closures)


def _openings_of(day, hours, zone):
    """The openings that start on ``day``, in UTC."""
    for row in hours:
        if row.weekday == day.weekday():
            last = day if row.closes > row.opens else day + ONE_DAY
            interval = Interval(_moment(day, row.opens, zone), _moment(last, row.closes, zone))
            if interval.ends > interval.starts:
                yield interval


def openings(hours, closures, after):
    """The openings that end after the aware moment ``after``, in order, touching ones made one.

    Yields Interval in UTC, since two moments of one zone compare by the wall clock, which is
    wrong in the hour the clocks repeat. Looks 400 days ahead and no further.
    """
    zone, after_utc = after.tzinfo, after.astimezone(datetime.UTC)
    current = None
    for n in range(-1, DAYS_AHEAD) if hours else ():
        day = after.date() + n * ONE_DAY
        if _is_closed_on(day, closures):
            continue
        for found in sorted(_openings_of(day, hours, zone), key=lambda i: (i.starts, i.ends)):
            if current and found.starts <= current.ends:
                current = Interval(current.starts, max(current.ends, found.ends))
                continue
            if current and current.ends > after_utc:
                yield current
            current = found
    if current and current.ends > after_utc:
        yield current


def open_until(hours, closures, now):
    """When the opening that runs at ``now`` ends, or None while closed."""
    first = next(openings(hours, closures, now), None)
    if first and first.starts <= now.astimezone(datetime.UTC):
        return first.ends.astimezone(now.tzinfo)
    return None


def next_opening(hours, closures, now):
    """When the next opening starts (not the one that runs), or None if none is known."""
    now_utc = now.astimezone(datetime.UTC)
    for interval in openings(hours, closures, now):
        if interval.starts > now_utc:
            return interval.starts.astimezone(now.tzinfo)
    return None


def last_closing(hours, closures, now):
    """When the last opening before ``now`` ended, looking 60 days back and no further."""
    last = now - 60 * ONE_DAY
    for interval in openings(hours, closures, last):
        if interval.ends > now.astimezone(datetime.UTC):
            break
        last = interval.ends.astimezone(now.tzinfo)
    return last


def open_hours_until(hours, closures, now, end):
    """How many whole hours of opening are left between two aware moments."""
    left = datetime.timedelta()
    for interval in openings(hours, closures, now):
        if interval.starts >= end:
            break
        left += min(interval.ends, end) - max(interval.starts, now.astimezone(datetime.UTC))
    return left // datetime.timedelta(hours=1)


def reply_deadline(hours, closures, now, open_hours):
    """The moment when ``open_hours`` hours of opening have passed since ``now``.

    Rounded up to the full hour of the wall clock, but not past closing: "by 3 pm" is easier to
    keep in mind than "by 2:11 pm". None when no opening is known.
    """
    left = datetime.timedelta(hours=open_hours)
    for interval in openings(hours, closures, now):
        starts = max(interval.starts, now.astimezone(datetime.UTC))
        if left <= interval.ends - starts:
            return min(_full_hour(starts + left), interval.ends).astimezone(now.tzinfo)
        left -= interval.ends - starts
    return None


def _full_hour(moment):
    """The next full hour, or the moment itself when it is one."""
    past = datetime.timedelta(
        minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - past + datetime.timedelta(hours=1) if past else moment


def week(hours):
    """Seven pairs (weekday, [(opens, closes), …]), Monday first."""
    return [
        (weekday, sorted((row.opens, row.closes) for row in hours if row.weekday == weekday))
        for weekday in range(7)
    ]


def parts_of_day(hours):
    """The parts of days with at least half an hour of opening: [(weekday, ["morning", …]), …].

    Morning ends at noon, afternoon at 5 pm; what runs past midnight counts to the evening.
    """
    result = []
    for weekday, rows in week(hours):
        parts = [part for part in PARTS if any(_overlaps(part, *row) for row in rows)]
        if parts:
            result.append((weekday, parts))
    return result


def part_of(time):
    """The part of the day a wall clock time lies in: "morning", "afternoon" or "evening"."""
    return next(part for part, (_, ends) in PARTS.items() if ends is None or time < ends)


def _overlaps(part, opens, closes):
    """Whether an opening lies in a part of the day for at least half an hour."""
    base = datetime.date(2000, 1, 1)
    starts, ends = PARTS[part]
    opened = datetime.datetime.combine(base, opens)
    closed = datetime.datetime.combine(base if closes > opens else base + ONE_DAY, closes)
    part_starts = datetime.datetime.combine(base, starts)
    part_ends = datetime.datetime.combine(base, ends) if ends else part_starts + ONE_DAY
    return min(closed, part_ends) - max(opened, part_starts) >= LEAST_PART
