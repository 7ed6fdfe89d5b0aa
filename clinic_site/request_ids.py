"""A number for each request, so that a line of a log and an answer can be laid side by side."""

import re
import secrets
from contextvars import ContextVar

FORM = re.compile(r"[A-Za-z0-9-]{8,64}")
current_id = ContextVar("request_id", default=None)


class RequestIds:
    """Wraps the WSGI application: takes the proxy's X-Request-ID, or makes one, and echoes it."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        given = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = given if FORM.fullmatch(given) else secrets.token_hex(16)
        environ["HTTP_X_REQUEST_ID"] = request_id
        current_id.set(request_id)

        def start(status, headers, *fault):
            return start_response(status, [*headers, ("X-Request-ID", request_id)], *fault)

        return self.application(environ, start)
