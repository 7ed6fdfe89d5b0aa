"""Signing in: what a flood of tries costs readers, and whether time tells which addresses exist.

    python -m pytest -s tests/bench/bench_sign_in.py

Not part of the suite: only a machine with nothing else to do can tell. Everything is a ratio
within one run, and the flood comes from a process of its own.
"""

import http.client
import random
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context

import pytest
from axes.models import AccessAttempt

from clinic_site import settings as site_settings
from tests.bench.crowd import GUESS, GUESS_FROM_EVERYWHERE, LOOK, ask, crowd
from tests.browser.sites import new_site, served
from tests.factories import make_staff
from tests.staff.helpers import give_password

ROUNDS, PAIRS = 3, 60
PAGE = "/techniques/sacro-occipital-technique/"
# Sent by somebody with a cookie a page is made anew, from the database.
READERS = {"kept page": {}, "page made anew": {"Cookie": "of=somebody"}}
CROWDS = [LOOK, GUESS, GUESS_FROM_EVERYWHERE]
MOST_TIMES_AS_LONG = 2
MOST_APART = 0.1
FORGET = "from axes.models import AccessAttempt; AccessAttempt.objects.all().delete()"


def read_until(port, is_over):
    """Read the page in both ways until ``is_over``: {name: [seconds, …]}."""
    spent = {name: [] for name in READERS}
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as line:
        while not is_over():
            for name, headers in READERS.items():
                answer, seconds = ask(line, "GET", PAGE, headers=headers)
                assert answer.status == 200
                spent[name].append(seconds)
            time.sleep(0.01)
    return spent


def one_round(site, workers):
    """The seconds readers waited alone, and beside each kind of crowd: {who: {name: […]}}."""
    port = int(site.address.rpartition(":")[2])
    until = time.monotonic() + 2
    found = {"alone": read_until(port, lambda: time.monotonic() > until)}
    for does in CROWDS:
        site.shell(FORGET)
        sent = workers.submit(crowd, port, does)
        found[does] = read_until(port, sent.done)
        statuses = sent.result()
        counts = {status: statuses.count(status) for status in sorted(set(statuses))}
        print(f"{does}: {counts}, {len(found[does]['kept page'])} pages read", flush=True)
    return found


@pytest.fixture
def site(tmp_path):
    """A site behind one proxy, which is us."""
    site = new_site(tmp_path)
    site.environment["TRUSTED_PROXIES"] = "1"
    site.manage("prepare")
    with served(site):
        yield site


def test_readers_in_a_flood_of_tries(site):
    with ProcessPoolExecutor(1, get_context("spawn")) as workers:
        rounds = [one_round(site, workers) for _ in range(ROUNDS)]
    slow = []
    for name in READERS:
        middle = [{who: statistics.median(one[who][name]) for who in one} for one in rounds]
        print(name, *(f"{who} {1000 * seconds:.1f} ms" for who, seconds in middle[-1].items()))
        for does in CROWDS[1:]:
            times = statistics.median(one[does] / one[LOOK] for one in middle)
            print(f"{name}, {does}: {times:.2f} times as long as beside as many who look")
            slow += [(name, does)] * (times > MOST_TIMES_AS_LONG)
    assert slow == []


def quick(times):
    """The time a quarter of them keep within: what else the machine does weighs little there."""
    return statistics.quantiles(times)[0]


@pytest.mark.django_db
def test_time_does_not_tell_an_address(client, settings):
    settings.PASSWORD_HASHERS = site_settings.PASSWORD_HASHERS
    make_staff("known@example.com")
    make_staff("former@example.com", is_active=False)
    make_staff("reader@example.com", is_staff=False)
    spent = {name: [] for name in ("nobody", "known", "former", "reader")}
    order = random.Random(1)  # noqa: S311 - nothing secret
    for _ in range(PAIRS):
        # Whoever always came first would pay for what the one before left behind.
        for name in order.sample(list(spent), len(spent)):
            AccessAttempt.objects.all().delete()
            began = time.perf_counter()
            give_password(client, f"{name}@example.com", "a wrong guess")
            spent[name].append(time.perf_counter() - began)
    nobody = quick(spent.pop("nobody"))
    apart = {name: quick(times) / nobody - 1 for name, times in spent.items()}
    print(f"nobody {nobody * 1000:.1f} ms;", *(f"{n} {part:+.1%}" for n, part in apart.items()))
    assert max(map(abs, apart.values())) < MOST_APART
