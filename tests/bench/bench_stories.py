"""The page of stories with 100 and with 100,000 of them: as many queries, about as much work.

Not part of the suite, since it measures time. Run it alone, on SQLite and on PostgreSQL:

    python -m pytest -s tests/bench/bench_stories.py
"""

import datetime
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from testimonials import numbers
from testimonials.models import Route, Testimonial
from tests.factories import make_clinic, make_practitioner, make_technique

FEW, MANY, TIMES = 100, 100_000, 60
MOST = 1.5
ADDRESSES = ["/stories/", "/stories/?stars=1", "/stories/?about=first&stars=3", "{middle}"]


def fill(count, about):
    """Add stories until there are ``count``, one a minute, each with its consent."""
    now, until = timezone.now(), timezone.localdate() + datetime.timedelta(days=100)
    Testimonial.objects.bulk_create(
        (
            Testimonial(
                stars=n % 5 + 1,
                headline="They took time to explain",
                words="I was met kindly. " * 12,
                headline_agreed="They took time to explain",
                words_agreed="I was met kindly. " * 12,
                route=Route.PAPER,
                confirmed_at=now,
                published_at=now - datetime.timedelta(minutes=n),
                consent_until=until,
                **about[n % 3],
            )
            for n in range(Testimonial.objects.count(), count)
        ),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(client, address):
    """Queries, and the least seconds of work and of waiting for one page of many tries."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
        asked = len(queries)
    work, wait = [], []
    for _ in range(TIMES):
        started, clock = time.process_time(), time.perf_counter()
        assert client.get(address).status_code == 200
        work.append(time.process_time() - started)
        wait.append(time.perf_counter() - clock)
    return asked, min(work), min(wait)


@pytest.mark.django_db
def test_a_page_costs_the_same_at_any_number(client):
    make_clinic()
    about = [{"technique": make_technique(slug="first")}, {"practitioner": make_practitioner()}, {}]
    found = {}
    for count in (FEW, MANY):
        fill(count, about)
        numbers.forget()
        started = time.perf_counter()
        numbers.current()
        counted = time.perf_counter() - started
        print(f"\n{connection.vendor}, {count} stories: counted in {counted:.3f} s")
        middle = Testimonial.objects.newest_first()[count // 2].place.partition("#")[0]
        for address in ADDRESSES:
            found[address, count] = measure(client, address.format(middle=middle))
    for address in ADDRESSES:
        few, many = found[address, FEW], found[address, MANY]
        ratio, waited = many[1] / few[1], many[2] / few[2]
        print(
            f"{address}: {few[0]} and {many[0]} queries, {1000 * few[1]:.1f} and "
            f"{1000 * many[1]:.1f} ms of work: {ratio:.2f} times; waited {waited:.2f} times"
        )
        assert many[0] == few[0]
        assert ratio <= MOST
