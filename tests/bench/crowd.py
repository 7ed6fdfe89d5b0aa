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
