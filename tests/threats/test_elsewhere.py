"""S21, S22, S25, S26, S33: nothing an address or a header says leads to another place."""

import socket
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from booking.models import AppointmentRequest
from outbox import delivery
from outbox.models import Letter
from tests.booking.helpers import send
from tests.factories import make_caution, make_clinic, make_hours, make_staff, make_technique
from tests.staff.helpers import PASSWORD, SIGN_IN
from tests.test_inventory import LIST
from tests.threats import payloads

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
# S21: what a stranger may put on a request to make the site take itself for another.
HOSTILE = {
    "x_forwarded_host": "evil.example",
    "x_forwarded_server": "evil.example",
    "x_forwarded_port": "666",
    "x_forwarded_proto": "https",
    "x_forwarded_prefix": "/evil",
    "x_forwarded_for": "203.0.113.66, 203.0.113.67",
    "x_real_ip": "203.0.113.66",
    "x_original_url": "/admin/",
    "x_rewrite_url": "/admin/",
    "x_http_method_override": "DELETE",
    "x_host": "evil.example",
    "forwarded": "for=203.0.113.66;host=evil.example;proto=https",
    "x_script_name": "/evil",
    "true_client_ip": "203.0.113.66",
}
HOSTS = ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:8000@evil.example", "evil.example:80"]
HOSTS += ["127.0.0.1:8000/evil.example", "127.0.0.1 evil.example", "", "[::1", "127.0.0.1:port"]
HOSTS += ["evil.example\\@127.0.0.1", "127.0.0.1,evil.example", "\u0131.example", "."]
# S33: what scanners ask for.
DEBRIS = [
    ".git/HEAD",
    ".git/config",
    ".env",
    ".env.local",
    ".htaccess",
    ".svn/entries",
    ".DS_Store",
]
DEBRIS += [
    "db.sqlite3",
    "var/db.sqlite3",
    "manage.py",
    "clinic_site/settings.py",
    "gunicorn.conf.py",
]
DEBRIS += [
    "requirements.txt",
    "Makefile",
    "README.md",
    "backup.zip",
    "dump.sql",
    "id_rsa",
    "wp-login.php",
]
DEBRIS += [
    "phpinfo.php",
    "server-status",
    "actuator/env",
    "metrics",
    "debug/",
    "__debug__/",
    "console",
]
DEBRIS += [
    "media/",
    "media/../manage.py",
    "static/",
    "static/../manage.py",
    "static/%2e%2e/manage.py",
]
DEBRIS += ["static/..%2fmanage.py", "static/css/", "graphql", "api/", "swagger.json", "admin/doc/"]
DEBRIS += [
    "admin/jsi18n/../../.env",
    "backups/",
    "var/backups/",
    "erased.txt",
    "var/mail/",
    "cgi-bin/x",
]
DEBRIS += [
    ".well-known/../.env",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%c0%af..%c0%afetc/passwd",
    "site.css.map",
]


def fields(answer):
    """All headers but the number of the request, which is new each time."""
    return [(name, value) for name, value in answer.headers if name != "X-Request-ID"]


@pytest.mark.parametrize("host", HOSTS)
def test_s21_a_foreign_host_is_refused(whole, host):
    for address in ("/", "/book/", "/admin/", "/about"):
        answer = whole.ask(address, host=host)
        assert answer.status == 400
        assert b"evil" not in answer.body


@pytest.fixture
def same_second():
    """Some headers name the second of the answer."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_s21_a_header_from_a_stranger_changes_nothing(whole, same_second):
    for address in ("/", "/about", "/sitemap.xml", "/admin/", "/robots.txt"):
        plain = whole.ask(address)
        for name, value in HOSTILE.items():
            hostile = whole.ask(address, **{name: value})
            assert (hostile.status, fields(hostile)) == (plain.status, fields(plain)), name
            assert hostile.body == plain.body, name


def test_s21_no_letter_and_no_leading_on_names_a_foreign_host(settings):
    make_clinic()
    make_hours()
    make_caution(make_technique())
    client = Client(headers={name.replace("_", "-"): value for name, value in HOSTILE.items()})
    answer = send(client, email="maria@example.com")
    assert answer.headers["Location"].startswith("/request/")
    delivery.deliver_due()
    for letter in Letter.objects.all():
        assert "evil" not in letter.text + letter.html + letter.subject
    assert AppointmentRequest.objects.count() == 1


def leads_of(client, member, path):
    """Where each page that leads back somewhere leads with this as its aim."""
    client.logout()
    data = {"username": member.email, "password": PASSWORD, "next": path}
    yield client.get(SIGN_IN, {"next": path})
    yield client.post(SIGN_IN, data)
    again = f"/admin/password-again/?{urlencode({'next': path})}"
    yield client.get(again)
    yield client.post(again, {"password": PASSWORD})
    yield client.get("/admin/login/", {"next": path})
    yield client.post("/admin/logout/", {"next": path})


def test_s22_nothing_leads_elsewhere(client):
    member = make_staff()
    for path in payloads.ELSEWHERE:
        for answer in leads_of(client, member, path):
            target = urljoin(f"{SITE}/a/", answer.headers.get("Location", ""))
            assert (urlsplit(target).scheme, urlsplit(target).hostname) == ("http", "testserver")
            assert "\n" not in target


@pytest.mark.parametrize(
    "path", ["//evil.example/about", "//evil.example", "/\\evil.example/x", "/%0d%0aA:b"]
)
def test_s22_a_missing_slash_leads_to_no_other_host(whole, path):
    answer = whole.ask(path)
    assert answer.status in {301, 404}
    assert not (answer.one("Location") or "").startswith(("//", "/\\", "http"))
    assert "\n" not in str(answer.all("Location"))


@pytest.fixture
def no_network(monkeypatch):
    """Whoever opens a connection to another machine fails the test."""

    def refuse(self, address):
        raise AssertionError(f"asked {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", lambda address, *rest: refuse(None, address))


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:8000/admin/",
        "http://[::1]/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/",
        "\\\\evil.example\\share",
    ],
)
def test_s25_an_address_somebody_types_is_never_asked(client, no_network, address):
    make_clinic()
    make_hours()
    make_caution(make_technique())
    assert send(client, name=address[:80], note=address, access=address).status_code == 303
    row = AppointmentRequest.objects.get()
    assert row.note == address
    client.force_login(make_staff())
    assert client.get(f"/admin/booking/appointmentrequest/{row.pk}/change/").status_code == 200


def test_s33_nothing_lies_about(whole):
    for path in DEBRIS:
        answer = whole.ask(f"/{path}")
        assert answer.status in {302, 404}, path
        assert (answer.one("Location") or "/admin/login/").startswith("/admin/login/"), path
        for word in (
            b"SECRET_KEY",
            b"SQLite format",
            b"root:x:",
            b"[core]",
            b"Index of",
            b"Traceback",
        ):
            assert word not in answer.body, path


def test_s26_reading_sets_no_cookie(whole):
    """No page a stranger reads without a form sets one, nor does any fault."""
    lines = [line.split() for line in LIST.read_text(encoding="utf-8").splitlines()]
    read = [words[0] for words in lines if "anybody" in words and "POST" not in words]
    read = [path.replace("<slug:slug>", "sacro-occipital-technique") for path in read]
    assert len(read) > 15
    for path in [*read, "/nowhere/", "/about", "/?a=b", "/request/x/", "/preview/x/"]:
        for method in ("GET", "HEAD", "OPTIONS"):
            assert whole.ask(path, method).all("Set-Cookie") == [], path
    assert whole.ask("/", host="evil.example").all("Set-Cookie") == []
    assert whole.ask("/", content_type="a/b; charset=hex").all("Set-Cookie") == []
    for path in ("/book/", "/stories/share/"):
        (cookie,) = whole.ask(path).all("Set-Cookie")
        assert cookie.strip().startswith("csrftoken=")
