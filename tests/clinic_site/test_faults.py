"""Faults on our side end in a page of ours, with the phone number and without the database."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.test import Client

from clinic import facts
from clinic_site import faults
from tests.factories import make_clinic
from tests.html import read

pytestmark = pytest.mark.django_db
PAGES = ["/", "/techniques/", "/stories/", "/book/", "/request/unknown-unknown-unknown-00/"]


def failing(fault):
    def fail(*args):
        raise fault

    return connection.execute_wrapper(fail)


@pytest.fixture
def visitor():
    """A client that sees what a visitor would, after the clinic was read once."""
    make_clinic()
    visitor = Client(raise_request_exception=False)
    visitor.get("/")
    return visitor


@pytest.mark.parametrize("address", PAGES)
def test_a_database_that_does_not_answer_gives_503_with_the_phone(visitor, address):
    with failing(OperationalError("database is locked")):
        response = visitor.get(address)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    page = read(response)
    assert page.one("h1").text == "We will be back in a moment"
    assert page.one("a", href="tel:+12025550136").text == "(202) 555-0136"


def test_a_damaged_file_gives_503(visitor):
    with failing(DatabaseError("file is not a database")):
        assert visitor.get("/").status_code == 503


def test_a_form_sent_to_a_locked_database_gives_503(visitor):
    with failing(OperationalError("database is locked")):
        assert visitor.post("/book/", {"name": "Maria"}).status_code == 503


@pytest.mark.parametrize("address", PAGES)
def test_any_other_fault_gives_500_with_the_phone(visitor, address):
    with failing(ZeroDivisionError()):
        response = visitor.get(address)
    assert response.status_code == 500
    page = read(response)
    assert page.one("h1").text == "Something went wrong on our side"
    assert page.all("a", href="tel:+12025550136")
    assert "ZeroDivision" not in page.text


def test_a_request_with_too_many_fields_gives_400_in_words(visitor):
    response = visitor.post("/book/", {f"field{n}": "x" for n in range(10_001)})
    assert response.status_code == 400
    assert read(response).one("h1").text == "We could not read what your browser sent"


def test_the_content_may_be_missing(visitor):
    call_command("flush", interactive=False, verbosity=0)
    for address in PAGES[:-1]:
        assert visitor.get(address).status_code == 200, address


def test_a_worker_knows_the_phone_from_its_start(client, monkeypatch):
    monkeypatch.setattr(facts, "_last_known", [])
    make_clinic()
    faults.learn_phone()
    with failing(OperationalError("database is locked")):
        page = read(Client(raise_request_exception=False).get("/"))
    assert page.all("a", href="tel:+12025550136")


def test_a_worker_that_starts_without_a_database_has_the_note_of_an_earlier_one(
    monkeypatch, settings, tmp_path
):
    settings.PHONE_NOTE = tmp_path / "phone"
    make_clinic()
    faults.learn_phone()
    monkeypatch.setattr(facts, "_last_known", [])
    with failing(OperationalError("no such host")):
        faults.learn_phone()
        page = read(Client(raise_request_exception=False).get("/"))
    assert page.all("a", href="tel:+12025550136")
    assert [path.name for path in tmp_path.iterdir()] == ["phone"]


def test_without_a_database_at_the_very_first_start_the_sentence_is_left_out(
    monkeypatch, settings, tmp_path
):
    settings.PHONE_NOTE = tmp_path / "phone"
    monkeypatch.setattr(facts, "_last_known", [])
    with failing(OperationalError("no such host")):
        faults.learn_phone()
        page = read(Client(raise_request_exception=False).get("/"))
    assert "Please try again in a minute." in page.text
