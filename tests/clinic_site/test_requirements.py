"""Requirements of OWASP ASVS 5.0 that no test of a room shows. The numbers are its own."""

import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from booking.models import AppointmentRequest
from clinic_site.logs import JsonLines
from tests.addresses import addresses
from tests.booking.helpers import send
from tests.booking.states import asked
from tests.factories import make_clinic, make_hours, make_staff, make_story, make_technique
from tests.html import read
from tests.staff.helpers import PASSWORD, come_in, give_password

pytestmark = pytest.mark.django_db
DESK = ["/admin/", "/admin/booking/appointmentrequest/", "/admin/clinic/clinic/1/change/"]
FOLDERS = ["/static/", "/media/", "/share/", "/preview/", "/admin/guides/"]
HIDDEN = [
    *(
        "/.git/config",
        "/.env",
        "/var/db.sqlite3",
        "/db.sqlite3",
        "/static/../.env",
        "/.svn/entries",
    ),
    *("/media/../../.env", "/backups/", "/requirements.txt", "/Makefile", "/docs/security.md"),
]


@pytest.fixture
def site(db):
    make_clinic()
    make_hours()
    make_technique(slug="sot")
    make_story()


@pytest.fixture
def owner(site):
    client = Client()
    come_in(client, make_staff())
    return client


def test_what_is_typed_is_decoded_once(client, site):
    """1.1.1"""
    assert send(client, note="%253Cb%253E &lt;b&gt;").status_code == 303
    assert AppointmentRequest.objects.get().note == "%253Cb%253E &lt;b&gt;"


def test_no_other_origin_may_read_an_answer(site, owner):
    """3.4.2"""
    for client in (Client(), owner):
        for address in {*addresses(["sot", "1"])}:
            response = client.get(address, headers={"origin": "https://evil.example"})
            assert "Access-Control-Allow-Origin" not in response.headers, address


def test_every_answer_with_a_body_says_what_it_is(site, owner):
    """4.1.1"""
    for client in (Client(), owner):
        for address in {*addresses(["sot", "1"])}:
            response = client.get(address)
            kind = response.headers.get("Content-Type", "").replace('"', "")
            is_text = kind.startswith("text/")
            assert kind or not response.content, address
            assert not is_text or "charset=utf-8" in kind, address


def test_what_programs_ask_is_not_redirected_to_https(client, site, settings):
    """4.1.2"""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/about/").status_code == 301


def test_a_password_field_hides_and_takes_what_a_manager_fills_in(client, site):
    """6.2.6, 6.2.7"""
    field = read(client.get("/admin/login/")).one("input", name="password")
    assert (field["type"], field["autocomplete"]) == ("password", "current-password")
    assert field.get("onpaste") is None


@pytest.mark.parametrize(("old", "status"), [("wrong words all over", 422), (PASSWORD, 302)])
def test_a_password_is_changed_with_the_old_one(owner, old, status):
    """6.2.2, 6.2.3"""
    new = {"new_password1": "five other plain words", "new_password2": "five other plain words"}
    assert owner.post("/admin/password_change/", {"old_password": old, **new}).status_code == status


def test_a_sign_in_is_a_random_reference_of_more_than_128_bits(client, site):
    """7.2.2, 7.2.3"""
    make_staff("other@example.com")
    keys = set()
    for _ in range(2):
        give_password(client, "other@example.com")
        keys.add(client.cookies["sessionid"].value)
        client.post("/admin/logout/")
    assert len(keys) == 2
    assert all(re.fullmatch("[a-z0-9]{32}", key) for key in keys)
    assert not Session.objects.filter(session_key__in=keys).exists()


def test_signing_out_clears_what_the_browser_kept(owner):
    """14.3.1"""
    response = owner.post("/admin/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_every_page_of_the_desk_leads_out_and_is_not_kept(owner):
    """7.4.4, 14.3.2"""
    for address in (
        "/admin/",
        "/admin/booking/appointmentrequest/",
        "/admin/clinic/clinic/1/change/",
    ):
        response = owner.get(address)
        assert "no-store" in response.headers["Cache-Control"], address
        assert read(response).all("form", action="/admin/logout/"), address


def test_a_key_opens_what_it_was_signed_for_alone(client, site):
    """9.2.2"""
    request, story = asked(), make_story(email="maria@example.com")
    assert client.get(f"/request/{request.key}/").status_code == 200
    assert client.get(f"/stories/mine/{story.key}/").status_code == 200
    for place in ("stories/mine", "stories/invited", "preview"):
        assert client.get(f"/{place}/{request.key}/").status_code in {404, 410}, place
    assert client.get(f"/request/{story.key}/").status_code == 404


@pytest.mark.parametrize("address", HIDDEN)
def test_what_is_no_page_is_not_there(client, site, address):
    """13.4.1"""
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/static/", "/media/", "/share/", "/preview/", "/admin/guides/"]
)
def test_no_folder_is_listed(client, site, address):
    """13.4.3"""
    assert client.get(address).status_code in {302, 404}


def test_trace_is_answered_nowhere(site, owner):
    """13.4.4"""
    for client in (Client(), owner):
        for address in ("/", "/book/", "/about/", "/healthz", "/admin/login/", "/nowhere/"):
            response = client.generic("TRACE", address, headers={"x-secret": "CANARY"})
            assert response.status_code in {403, 404, 405}, address
            assert b"CANARY" not in response.content


def test_a_form_reads_its_body_alone_and_the_last_of_two(client, site):
    """15.3.7"""
    response = client.post("/book/?name=Maria&phone=2025550177", {"when": "any"})
    assert response.status_code == 422
    assert not AppointmentRequest.objects.exists()
    assert send(client, name=["Maria", "Rosa"]).status_code == 303
    assert AppointmentRequest.objects.get().name == "Rosa"


def test_refusals_are_logged(client, site, caplog):
    """16.3.2, 16.3.3"""
    client.post("/book/", {})
    client.get("/nowhere/")
    Client(enforce_csrf_checks=True).post("/book/", {})
    client.force_login(make_staff("nobody@example.com", is_superuser=False))
    client.get("/admin/outbox/letter/")
    lines = [line.getMessage() for line in caplog.records]
    assert lines[:2] == ["Unprocessable Entity: /book/", "Not Found: /nowhere/"]
    assert lines[2].startswith("Forbidden (CSRF cookie not set.): /book/")
    assert lines[-1] == "Forbidden (Permission denied): /admin/outbox/letter/"


def test_a_line_break_makes_no_second_line():
    """16.4.1"""
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": ('/a\n{"level": "error"}',)})
    assert JsonLines().format(record).count("\n") == 0
