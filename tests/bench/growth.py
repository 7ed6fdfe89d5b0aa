"""What a page and a request cost as the tables grow: CPU inside one process."""

import datetime
import json
import time

from django.db import connection
from django.test import Client
from django.utils import timezone

from booking.models import AppointmentRequest, Status
from testimonials import numbers
from tests.bench import bench_stories
from tests.bench.unlimited import lift_limits
from tests.booking.helpers import payload
from tests.factories import (
    make_clinic,
    make_hours,
    make_practitioner,
    make_staff,
    make_technique,
)

ROWS = [10, 100, 10_000, 100_000]
TIMES = 40
# A clinic's open requests do not grow with the years; its closed ones could, if never erased.
OPEN = 8
INBOX = "/admin/booking/appointmentrequest/"
DIGITS = "2345678"


def visitor():
    return Client(headers={"host": "127.0.0.1"})


def main():
    """Fill the database, which must be empty, and print JSON: {what: {rows: milliseconds}}."""
    lift_limits()
    make_clinic()
    make_hours()
    about = [{"technique": make_technique()}, {"practitioner": make_practitioner()}, {}]
    desk = visitor()
    desk.force_login(make_staff())
    found = {}
    for rows in ROWS:
        fill_requests(rows)
        bench_stories.fill(rows, about)
        numbers.forget()
        for name, act in {
            "stories": lambda: read(visitor(), "/stories/"),
            "inbox, waiting": lambda: read(desk, INBOX),
            "inbox, closed": lambda: read(desk, f"{INBOX}?tab=closed"),
        }.items():
            found.setdefault(name, {})[rows] = work(act)
        found.setdefault("request sent", {})[rows] = send()
    print(json.dumps(found))


def fill_requests(count):
    """Add closed requests until there are ``count`` in all, a few of them open."""
    now = timezone.now()
    have = AppointmentRequest.objects.count()
    day = datetime.timedelta(days=1)

    def row(n):
        closed = {} if n < OPEN else {"closed_at": now - n * day / 1440}
        return AppointmentRequest(
            name="Maria Lopez",
            phone=f"+1202555{n % 10_000:04}",
            submission_id=f"bench-{n}",
            reference=reference(n),
            status=Status.WITHDRAWN if closed else Status.RECEIVED,
            received_at=now - n * day / 1440,
            reply_due_at=now + day,
            erase_on=(now + 30 * day).date() if closed else None,
            **closed,
        )

    AppointmentRequest.objects.bulk_create(map(row, range(have, count)), batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def reference(n):
    """The n-th reference of the bench: letters that real ones do not begin with stay rare."""
    letters = []
    for _ in range(7):
        n, digit = divmod(n, len(DIGITS))
        letters.append(DIGITS[digit])
    return "".join(letters)


def read(client, address):
    assert client.get(address).status_code == 200, address


def work(act):
    """The least CPU of some tries, in milliseconds."""
    act()
    found = []
    for _ in range(TIMES):
        started = time.process_time()
        act()
        found.append(time.process_time() - started)
    return round(min(found) * 1000, 2)


def send():
    """The least CPU of a request that is kept, in milliseconds."""
    client = visitor()
    answers = [payload(client, phone=f"(202) 555-{n:04}") for n in range(TIMES)]
    found = []
    for answer in answers:
        started = time.process_time()
        response = client.post("/book/", answer)
        found.append(time.process_time() - started)
        assert response.status_code == 303, response.content
    return round(min(found) * 1000, 2)
