"""What is refused before a view sees it: other letters than UTF-8, other methods, broken parts."""

from contextlib import suppress

from django.core.exceptions import BadRequest
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponseNotAllowed, UnreadablePostError
from django.middleware.security import SecurityMiddleware
from django.utils.http import parse_header_parameters

from clinic_site.faults import unreadable
from clinic_site.headers import HeadersMiddleware

METHODS = ("GET", "HEAD", "POST")
UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii"}  # ASCII is a part of it
MOST_BACKSLASHES = 100


def is_readable(content_type):
    """Whether Django can make a request of what says it is of this type.

    It decodes with whatever codec is named there, and some of them (punycode, hex, bz2) break it
    before any middleware runs; so do parameters that Python's parser of mail stumbles over.
    """
    try:
        _, said = parse_header_parameters(content_type)
    except (TypeError, ValueError):
        return False
    return said.get("charset", "utf-8").lower() in UTF_8


class Charsets:
    """Wraps the WSGI application: answers 415 to what it could make no request of.

    Cookies full of backslashes are passed over, as no cookie of ours holds one: before 3.11.10 and
    3.12.6, Python reads them in a time that grows with the square of their number (CVE-2024-7592).
    """

    def __init__(self, application):
        self.application = application
        refuse = SecurityMiddleware(lambda request: unreadable())
        self.refuse = HeadersMiddleware(convert_exception_to_response(refuse))

    def __call__(self, environ, start_response):
        if environ.get("HTTP_COOKIE", "").count("\\") > MOST_BACKSLASHES:
            environ["HTTP_COOKIE"] = ""
        said = environ.get("CONTENT_TYPE")
        if not said or is_readable(said):
            return self.application(environ, start_response)
        response = self.refuse(WSGIRequest(environ | {"CONTENT_TYPE": ""}))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.content]


class RefusalsMiddleware:
    """Lets in what a browser sends: three methods, addresses of text, forms with clear parts."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if "\0" in request.path or "%00" in request.META["QUERY_STRING"]:
            raise BadRequest("An address holds a NUL, which PostgreSQL cannot look for.")
        return self.get_response(request)

    def process_view(self, request, *view):
        """Read a form of parts; BadRequest where the head of one breaks Python's parser of mail."""
        if request.content_type != "multipart/form-data":
            return
        # What is cut off while it is read has lost its token, and is refused for that.
        with suppress(UnreadablePostError):
            try:
                request.POST  # noqa: B018 - it is read only now
            except TypeError as fault:
                raise BadRequest("A part of a form has a head nobody can read.") from fault
