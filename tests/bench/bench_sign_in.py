"""Signing in: what a flood of tries costs readers, and whether time tells which addresses exist.

    python -m pytest -s tests/bench/bench_sign_in.py

Not part of the suite: only a machine with nothing else to do can tell. Everything is a ratio
within one run, and the flood comes from a process of its own.
"""

import http.client
import re
import statistics
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt

from tests.browser.conftest import running_site
from tests.factories import make_staff
from tests.staff.helpers import SIGN_IN, give_password

TRIES, AT_ONCE = 200, 8
ROUNDS, PAIRS = 5, 60
PAGE = "/techniques/sacro-occipital-technique/"
# Sent by somebody with a cookie a page is made anew, from the database.
READERS = {"kept page": {}, "page made anew": {"Cookie": "of=somebody"}}
MOST_TIMES_AS_LONG = 2
MOST_APART = 0.05
FORGET = "from axes.models import AccessAttempt; AccessAttempt.objects.all().delete()"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def ask(line, method, path, body=None, headers=None):
    """One request on an open connection: its answer, read, and the seconds it took."""
    began = time.perf_counter()
    line.request(method, path, body, headers or {})
    answer = line.getresponse()
    answer.text = answer.read().decode()
    return answer, time.perf_counter() - began


def visitor(port, number, *, guesses):
    """One of those at the sign-in page: sends its share of the tries, or only reads as often."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    page, _ = ask(line, "GET", SIGN_IN)
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    token, statuses = TOKEN.search(page.text)[1], []
    for n in range(TRIES // AT_ONCE):
        values = {"username": f"person-{number}-{n}@example.com", "password": "a wrong guess"}
        body = urlencode(values | {"csrfmiddlewaretoken": token})
        sent = ("POST", SIGN_IN, body) if guesses else ("GET", SIGN_IN, None)
        statuses.append(ask(line, *sent, headers)[0].status)
    return statuses


def crowd(port, guesses):
    """All of them at once; the statuses of their answers."""
    with ThreadPoolExecutor(AT_ONCE) as people:
        shares = people.map(lambda n: visitor(port, n, guesses=guesses), range(AT_ONCE))
        return [status for share in shares for status in share]


def read_until(line, is_over):
    """Read the page in both ways until ``is_over``: {name: [seconds, …]}."""
    spent = {name: [] for name in READERS}
    while not is_over():
        for name, headers in READERS.items():
            answer, seconds = ask(line, "GET", PAGE, headers=headers)
            assert answer.status == 200
            spent[name].append(seconds)
        time.sleep(0.01)
    return spent


def one_round(site, workers):
    """The seconds readers waited alone, beside 200 readers of the sign-in page, in a flood."""
    port = int(site.address.rpartition(":")[2])
    line = http.client.HTTPConnection("127.0.0.1", port)
    site.shell(FORGET)
    until = time.monotonic() + 2
    found = {"alone": read_until(line, lambda: time.monotonic() > until)}
    for name, guesses in {"200 look": False, "200 guess": True}.items():
        sent = workers.submit(crowd, port, guesses)
        found[name] = read_until(line, sent.done)
        statuses = sent.result()
        counts = {status: statuses.count(status) for status in sorted(set(statuses))}
        print(f"{name}: answers {counts}, {len(found[name]['kept page'])} pages read beside them")
    return found


def test_readers_in_a_flood_of_tries(tmp_path):
    with running_site(tmp_path) as site, ProcessPoolExecutor(1, get_context("spawn")) as workers:
        rounds = [one_round(site, workers) for _ in range(ROUNDS)]
    worst = 0
    for name in READERS:
        middle = [{who: statistics.median(one[who][name]) for who in one} for one in rounds]
        for base in ("alone", "200 look"):
            times = statistics.median(one["200 guess"] / one[base] for one in middle)
            print(f"{name}, in a flood of guesses beside {base}: {times:.2f} times as long")
            worst = max(worst, times if base == "200 look" else 0)
    assert worst < MOST_TIMES_AS_LONG


@pytest.mark.django_db
def test_time_does_not_tell_an_address(client):
    make_staff("known@example.com")
    make_staff("former@example.com", is_active=False)
    make_staff("reader@example.com", is_staff=False)
    spent = {name: [] for name in ("nobody", "known", "former", "reader")}
    for _ in range(PAIRS):
        for name in spent:
            AccessAttempt.objects.all().delete()
            began = time.perf_counter()
            give_password(client, f"{name}@example.com", "a wrong guess")
            spent[name].append(time.perf_counter() - began)
    nobody = statistics.median(spent.pop("nobody"))
    apart = {name: statistics.median(times) / nobody - 1 for name, times in spent.items()}
    print(f"nobody {nobody * 1000:.1f} ms;", *(f"{n} {part:+.1%}" for n, part in apart.items()))
    assert max(map(abs, apart.values())) < MOST_APART
