"""The site as gunicorn serves it, wrappers included, without a server around it."""

import importlib
import sys
from dataclasses import dataclass

from django.test import RequestFactory

HOST = "127.0.0.1:8000"


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
        environ = RequestFactory().generic(method, address, data).environ
        environ.pop("HTTP_COOKIE")
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        environ["CONTENT_TYPE"] = content_type
        said = []
        parts = self.application(environ, lambda *start: said.append(start[:2]))
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        [(status, fields)] = said
        return Answer(int(status[:3]), fields, body)
