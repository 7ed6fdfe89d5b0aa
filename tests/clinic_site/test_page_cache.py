"""Kept pages: the same for everybody, never a private one, and gone after a second."""

import gzip
import threading

import brotli
import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections, connection
from django.test import Client, RequestFactory
from django.urls import get_resolver

from clinic.models import Clinic
from clinic_site.page_cache import MOST_PAGES, PUBLIC_VIEWS, STALE_SECONDS, PageCache
from tests.factories import make_request, make_staff, make_technique

pytestmark = pytest.mark.django_db
SOT = "/techniques/sacro-occipital-technique/"
PAGES = ["/", SOT, f"{SOT}leaflet/", "/techniques/", "/stories/", "/about/", "/contact/"]
PAGES += ["/privacy/", "/accessibility/"]


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


class Site:
    """The whole WSGI application behind the cache, with a clock that tests move."""

    def __init__(self, application=None):
        self.asked = 0
        self.clock = Clock()
        self.django = application or get_wsgi_application()
        self.cache = PageCache(self._counted, self.clock)

    def _counted(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)

    def ask(self, address, method="GET", **headers):
        """Status, headers (a sorted list of pairs) and body of an answer."""
        headers.setdefault("host", "127.0.0.1:8000")
        environ = RequestFactory().generic(method, address, headers=headers).environ
        del environ["HTTP_COOKIE"]
        if "cookie" in headers:
            environ["HTTP_COOKIE"] = headers["cookie"]
        said = []
        parts = self.cache(environ, lambda status, fields: said.extend((status, fields)))
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return said[0], sorted(said[1]), body


@pytest.fixture
def site():
    # As Django's own test client does: the test's transaction must outlive the requests.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    call_command("load_first_content", verbosity=0)
    yield Site()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def staff_cookie():
    client = Client()
    client.force_login(make_staff("kept@example.com"))
    return f"sessionid={client.cookies['sessionid'].value}"


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("encoding", ["", "gzip", "gzip, br"])
def test_hit_and_miss_are_the_same(site, address, encoding):
    headers = {"accept_encoding": encoding} if encoding else {}
    miss = site.ask(address, **headers)
    hit = site.ask(address, **headers)
    assert site.asked == 1
    assert hit == miss
    assert miss[0] == "200 OK"
    fields = dict(miss[1])
    assert fields["Cache-Control"] == "no-cache"
    assert fields["Vary"] == "Accept-Encoding"
    assert fields["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy" in fields
    assert "Set-Cookie" not in fields
    assert fields["Content-Length"] == str(len(miss[2]))


def test_all_encodings_hold_the_same_page(site):
    plain = site.ask("/")[2]
    assert brotli.decompress(site.ask("/", accept_encoding="br, gzip")[2]) == plain
    assert gzip.decompress(site.ask("/", accept_encoding="gzip;q=0.5, br;q=0")[2]) == plain
    assert site.ask("/", accept_encoding="br;q=0.0, zstd")[2] == plain
    assert b"<h1" in plain


def test_a_visit_of_staff_changes_nothing_for_others(site):
    cookie = staff_cookie()
    before = {address: site.ask(address) for address in PAGES}
    site.clock.now += 2
    for address in PAGES:
        assert site.ask(address, cookie=cookie)[0] == "200 OK"
    asked = site.asked
    site.cache.pages.clear()
    site.clock.now -= 2
    assert {address: site.ask(address) for address in PAGES} == before
    assert site.asked == asked + len(PAGES)


@pytest.mark.parametrize("cookie", ["sessionid=x", "csrftoken=x", "other=1"])
def test_whoever_brings_a_cookie_is_neither_answered_from_the_cache_nor_fills_it(site, cookie):
    site.ask("/", cookie=cookie)
    assert not site.cache.pages
    site.ask("/")
    site.ask("/", cookie=cookie)
    assert site.asked == 3


def test_a_change_shows_within_a_second(site):
    site.clock.now += 0.4
    assert dict(site.ask("/")[1])["X-Accel-Expires"] == "@1000"
    Clinic.objects.update(tagline="Another line")
    assert b"Another line" not in site.ask("/")[2]
    site.clock.now = 1001.0
    assert b"Another line" in site.ask("/")[2]
    assert site.asked == 2
    site.clock.now = 500.0  # a clock that was put back
    site.ask("/")
    assert site.asked == 3


def test_a_page_that_came_out_the_same_is_not_compressed_again(site):
    site.ask("/about/", accept_encoding="br")
    (page,) = site.cache.pages.values()
    site.clock.now += 1
    site.ask("/about/", accept_encoding="br")
    assert list(site.cache.pages.values()) == [page]
    assert page.second == site.clock.now


def test_a_page_that_is_gone_is_forgotten(site):
    technique = make_technique()
    address = technique.get_absolute_url()
    assert site.ask(address)[0] == "200 OK"
    technique.delete()
    site.clock.now += 1
    assert site.ask(address)[0] == "404 Not Found"
    assert not site.cache.pages


def test_nothing_private_is_kept(site):
    own = make_request(name="Maria Lopez").get_absolute_url()
    private = ["/book/", own, "/admin/", "/admin/login/", "/nowhere/", "/healthz", "/readyz"]
    private += ["/request/unknown-unknown-unknown-00/", "/robots.txt", "/sitemap.xml"]
    for address in private:
        site.ask(address)
    site.ask("/?name=Maria")
    site.ask("/book/", "POST")
    assert not site.cache.pages
    for address in PAGES:
        site.ask(address)
    kept = b"".join(page.body for page in site.cache.pages.values())
    for secret in (b"csrfmiddlewaretoken", b"Maria", own.encode()):
        assert secret not in kept
    assert len(site.cache.pages) == len(PAGES)


def test_a_foreign_host_gets_no_kept_page(site):
    site.ask("/")
    assert site.ask("/", host="evil.example")[0] == "400 Bad Request"
    assert site.ask("/", host="")[0] == "400 Bad Request"
    assert b"evil" not in site.ask("/")[2]


def test_a_kept_page_does_not_answer_plain_http_of_a_site_behind_tls(site, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site = Site(get_wsgi_application())
    assert site.ask("/", x_forwarded_proto="https")[0] == "200 OK"
    assert site.ask("/", x_forwarded_proto="http")[0] == "301 Moved Permanently"
    assert site.ask("/")[0] == "301 Moved Permanently"


def test_head_has_the_headers_and_no_body(site):
    for encoding in ("identity", "br"):
        page = site.ask("/", accept_encoding=encoding)
        assert site.ask("/", "HEAD", accept_encoding=encoding) == (*page[:2], b"")
    site.clock.now += 1
    assert site.ask("/", "HEAD")[2] == b""
    assert site.ask("/")[2].startswith(b"<!doctype html>")
    assert site.ask("/book/", "HEAD")[2] == b""


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", W/{}', "*"])
def test_who_has_the_page_already_gets_304(site, form):
    headers = dict(site.ask("/")[1])
    strong = headers["ETag"].removeprefix("W/")
    status, fields, body = site.ask("/", if_none_match=form.format(strong))
    assert (status, body) == ("304 Not Modified", b"")
    same = {"ETag", "Cache-Control", "Vary", "Content-Security-Policy"}
    assert {name: value for name, value in fields if name in same} == {
        name: headers[name] for name in same
    }
    assert "Content-Length" not in dict(fields)


def test_who_has_another_page_gets_the_new_one(site):
    old = dict(site.ask("/")[1])["ETag"]
    Clinic.objects.update(tagline="Another line")
    site.clock.now += 1
    status, fields, _ = site.ask("/", if_none_match=old)
    assert status == "200 OK"
    assert dict(fields)["ETag"] != old


def test_the_cache_is_bounded():
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html"), ("X-Accel-Expires", "1")])
        return [environ["PATH_INFO"].encode()]

    site = Site(application)
    for n in range(MOST_PAGES + 20):
        assert site.ask(f"/{n}/")[2] == f"/{n}/".encode()
    assert len(site.cache.pages) == MOST_PAGES


def test_one_thread_makes_an_old_page_anew_and_the_others_wait():
    entered, go_on = threading.Event(), threading.Event()

    def application(environ, start_response):
        if site.asked > 1:
            entered.set()
            assert go_on.wait(10)
        start_response("200 OK", [("X-Accel-Expires", "1")])
        return [str(site.asked).encode()]

    site = Site(application)
    assert site.ask("/")[2] == b"1"
    site.clock.now += 1
    bodies = []
    threads = [threading.Thread(target=lambda: bodies.append(site.ask("/")[2])) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert entered.wait(10)
    go_on.set()
    for thread in threads:
        thread.join()
    assert bodies == [b"2"] * 4


def test_pages_that_are_not_kept_are_compressed_too(site):
    status, fields, body = site.ask("/book/", accept_encoding="gzip")
    fields = dict(fields)
    assert fields["Content-Encoding"] == "gzip"
    assert fields["Content-Length"] == str(len(body))
    assert fields["Vary"] == "Cookie, Accept-Encoding"
    assert b"csrfmiddlewaretoken" in gzip.decompress(body)
    plain = site.ask("/book/", accept_encoding="br")
    assert b"csrfmiddlewaretoken" in plain[2]
    assert dict(plain[1])["Vary"] == "Cookie, Accept-Encoding"


def test_the_lengths_of_a_form_tell_nothing_about_its_token(site):
    lengths = {len(site.ask("/book/", accept_encoding="gzip")[2]) for _ in range(20)}
    assert len(lengths) > 5


def test_every_public_view_exists():
    resolver = get_resolver()
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    for space, (_, inner) in resolver.namespace_dict.items():
        names |= {f"{space}:{name}" for name in inner.reverse_dict if isinstance(name, str)}
    assert names >= PUBLIC_VIEWS


def away(execute, sql, params, many, context):
    raise OperationalError("connection refused")


def test_a_kept_page_is_shown_on_while_the_database_is_away(site):
    _, fields, body = site.ask("/")
    with connection.execute_wrapper(away):
        site.clock.now += STALE_SECONDS
        status, later, same = site.ask("/")
        assert (status, same) == ("200 OK", body)
        # nginx sees a moment that is over, and keeps nothing.
        assert dict(later)["X-Accel-Expires"] == dict(fields)["X-Accel-Expires"]
        assert site.ask("/about/")[0] == "503 Service Unavailable"
        site.clock.now += 1
        assert site.ask("/")[0] == "503 Service Unavailable"
