"""The clinic words its own letters at the desk."""

import pytest
from django.contrib.admin.models import LogEntry

from outbox.models import Wording
from tests.factories import make_clinic, make_staff
from tests.html import read

pytestmark = pytest.mark.django_db
LIST = "/admin/outbox/letter/wording/"
PLAIN = f"{LIST}sample.plain/"
WORDS = {
    "subject": "Yours, {reference}",
    "discreet_subject": "A line for you",
    "body": "Dear {name},\r\n\r\nReference: {reference}",
}


@pytest.fixture(autouse=True)
def _desk(client, settings):
    settings.LETTER_KINDS = ["tests.outbox.sample_kinds.KINDS"]
    make_clinic()
    client.force_login(make_staff())


def main(response):
    return read(response).one("main").text


def test_the_list_says_whose_words_each_kind_has(client):
    assert "Plain Patients Original" in main(client.get(LIST))
    client.post(PLAIN, WORDS | {"save": "1"})
    assert "Plain Patients Yours, since today" in main(client.get(LIST))


def test_the_page_shows_original_ours_and_sample(client):
    page = read(client.get(PLAIN))
    assert page.one("textarea", name="body").text.startswith("Hello {name}, We look")
    assert "Hello Maria, We look forward to seeing you. Your reference 4K7-P29" in page.text
    assert page.one("pre").text.startswith("About {reference} Message {reference} Hello {name},")


def test_own_words_are_saved_and_noted(client):
    response = client.post(PLAIN, WORDS | {"save": "1"}, follow=True)
    assert "Saved. The next letter has your words." in read(response).text
    assert "Dear Maria, Reference 4K7-P29" in main(response)
    own = Wording.objects.get()
    assert own.body == "Dear {name},\n\nReference: {reference}"
    assert LogEntry.objects.get().change_message == "Changed the words."
    client.post(PLAIN, WORDS | {"save": "1", "subject": "Again {reference}"})
    assert Wording.objects.get().subject == "Again {reference}"


def test_a_preview_saves_nothing(client):
    response = client.post(PLAIN, WORDS)
    assert response.status_code == 200
    assert "Dear Maria, Reference 4K7-P29" in main(response)
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"body": "{color} {reference}"},
            "“{color}” is not known here. You can use: {name}, {reference}.",
        ),
        ({"body": "Hello"}, "This letter needs {reference}. Put it back in."),
        ({"subject": "{name}"}, "“{name}” is not known here. You can use: {reference}."),
        ({"discreet_subject": "{name}"}, "“{name}” is not known here."),
        ({"body": ""}, "This field is required."),
    ],
)
def test_wrong_words_are_refused_and_kept(client, change, sentence):
    response = client.post(PLAIN, WORDS | change | {"save": "1"})
    assert response.status_code == 422
    page = read(response)
    assert sentence in page.text
    [field] = change
    if field == "body":
        assert page.one("textarea", name="body").text == change["body"]
    else:
        assert page.one("input", name=field)["value"] == change[field]
    assert not Wording.objects.exists()


def test_back_to_the_original(client):
    client.post(PLAIN, WORDS | {"save": "1"})
    response = client.post(f"{PLAIN}original/", follow=True)
    assert "The next letter has the original words again." in read(response).text
    assert not Wording.objects.exists()
    assert client.post(f"{PLAIN}original/").status_code == 404


def test_a_kind_that_is_not_there(client):
    assert client.get(f"{LIST}nothing/").status_code == 404


def test_a_kind_that_is_never_discreet_has_one_subject(client):
    page = read(client.get(f"{LIST}sample.linked/"))
    assert page.all("input", name="discreet_subject") == []
    words = {"subject": "Look", "body": "Here: {link}", "save": "1"}
    assert client.post(f"{LIST}sample.linked/", words).status_code == 302
    assert Wording.objects.get().discreet_subject == ""
