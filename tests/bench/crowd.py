"""Many at the sign-in page at once, from a process that knows nothing of the site's code."""

import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

TRIES, AT_ONCE = 200, 8
SIGN_IN = "/admin/login/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def ask(line, method, path, body=None, headers=None):
    """One request on an open connection: its answer, read, and the seconds it took."""
    began = time.perf_counter()
    line.request(method, path, body, headers or {})
    answer = line.getresponse()
    answer.text = answer.read().decode()
    return answer, time.perf_counter() - began


# What those at the sign-in page may do.
LOOK, GUESS, GUESS_FROM_EVERYWHERE = "200 look", "200 guess", "200 guess from 200 networks"


def visitor(port, number, does):
    """One of those at the sign-in page does its share; the statuses of the answers."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    page, _ = ask(line, "GET", SIGN_IN)
    headers = {
        "Cookie": page.headers["Set-Cookie"].partition(";")[0],
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": "203.0.113.9",
    }
    token, statuses = TOKEN.search(page.text)[1], []
    for n in range(TRIES // AT_ONCE):
        values = {"username": f"person-{number}-{n}@example.com", "password": "a wrong guess"}
        body = urlencode(values | {"csrfmiddlewaretoken": token})
        sent = ("GET", SIGN_IN, None) if does == LOOK else ("POST", SIGN_IN, body)
        if does == GUESS_FROM_EVERYWHERE:
            headers["X-Forwarded-For"] = f"198.51.{number}.{n}"
        statuses.append(ask(line, *sent, headers)[0].status)
    return statuses


def crowd(port, does):
    """All of them at once; the statuses of their answers."""
    with ThreadPoolExecutor(AT_ONCE) as people:
        shares = people.map(lambda n: visitor(port, n, does), range(AT_ONCE))
        return [status for share in shares for status in share]
