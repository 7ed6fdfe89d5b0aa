"""The same raw requests, to a real gunicorn on a socket; and what it wrote in its log."""

import json
import socket
from contextlib import suppress
from http import HTTPStatus

GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
SECONDS = 20


def send(port, raw):
    """The status of the answer, "closed" without one, or 501 in words: gunicorn's own refusal."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        try:
            connection.sendall(raw)
            with suppress(OSError):  # the other side may have ended it already
                connection.shutdown(socket.SHUT_WR)
            head = connection.recv(100).removeprefix(GO_ON)
        except ConnectionError:
            return "closed"
    parts = head.split()
    status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else "closed"
    return "501, gunicorn's own" if status == HTTPStatus.NOT_IMPLEMENTED else status


def faults(log):
    """The lines of a log file that tell of a fault, or that are no line of ours."""
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            yield line
        else:
            kinds = [fault["class"] for fault in told.get("faults", [])]
            # Its own words for a body it refuses, after the site has answered.
            if kinds and not kinds[0].startswith("gunicorn.http.errors."):
                yield f"{told['message']}: {told['faults'][0]}"
