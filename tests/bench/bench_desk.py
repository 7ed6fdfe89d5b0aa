"""How the lists of the desk grow: queries and CPU at 100 rows under each tab and at 100,000 rows.

    python -m pytest -s tests/bench/bench_desk.py

Each tab holds more than one page both times, so that both draw as many lines. On PostgreSQL the
server's CPU counts, too. Today's desk is no list, but counts what all of them hold: it may cost
half as much more. Not part of the suite: it takes minutes.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.desk.inbox import TABS
from booking.models import AppointmentRequest
from testimonials import admin as stories
from tests.bench.cpu import Meter
from tests.bench.worlds import World
from tests.factories import make_clinic, make_hours, make_staff
from tests.staff.helpers import come_in

FEW, MANY = 100 * len(TABS), 100_000
TIMES = 9
MOST, MOST_OF_TODAY = 2, 3
TODAY = "/admin/"
REQUESTS, STORIES = "/admin/booking/appointmentrequest/", "/admin/testimonials/testimonial/"
LETTERS, LINES = "/admin/outbox/letter/", "/admin/staff/auditentry/"
ADDRESSES = [
    TODAY,
    *(f"{REQUESTS}?tab={tab.key}" for tab in TABS),
    *(f"{STORIES}?tab={key}" for key in stories.TABS),
    *(f"{LETTERS}?state={key}" for key in ["waiting", "sent", "back"]),
    LINES,
    f"{LINES}?q=4K7-P29",
]


def measure(client, meter, address):
    """How often a page asks the database, its CPU seconds, and how many rows it shows."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    assert response.status_code == 200
    return (
        len(asked),
        meter.least(lambda: client.get(address), TIMES),
        response.content.count(b"<tr"),
    )


@pytest.mark.django_db(transaction=True)
def test_lists_at_a_hundred_thousand_rows(client):
    make_clinic()
    make_hours()
    member = make_staff()
    come_in(client, member)
    world, meter = World(member), Meter()
    found = {}
    for rows in (FEW, MANY):
        world.grow(rows)
        one = AppointmentRequest.objects.last().reference
        for address in [*ADDRESSES, f"{REQUESTS}?q={one}"]:
            found.setdefault(address.replace(one, "REF"), []).append(
                measure(client, meter, address)
            )
    wrong = []
    print(f"\n{connection.vendor}")
    for address, ((asked, cpu, lines), (asked_then, cpu_then, lines_then)) in found.items():
        times = cpu_then / cpu
        print(
            f"{address:55} {asked} and {asked_then} queries, {lines} and {lines_then} lines, "
            f"{1000 * cpu:.1f} and {1000 * cpu_then:.1f} ms: {times:.2f} times"
        )
        if asked != asked_then or times > (MOST_OF_TODAY if address == TODAY else MOST):
            wrong.append(address)
    assert wrong == []
