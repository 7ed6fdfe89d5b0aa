"""Finished public pages, kept by each process until the clock's second is over.

A page costs some milliseconds to make and microseconds to hand out again. The cache wraps the
whole WSGI application: it keeps what a stranger without any cookie gets, with all its headers,
compressed once. Nothing has to be told that something changed: in the next second the page is
made anew, and when it came out the same its compressed forms are used again.

Only an answer with ``X-Accel-Expires`` is kept, which ``PublicPagesMiddleware`` sets. nginx obeys
the same header, and as it names the moment, both let go of the page together.
"""

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from functools import cached_property, lru_cache
from http import HTTPStatus

import brotli
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.text import compress_string

# Views whose answer is the same for everybody.
PUBLIC_VIEWS = {
    "home",
    "about",
    "clinic:contact",
    "clinic:privacy",
    "clinic:accessibility",
    "techniques:list",
    "techniques:detail",
    "techniques:leaflet",
    "testimonials:list",
}
MOST_PAGES = 128
# While the database is away a page that was kept is shown on, for as long as this.
STALE_SECONDS = 600
MOST_HEADERS = 256  # values of a request's header that are remembered
MARK = "X-Accel-Expires"
# As Django's own middleware does it, so that the length tells nothing about a secret inside.
RANDOM_BYTES = 100
REPLACED = {"Content-Length", "Vary"}
OWN = REPLACED | {MARK}


class PublicPagesMiddleware:
    """Marks what a stranger gets as the same for everybody, and has browsers ask each time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else ""
        if view in PUBLIC_VIEWS and response.status_code == HTTPStatus.OK:
            response.headers["Cache-Control"] = "no-cache"
            if not request.COOKIES and not response.cookies:
                response.headers[MARK] = "1"
        return response


class Page:
    """A finished answer to a stranger: its headers, and its body in each encoding.

    ``second`` is the Unix time, in whole seconds, in which it was begun.
    """

    def __init__(self, headers, body, second):
        self.second = second
        self.body = body
        self.etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        kept = [(name, value) for name, value in headers if name not in OWN]
        self.headers = [*kept, ("ETag", self.etag), ("Vary", "Accept-Encoding")]
        self.renewing = threading.Lock()

    @cached_property
    def br(self):
        return self._finished(brotli.compress(self.body), "br")

    @cached_property
    def gzip(self):
        return self._finished(gzip.compress(self.body, mtime=0), "gzip")

    @cached_property
    def identity(self):
        return self._finished(self.body)

    def _finished(self, body, encoding=None):
        encoded = [("Content-Encoding", encoding)] if encoding else []
        return [*self.headers, *encoded, ("Content-Length", str(len(body)))], body

    def answer(self, environ, start_response):
        """Hand the page out as this request wants it: compressed, unchanged or without a body."""
        # nginx keeps it through the second that is named. It comes first of all: before 1.23
        # nginx heeds Cache-Control, when that stands earlier.
        until = (MARK, f"@{self.second}")
        if _names(environ.get("HTTP_IF_NONE_MATCH", ""), self.etag):
            same = [(name, value) for name, value in self.headers if name != "Content-Type"]
            start_response("304 Not Modified", [until, *same])
            return []
        headers, body = getattr(self, _encoding(environ))
        start_response("200 OK", [until, *headers])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@lru_cache(maxsize=MOST_HEADERS)
def _accepted(header):
    """The encodings an Accept-Encoding header allows."""
    parts = (part.partition(";q=") for part in header.lower().replace(" ", "").split(","))
    return {name for name, _, weight in parts if not weight or weight.strip("0.")}


def _encoding(environ):
    """The best encoding this request allows, by its name in Page."""
    accepted = _accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return next((name for name in ("br", "gzip") if name in accepted), "identity")


def _names(if_none_match, etag):
    """Whether an If-None-Match header names this ETag, by weak comparison."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return not tags.isdisjoint({"*", etag.removeprefix("W/")})


@lru_cache(maxsize=MOST_HEADERS)
def _is_ours(host):
    domain, _ = split_domain_port(host)
    return validate_host(domain, settings.ALLOWED_HOSTS)


def _is_from_a_stranger(environ):
    """Whether a kept page may answer this request, and be made by it."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and "HTTP_COOKIE" not in environ
        and not environ.get("QUERY_STRING")
        and _is_ours(environ.get("HTTP_HOST", ""))
    )


class PageCache:
    """Wraps the WSGI application. ``clock`` gives the Unix time in seconds."""

    def __init__(self, application, clock=time.time):
        self.application = application
        self.clock = clock
        self.pages = OrderedDict()
        self.storing = threading.Lock()

    def __call__(self, environ, start_response):
        if not _is_from_a_stranger(environ):
            return self._handed_on(environ, start_response, *self._asked(environ))
        # A site behind TLS answers plain http with a redirect.
        key = environ["PATH_INFO"], environ.get("HTTP_X_FORWARDED_PROTO") == "https"
        page = self.pages.get(key)
        if page is None:
            return self._made(key, environ, start_response)
        if page.second != int(self.clock()):
            with page.renewing:  # one thread makes the page, the others wait for it
                page = self.pages.get(key)
                if page is None or page.second != int(self.clock()):
                    return self._made(key, environ, start_response)
        return page.answer(environ, start_response)

    def _asked(self, environ):
        """The application's answer: status, headers and the body's parts."""
        said = []
        parts = self.application(environ, lambda *start: said.extend(start))
        status, headers = said[:2]
        return status, headers, parts

    def _made(self, key, environ, start_response):
        second = int(self.clock())  # before anything is read
        status, headers, parts = self._asked(environ)
        if not any(name == MARK for name, _ in headers):
            old = self.pages.get(key)
            if old and status.startswith("503") and second - old.second <= STALE_SECONDS:
                _read(parts)
                return old.answer(environ, start_response)
            self._forget(key)
            return self._handed_on(environ, start_response, status, headers, parts)
        page = self._kept(key, Page(headers, _read(parts), second))
        return page.answer(environ, start_response)

    def _kept(self, key, page):
        """Put the page in its place; one that is the same as before keeps its compressed forms."""
        with self.storing:
            old = self.pages.pop(key, None)
            if old and (old.body, old.headers) == (page.body, page.headers):
                old.second = page.second
                page = old
            self.pages[key] = page
            if len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)
        return page

    def _forget(self, key):
        with self.storing:
            self.pages.pop(key, None)

    def _handed_on(self, environ, start_response, status, headers, parts):
        """An answer that is not kept, compressed if it is a page."""
        fields = {name.lower(): value for name, value in headers}
        is_page = fields.get("content-type", "").startswith("text/html")
        if is_page and "content-encoding" not in fields and "content-length" in fields:
            vary = ", ".join(filter(None, [fields.get("vary"), "Accept-Encoding"]))
            body = _read(parts)
            headers = [(name, value) for name, value in headers if name not in REPLACED]
            headers.append(("Vary", vary))
            if "gzip" in _accepted(environ.get("HTTP_ACCEPT_ENCODING", "")):
                body = compress_string(body, max_random_bytes=RANDOM_BYTES)
                headers.append(("Content-Encoding", "gzip"))
            headers.append(("Content-Length", str(len(body))))
            parts = [body]
        start_response(status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            _read(parts)
            return []
        return parts


def _read(parts):
    """The whole body; closing it ends the request for Django."""
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    return body
