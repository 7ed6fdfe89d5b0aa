"""The site as gunicorn serves it, wrappers included, without a server around it."""

import importlib
import sys
from dataclasses import dataclass
from urllib.parse import unquote, urlencode

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory

from tests.staff.helpers import come_in

HOST = "127.0.0.1:8000"
FORM = "application/x-www-form-urlencoded"
TOKEN = "a" * 32  # as the cookie of the form brings it back


@dataclass
class Answer:
    """What came back: the status as a number, the headers as they came, and the body."""

    status: int
    headers: list
    body: bytes

    def all(self, name):
        """Each value the header came with."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name):
        """The value of a header, None when it is missing; a header twice is a fault."""
        values = self.all(name)
        assert len(values) < 2, f"{name} came {len(values)} times"
        return values[0] if values else None

    @property
    def text(self):
        return self.body.decode()


class Whole:
    """Asks ``clinic_site.wsgi.application`` with nothing kept from before."""

    def __init__(self):
        sys.modules.pop("clinic_site.wsgi", None)
        self.application = importlib.import_module("clinic_site.wsgi").application

    def ask(self, address, method="GET", data=b"", content_type="", **headers):
        """The Answer to a request; ``headers`` are written ``x_forwarded_for="…"``."""
        headers = {"host": HOST} | headers
        path, _, query = address.partition("?")
        environ = RequestFactory().generic(method, "/", data).environ
        environ |= {"PATH_INFO": unquote(path, "iso-8859-1"), "QUERY_STRING": query}
        environ.pop("HTTP_COOKIE")
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ["CONTENT_TYPE"] = content_type
        # As Django's own client does: the test's transaction must outlive the request.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        said = []
        parts = self.application(environ, lambda *start: said.append(start[:2]))
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        [(status, fields)] = said
        return Answer(int(status[:3]), fields, body)

    def post(self, address, fields=(), cookie="", **headers):
        """Send a form as a browser does that was on the page before."""
        fields = {"csrfmiddlewaretoken": TOKEN} | dict(fields)
        headers["cookie"] = f"csrftoken={TOKEN}; {cookie}"
        data = urlencode(fields, doseq=True).encode()
        return self.ask(address, "POST", data, FORM, **headers)


def cookie_of(member):
    """The cookie of a colleague who is in."""
    client = Client()
    come_in(client, member)
    return f"sessionid={client.cookies['sessionid'].value}"
