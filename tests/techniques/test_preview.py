"""A preview shows what is typed and keeps nothing; a link shows a draft for a week."""

import datetime
import re

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.utils import timezone
from reversion.models import Revision

from techniques.models import Technique
from tests import pictures
from tests.clinic.test_pictures import upload
from tests.desk import at, fields_of, opened
from tests.factories import make_ready_technique
from tests.html import read
from tests.techniques.test_publishing import _signed_in, press

__all__ = ["_signed_in"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return make_ready_technique(timezone.localdate(), published_at=None, name="Colonic")


def test_a_preview_shows_unsaved_words_and_parts_and_saves_nothing(client, draft):
    response = press(
        client, draft, "_preview", tagline="Not yet saved.", **{"steps-0-title": "You sit down"}
    )
    page = read(response)
    assert page.one("h1").text == "Colonic"
    assert "Not yet saved." in page.one("main").text
    assert "You sit down" in page.one("main").text
    assert "This is a preview. Nothing of it is saved." in page.text
    assert draft.tagline == "A gentle, hands-on method."
    assert draft.steps.get().title == "You lie down"
    assert not Revision.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_preview_is_for_nobody_else(client, draft):
    response = press(client, draft, "_preview")
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert read(response).one("meta", name="robots")["content"] == "noindex"


def test_a_new_treatment_is_previewed_before_it_is_ever_saved(client):
    fields = fields_of(read(client.get(at(Technique, "add"))), "technique_form")
    response = client.post(at(Technique, "add"), fields | {"name": "New", "_preview": "1"})
    assert read(response).one("h1").text == "New"
    assert not Technique.objects.exists()


def test_a_preview_shows_a_picture_that_was_just_chosen(client, draft):
    chosen = upload("a.jpg", pictures.picture(size=(600, 400)))
    response = press(client, draft, "_preview", picture=chosen, picture_alt="A calm room.")
    image = read(response).one("img", class_="photo")
    assert image["alt"] == "A calm room."
    served = client.get(image["src"])
    served.close()
    assert served.status_code == 200
    assert not draft.picture


def test_a_preview_of_a_form_with_faults_says_what_it_needs(client, draft):
    response = press(client, draft, "_preview", name="")
    assert response.status_code == 422
    assert "The preview needs these first" in response.text
    assert "This field is required." in response.text


def test_a_preview_takes_no_notice_of_what_others_saved(client, draft):
    stale = opened(client, draft)
    press(client, draft, "_continue", tagline="Theirs.")
    response = client.post(at(draft), stale | {"tagline": "Mine.", "_preview": "1"})
    assert "Mine." in read(response).one("main").text
    draft.refresh_from_db()
    assert draft.tagline == "Theirs."


def link_of(client, response):
    text = read(client.get(response.url)).one("div", class_="undo").text
    return re.search(r"http://testserver(/preview/\S+/)", text)[1]


def test_a_link_shows_the_draft_without_sign_in_for_seven_days(client, draft):
    with time_machine.travel("2026-06-01 12:00Z", tick=False) as clock:
        link = link_of(client, press(client, draft, "_link"))
        client.logout()
        response = client.get(link)
        assert read(response).one("h1").text == "Colonic"
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert not response.cookies
        clock.shift(datetime.timedelta(days=7, seconds=-1))
        assert client.get(link).status_code == 200
        clock.shift(datetime.timedelta(seconds=1))
        ended = client.get(link)
        assert ended.status_code == 404
        assert "This link no longer works" in ended.text


def test_a_new_link_ends_the_one_before(client, draft):
    old = link_of(client, press(client, draft, "_link"))
    new = link_of(client, press(client, draft, "_link"))
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)


@pytest.mark.parametrize("key", ["", "x", "0" * 32, ":x"])
def test_a_link_we_did_not_sign_shows_nothing(client, draft, key):
    assert client.get(f"/preview/{key}/").status_code == 404
