"""Home, robots and the two health addresses."""

import datetime

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.utils import timezone

from clinic.models import Question
from clinic_site import disk
from tests.factories import (
    make_clinic,
    make_hours,
    make_letter,
    make_practitioner,
    make_story,
    make_technique,
)
from tests.html import read

pytestmark = pytest.mark.django_db


def test_home_shows_what_there_is(client):
    make_clinic()
    make_hours()
    make_practitioner("Gregg")
    make_practitioner("Karen")
    technique = make_technique(name="Sacro-Occipital Technique (SOT)")
    stories = [make_story() for _ in range(4)]
    Question.objects.create(question="What does a visit cost?", answer="Ask us.")
    Question.objects.create(question="Where can I park?")
    page = read(client.get("/"))
    text = page.one("main").text
    assert page.one("h1").text == "Gentle, hands-on care, explained plainly"
    assert "Gregg and Karen" in text
    assert technique.name in text
    assert [story.headline in text for story in stories] == [False, True, True, True]
    assert "What does a visit cost?" in text
    assert "Where can I park?" not in text


def test_an_empty_site_still_has_a_home(client):
    page = read(client.get("/"))
    assert page.one("h1").text
    assert "None" not in page.text


def test_drafts_are_hidden_everywhere(client):
    make_clinic()
    draft = make_technique(name="Secret method", published_at=None)
    make_story(headline="Secret story", published_at=None)
    make_practitioner("Secret person", published_at=None)
    for address in ("/", "/techniques/", "/stories/", "/book/"):
        assert "Secret" not in client.get(address).content.decode(), address
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_healthz_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_readyz_of_a_new_site(client, settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {
            "database": "ok",
            "oldest_unsent_letter_seconds": None,
            "letters_came_back": 0,
            "last_backup_seconds": None,
            "last_daily_round_seconds": None,
            "disk_used_percent": disk.used_percent(),
        },
    )


def test_readyz_tells_of_letters_that_do_not_leave_and_of_backups(client, settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        for minutes in (-5, 10, 90):  # the first is not due yet
            make_letter(not_before=now - datetime.timedelta(minutes=minutes))
        make_letter(failed_at=now)
        made = (now - datetime.timedelta(hours=2)).astimezone(datetime.UTC)
        (tmp_path / made.strftime("clinic-%Y%m%dT%H%M%SZ.zip")).touch()
        found = client.get("/readyz").json()
    assert found["oldest_unsent_letter_seconds"] == 90 * 60
    assert found["letters_came_back"] == 1
    assert found["last_backup_seconds"] == 2 * 60 * 60


def test_readyz_says_when_the_database_does_not_answer(client):
    def refuse(*args):
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": "no answer"})


def test_robots_is_plain_text(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "User-agent: *" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("address", ["/", "/techniques/", "/stories/", "/healthz"])
def test_pages_are_only_read(client, method, address):
    assert getattr(client, method)(address).status_code == 405


def test_an_unknown_address_names_the_phone(client):
    make_clinic()
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "(202) 555-0136" in response.content.decode()
