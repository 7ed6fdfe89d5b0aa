"""How the lists of the desk grow: queries and CPU at 100 rows and at 100,000.

    python -m pytest -s tests/bench/bench_desk.py

Not part of the suite: it takes minutes, and only a machine with nothing else to do can tell.
"""

import datetime
import time
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from outbox.models import Letter
from staff.models import AuditEntry
from tests.factories import make_clinic, make_letter, make_request, make_staff, make_story
from tests.staff.helpers import come_in

pytestmark = pytest.mark.django_db
FEW, MANY = 100, 100_000
WAITING = 50
TIMES = 7
MOST_TIMES_THE_CPU = 2
DESK = "/admin/"
LISTS = [
    "/admin/booking/appointmentrequest/",
    "/admin/booking/appointmentrequest/?tab=closed",
    "/admin/testimonials/testimonial/",
    "/admin/outbox/letter/",
    "/admin/staff/auditentry/",
]


def ago(n):
    """The moment of the n-th: one every five minutes, a year in all."""
    return timezone.now() - datetime.timedelta(minutes=5 * n)


def copy(row, numbers, **fresh):
    """Copies of ``row``, one for each number; ``fresh`` makes a value of each."""
    model = type(row)
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values["id"]
    rows = (model(**values | {name: make(n) for name, make in fresh.items()}) for n in numbers)
    model.objects.bulk_create(rows, batch_size=500)


@pytest.fixture
def originals(client):
    """One row of each list, and a colleague who sees them all."""
    make_clinic()
    member = make_staff()
    come_in(client, member)
    line = AuditEntry.objects.create(member=member, act="looked", reference="4K7-P29")
    return make_request(), make_story(), make_letter(sent_at=timezone.now()), line


def add(originals, numbers):
    """So many of everything; of the requests a few wait, as on a site that runs for years."""
    request, story, letter, line = originals
    copy(
        request,
        numbers,
        reference=lambda n: f"{n:07}",
        link_id=lambda n: f"link-{n}",
        submission_id=lambda n: f"bench-{n}",
        received_at=ago,
        reply_due_at=ago,
        answered_at=lambda n: ago(n) if n >= WAITING else None,
        closed_at=lambda n: ago(n) if n >= WAITING else None,
        erase_on=lambda n: timezone.localdate() if n >= WAITING else None,
        status=lambda n: "declined" if n >= WAITING else "received",
    )
    copy(
        story,
        numbers,
        public_id=lambda n: f"bench{n:07}",
        link_id=lambda n: f"link-{n}",
        published_at=ago,
        received_on=lambda n: ago(n).date(),
    )
    copy(
        letter,
        numbers,
        message_id=lambda n: uuid.uuid4(),
        written_at=ago,
        kind=lambda n: "booking.received",
    )
    copy(line, numbers, at=ago)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(client, address):
    """How often a list asks the database, and the least CPU seconds of several tries."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    queries, spent = len(asked), []
    for _ in range(TIMES):
        began = time.process_time()
        client.get(address)
        spent.append(time.process_time() - began)
    return queries, min(spent)


def test_lists_at_a_hundred_thousand_rows(client, originals):
    add(originals, range(FEW))
    few = {address: measure(client, address) for address in [DESK, *LISTS]}
    add(originals, range(FEW, MANY))
    assert Letter.objects.count() > MANY
    wrong = []
    for address in few:
        (before, first), (after, then) = few[address], measure(client, address)
        print(f"{address:50} {before} → {after} queries, {first:.3f} → {then:.3f} s")
        is_slow = address in LISTS and then > first * MOST_TIMES_THE_CPU
        if after != before or is_slow:
            wrong.append(address)
    assert wrong == []
