"""Slow and silent clients before the nginx we ship (S28): none of them reaches the site."""

import socket
from contextlib import ExitStack

import pytest

from tests.clinic_site.nginx import serving, shipped, trusting
from tests.programs import needs

pytestmark = needs("nginx", "openssl")
HOST = b"Host: clinic.example\r\n"
HALF_A_FORM = b"POST /book/ HTTP/1.1\r\n" + HOST + b"Content-Length: 10\r\n\r\nhalf-"
HALF_A_HEADER = b"GET /book/ HTTP/1.1\r\nHost: cli"
HALF_IN_CHUNKS = (
    b"POST /book/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhalf-\r\n"
)
WHOLE = b"GET /contact/ HTTP/1.1\r\n" + HOST + b"\r\n"
MOST_OF_ONE_NETWORK = 100
LONG = pytest.mark.parametrize("house", ["60s"], indirect=True)


@pytest.fixture
def house(request, tmp_path):
    """A place behind nginx where somebody listens, and how to come to nginx: (listener, say).

    The parameter takes the place of the shipped ten seconds of patience.
    """
    with ExitStack() as doors:
        listener = doors.enter_context(socket.create_server(("127.0.0.1", 0)))
        listener.settimeout(20)
        path, tls, _ = shipped(tmp_path, f"127.0.0.1:{listener.getsockname()[1]}")
        text = path.read_text(encoding="utf-8")
        assert text.count("_timeout 10s;") == 3
        path.write_text(text.replace("_timeout 10s;", f"_timeout {request.param};"), "utf-8")
        doors.enter_context(serving(tmp_path, path, tls))

        def say(words):
            line = socket.create_connection(("127.0.0.1", tls), timeout=20)
            line = doors.enter_context(trusting().wrap_socket(line))
            line.sendall(words)
            return line

        yield listener, say


def heard(listener, end):
    """What comes on the next connection to the site, up to ``end``."""
    with listener.accept()[0] as line:
        line.settimeout(20)
        words = b""
        while not words.endswith(end):
            part = line.recv(65536)
            assert part, words
            words += part
        return words


@pytest.mark.parametrize(
    ("half", "rest"),
    [(HALF_A_FORM, b"done!"), (HALF_IN_CHUNKS, b"5\r\ndone!\r\n0\r\n\r\n")],
    ids=["with its length", "in chunks"],
)
@LONG
def test_s28_a_form_is_handed_on_when_it_is_whole(house, half, rest):
    listener, say = house
    slow = say(half)
    say(WHOLE)
    assert heard(listener, b"\r\n\r\n").startswith(b"GET /contact/ ")
    slow.sendall(rest)
    form = heard(listener, b"half-done!")
    assert b"Content-Length: 10\r\n" in form
    assert b"chunked" not in form


@pytest.mark.parametrize("half", [HALF_A_FORM, HALF_A_HEADER, b""], ids=["form", "header", ""])
@pytest.mark.parametrize("house", ["1s"], indirect=True)
def test_s28_who_says_nothing_more_is_hung_up_on(house, half):
    _, say = house
    assert say(half).recv(65536) == b""


@LONG
def test_s28_one_network_holds_only_so_many_lines(house):
    _, say = house
    for _ in range(MOST_OF_ONE_NETWORK):
        say(HALF_A_FORM)
    answer = say(WHOLE).recv(65536)
    assert answer.startswith(b"HTTP/1.1 429 ")
    assert b"Retry-After: 10\r\n" in answer
    assert answer.endswith(b"Please try again in a moment.\n")
    for guard in (b"Strict-Transport", b"Content-Security", b"X-Content-Type"):
        assert answer.count(b"\r\n" + guard) == 1
