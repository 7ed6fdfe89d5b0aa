"""What gunicorn's own parser refuses, by name, before our headers can be there (S28)."""

import socket

import pytest

from tests.clinic_site.running import running

HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST /book/ HTTP/1.1\r\n" + HOST
REFUSED = {
    "no request line": (b"\r\n\r\n\r\n", 400),
    "one word": (b"GET\r\n\r\n", 400),
    "an unknown version": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", 400),
    "a method in small letters": (b"get / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a method with signs": (b"G@T / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a header without a colon": (b"GET / HTTP/1.1\r\n" + HOST + b"Nonsense\r\n\r\n", 400),
    "a header with a space before the colon": (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
    "a header over two lines": (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n", 400),
    "a NUL in a header": (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\0c\r\n\r\n", 400),
    "a bare CR in a header": (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\rc\r\n\r\n", 400),
    "a line of 5,000": (b"GET /" + b"a" * 5_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "a header of 10,000": (b"GET / HTTP/1.1\r\nA: " + b"a" * 10_000 + b"\r\n\r\n", 431),
    "200 headers": (b"GET / HTTP/1.1\r\n" + HOST + b"A: b\r\n" * 200 + b"\r\n", 431),
}
# S28: a proxy and gunicorn must not see two different ends of one request.
SMUGGLED = {
    "two lengths": (POST + b"Content-Length: 0\r\nContent-Length: 5\r\n\r\nG", 400),
    "length and chunks": (
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "a list of lengths": (POST + b"Content-Length: 5, 5\r\n\r\n01234", 400),
    "a signed length": (POST + b"Content-Length: +5\r\n\r\n01234", 400),
    "a length below zero": (POST + b"Content-Length: -1\r\n\r\n", 400),
    "a length in hex": (POST + b"Content-Length: 0x5\r\n\r\n01234", 400),
    "chunks twice": (
        POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "chunks, then nothing": (POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
    "an encoding nobody knows": (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501),
    "chunks in HTTP 1.0": (
        b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
}
SECOND = b"GET /healthz?smuggled HTTP/1.1\r\n" + HOST + b"\r\n"


@pytest.fixture(scope="module")
def port(tmp_path_factory, django_db_setup, django_db_blocker):
    with running(tmp_path_factory.mktemp("server")) as site:
        yield int(site.address.rpartition(":")[2])


def say(port, data):
    """All that comes back until the server closes, or says nothing more for a while."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(("data", "status"), REFUSED.values(), ids=REFUSED)
def test_gunicorn_refuses_and_tells_nothing(port, data, status):
    said = say(port, data)
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode()
    assert b"connection: close" in head.lower()
    assert b"server:" not in head.lower()
    assert b"Traceback" not in body
    assert len(body) < 2048


@pytest.mark.parametrize(("data", "status"), SMUGGLED.values(), ids=SMUGGLED)
def test_s28_a_request_with_two_ends_is_refused_and_the_line_closed(port, data, status):
    said = say(port, data + SECOND)
    assert said.split()[1] == str(status).encode(), said
    assert said.count(b"HTTP/1.1 ") == 1
