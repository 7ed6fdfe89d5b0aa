"""A database that is locked, full, gone or cut off loses nothing that a visitor typed."""

import socket
import sqlite3
import subprocess
import sys
from collections import deque
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, close_old_connections, connection
from django.test import Client

from booking.models import AppointmentRequest
from outbox.models import Letter
from testimonials.models import Testimonial
from tests.booking import helpers as booking
from tests.clinic_site.running import ROOT, environment, running
from tests.factories import make_clinic, make_letter
from tests.html import read
from tests.testimonials import helpers as stories

pytestmark = pytest.mark.django_db(transaction=True)
FORMS = {
    "/book/": (
        booking.payload,
        {"name": "Zoe Quince", "note": "The gate's code: 4711", "email": "z@example.com"},
        AppointmentRequest,
    ),
    "/stories/share/": (
        stories.payload,
        {"name": "Zoe Quince", "words": "They met me kindly.\nAll was explained.", "stars": "2"},
        Testimonial,
    ),
}


@contextmanager
def locked():
    """Another process writes, for longer than we wait."""
    connection.cursor().execute("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def full():
    """The file may not grow any more, and has no room left for another letter."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        with pytest.raises(OperationalError, match="full"):
            deque((make_letter() for _ in count()), maxlen=0)
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")
    Letter.objects.all().delete()


@contextmanager
def gone():
    """The file was moved away while the site had it open."""
    place = Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    away = place.rename(place.with_suffix(".away"))
    close_old_connections()
    yield
    assert not place.exists()
    away.rename(place)
    close_old_connections()


@contextmanager
def unreadable():
    """Something that is no file stands where the database was."""
    with gone():
        place = Path(connection.settings_dict["NAME"])
        place.mkdir()
        yield
        place.rmdir()


@contextmanager
def refused():
    """Nobody listens where PostgreSQL was."""
    port = connection.settings_dict["PORT"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        connection.settings_dict["PORT"] = probe.getsockname()[1]
        connection.close()
        yield
    connection.settings_dict["PORT"] = port
    close_old_connections()


@contextmanager
def cut():
    """The server ends the connection that the request is about to use."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        pid = connection.connection.info.backend_pid
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        yield
    close_old_connections()


@contextmanager
def held():
    """Another session has a lock on everything that is asked here, for longer than we wait."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 20")
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("LOCK TABLE booking_appointmentrequest, testimonials_testimonial")
        yield
    connection.close()


SQLITE, POSTGRESQL = [locked, full, gone, unreadable], [refused, cut, held]
HERE = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
READABLE = [locked, full]
ANSWERS = [locked, full, held]


@pytest.fixture
def visitor():
    """A browser that came while all was well."""
    make_clinic()
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def answers(page):
    """What a browser sends when the only button of the page's form is pressed."""
    form = page.one("form", method="post")
    sent = {}
    for element in form.walk():
        name, kind = element.get("name"), element.get("type", "text")
        if element.tag == "textarea":
            # A browser leaves out the first line break.
            sent.setdefault(name, []).append("".join(element.children).removeprefix("\n"))
        elif element.tag == "option" and element.get("selected") is not None:
            sent.setdefault(element.parent["name"], []).append(element["value"])
        elif element.tag == "input" and name:
            is_choice = kind in ("radio", "checkbox")
            if not is_choice or element.get("checked") is not None:
                sent.setdefault(name, []).append(element.get("value", "on" if is_choice else ""))
    return sent


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("happens", HERE)
def test_what_was_typed_is_still_there_and_can_be_sent_again(visitor, caplog, happens, address):
    payload, typed, model = FORMS[address]
    values = payload(visitor, address, **typed)
    values["csrfmiddlewaretoken"] = visitor.cookies["csrftoken"].value
    with happens():
        response = visitor.post(address, values)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert "no-store" in response.headers["Cache-Control"]
    page = read(response)
    assert page.all("a", href="tel:+12025550136")
    kept = answers(page)
    assert {name: kept[name] for name in typed} == {name: [text] for name, text in typed.items()}
    assert "Quince" not in caplog.text
    assert model.objects.count() == 0
    again = visitor.post(address, kept)
    assert again.status_code == 303, (kept, read(again).one(role="alert").text)
    assert model.objects.get().name == "Zoe Quince"
    again = visitor.post(address, kept)
    assert again.status_code == 303, (kept, read(again).one(role="alert").text)
    assert model.objects.count() == 1


@pytest.mark.parametrize("happens", HERE)
def test_a_page_is_shown_or_says_that_it_comes_back(visitor, happens):
    visitor.get("/")
    with happens():
        response = visitor.get("/")
    if happens in READABLE:
        assert response.status_code == 200
    else:
        assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
        assert read(response).all("a", href="tel:+12025550136")
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize("happens", HERE)
def test_readiness_tells(visitor, happens):
    with happens():
        status = visitor.get("/readyz").status_code
    assert status == (200 if happens in ANSWERS else 503)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite waits for its file alone")
@pytest.mark.parametrize(
    ("name", "value"), [("lock_timeout", "5s"), ("idle_in_transaction_session_timeout", "15s")]
)
def test_nobody_waits_for_ever_for_a_lock(db, name, value):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        assert cursor.fetchone() == (value,)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's cursors hold nothing")
def test_a_refused_cursor_holds_nothing_for_the_garbage_collector(db):
    with locked():
        cursor = connection.cursor()
        with pytest.raises(OperationalError):
            cursor.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProgrammingError, match="closed"):
            cursor.execute("SELECT 1")


def test_what_is_typed_at_the_sign_in_is_not_shown_again(visitor):
    page = read(visitor.get("/admin/login/"))
    token = page.all("input", name="csrfmiddlewaretoken")[0]["value"]
    values = {"username": "a@example.com", "password": "Zoe Quince", "csrfmiddlewaretoken": token}
    with HERE[0]():
        response = visitor.post("/admin/login/", values)
    assert response.status_code == 503
    assert "Quince" not in response.text


def test_a_site_that_starts_while_its_file_is_away_makes_no_other(db, tmp_path):
    file = tmp_path / "clinic.sqlite3"
    with running(tmp_path, DATABASE_URL=f"sqlite:///{file}") as site:
        assert [site.ask(path)[0] for path in ("/", "/book/", "/readyz")] == [503] * 3
    assert not file.exists()


def test_letters_that_start_while_the_file_is_away_make_no_other(db, tmp_path):
    file = tmp_path / "clinic.sqlite3"
    with subprocess.Popen(
        [sys.executable, "manage.py", "deliver_letters"],
        cwd=ROOT,
        env=environment(tmp_path, DATABASE_URL=f"sqlite:///{file}"),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert "Letters wait: OperationalError" in process.stderr.readline()
        process.terminate()
    assert process.returncode == 0
    assert not file.exists()
