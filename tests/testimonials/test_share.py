"""The form to share a story: what it keeps, what it refuses, and that nothing typed is lost."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from clinic.models import Clinic
from testimonials.models import Connection, Consent, Route, Testimonial
from tests.factories import make_clinic, make_technique
from tests.html import read
from tests.testimonials.helpers import (
    SHARE,
    WORDS,
    confirmed_story,
    errors,
    letters,
    payload,
    send,
    sent_story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clinic(db):
    make_clinic()


def test_a_story_is_kept_with_all_that_was_said(client):
    technique = make_technique(slug="first")
    month = timezone.localdate().replace(day=1)
    response = send(client, about="first", month=month.month, year=month.year, stars="1")
    story = Testimonial.objects.get()
    assert response.status_code == 303
    assert (story.stars, story.headline, story.words) == (1, "They took time to explain", WORDS)
    assert (story.technique, story.visited_in) == (technique, month)
    assert (story.name, story.email, story.name_shown) == (
        "Maria Lopez",
        "maria@example.com",
        "Maria L.",
    )
    assert story.route == Route.BY_EMAIL
    assert story.confirmed_at is story.published_at is story.consent_until is None


@pytest.mark.parametrize(
    ("form", "name", "shown"),
    [
        ("first", "Maria Elena Lopez", "Maria L."),
        ("first", "Maria", "Maria"),
        ("initials", "maria lopez", "M. L."),
        ("withheld", "Maria Lopez", "Name withheld"),
    ],
)
def test_the_name_is_shown_as_the_writer_chose(client, form, name, shown):
    assert sent_story(client, name=name, name_form=form).name_shown == shown


def test_the_text_agreed_to_is_kept_word_for_word(client):
    shown = [p.text for p in read(client.get(SHARE)).one("fieldset", class_="send").all("p")]
    story = sent_story(client)
    assert story.wording_shown.split("\n") == shown
    assert "for 5 years" not in story.wording_shown
    assert "Natural Healthcare Services may show my story" in story.wording_shown


def test_the_next_page_says_what_happens_and_hides_the_address(client):
    page = read(client.post(SHARE, payload(client), follow=True))
    assert "One more step" in page.one("h1").text
    assert "m…@example.com" in page.one("main").text
    assert "maria@" not in page.text
    assert "/stories/mine/" not in str([a["href"] for a in page.all("a")])


def test_who_only_has_a_phone_is_called_and_gets_the_own_page_at_once(client):
    response = client.post(SHARE, payload(client, email="", phone="(202) 555-0177"), follow=True)
    story = Testimonial.objects.get()
    page = read(response)
    assert story.route == Route.BY_PHONE
    assert "the number ending in 0177" in page.one("main").text
    assert story.get_absolute_url() in [a["href"] for a in page.all("a")]
    assert letters("confirm") == []
    assert "Waiting for our call" in read(client.get(story.get_absolute_url())).one("main").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stars": None}, "Choose 1 to 5 stars"),
        ({"stars": "0"}, "Choose 1 to 5 stars"),
        ({"stars": "6"}, "Choose 1 to 5 stars"),
        ({"stars": "4.5"}, "Choose 1 to 5 stars"),
        ({"stars": "9" * 400}, "Choose 1 to 5 stars"),
        ({"stars": "five"}, "Choose 1 to 5 stars"),
        ({"headline": " "}, "Write a headline"),
        ({"headline": "a" * 121}, "Shorten the headline by 1 character"),
        ({"words": ""}, "Write your story"),
        ({"words": "a" * 2007}, "Your story is 7 characters too long"),
        ({"about": None}, "Choose what it is about"),
        ({"about": "nowhere"}, "Choose what it is about"),
        ({"about": "another-service"}, "Name the service"),
        ({"month": "3", "year": ""}, "Choose a month up to this one"),
        ({"name": ""}, "Enter your name"),
        ({"name": "Mar\u202eia"}, "Type this again by hand. It holds a hidden character that we"),
        ({"name_form": None}, "Choose how we show your name"),
        ({"connection": None}, "Choose your connection"),
        ({"connection": "other"}, "Say what connects you"),
        ({"paid": None}, "Choose No or Yes"),
        ({"paid": "yes"}, "Say what you got"),
        ({"email": ""}, "Enter an e-mail address or a phone number"),
        ({"email": "maria"}, "Your e-mail address has no @. It should look like maria@example.com"),
        ({"phone": "555-0177"}, "Please add your area code, 3 more digits"),
        ({"consent": None}, "Tick “I agree” if we may show your story. Without it we cannot"),
        ({"stamp": "made-up"}, "We could not check where this form came from."),
    ],
)
def test_each_refusal_says_how_to_mend_it_and_keeps_the_draft(client, changes, sentence):
    response = send(client, **changes)
    assert response.status_code == 422
    assert [error for error in errors(response) if error.startswith(sentence)]
    page = read(response)
    assert page.one("title").text.startswith("Error: ")
    if "words" not in changes:
        assert page.one("textarea").text == WORDS
    if "stars" not in changes:
        assert "checked" in page.one("input", name="stars", value="4").attributes
    assert not Testimonial.objects.exists()


def test_next_month_is_no_month_of_a_visit(client):
    with time_machine.travel("2026-06-13T12:00:00Z"):
        assert errors(send(client, month="7", year="2026")) == ["Choose a month up to this one"]
        assert sent_story(client, month="6", year="2026").visited_in == datetime.date(2026, 6, 1)


def test_what_is_said_below_another_choice_is_not_kept(client):
    story = sent_story(client, service="a colonic", received="a mug", connection_words="friend")
    assert (story.service, story.received, story.connection_words) == ("", "", "")


def test_connection_and_gift_are_kept(client):
    story = sent_story(
        client, connection="other", connection_words="Neighbor", paid="yes", received="a mug"
    )
    assert (story.connection, story.connection_words) == (Connection.OTHER, "Neighbor")
    assert story.received == "a mug"


# At noon, since the text agreed to names the day on which the consent ends.
@time_machine.travel("2026-06-02 16:00+00:00", tick=False)
def test_too_quick_and_too_old_keep_the_draft_and_then_go_through(client):
    for before, words in (
        (datetime.timedelta(0), "That was very quick"),
        (datetime.timedelta(hours=5), "This page was open for a long time"),
    ):
        with time_machine.travel(timezone.now() - before, tick=False):
            data = payload(client) if before else None
        if not before:
            page = read(client.get(SHARE))
            data = payload(client) | {"stamp": page.one("input", name="stamp")["value"]}
        response = client.post(SHARE, data)
        assert errors(response)[0].startswith(words)
        stamp = read(response).one("input", name="stamp")["value"]
        assert client.post(SHARE, data | {"stamp": stamp}).status_code == 303


def test_a_text_that_changed_meanwhile_is_agreed_to_anew(client):
    data = payload(client)
    data["seen"] = "something else"
    response = client.post(SHARE, data)
    assert errors(response)[0].startswith("What you agree to has changed")
    seen = read(response).one("input", name="seen")["value"]
    assert client.post(SHARE, data | {"seen": seen}).status_code == 303


def test_sent_twice_is_kept_once(client):
    data = payload(client)
    first, second = client.post(SHARE, data), client.post(SHARE, data)
    assert first["Location"] == second["Location"]
    assert Testimonial.objects.count() == len(letters("confirm")) == 1


def test_the_same_form_with_other_words_says_so(client):
    data = payload(client)
    client.post(SHARE, data)
    response = client.post(SHARE, data | {"words": "Something else."})
    assert response.status_code == 409
    assert "You already sent this form" in read(response).one(role="alert").text
    assert Testimonial.objects.get().words == WORDS


def test_a_filled_trap_is_kept_without_a_letter(client):
    story = sent_story(client, website="https://spam.example")
    assert letters("confirm") == []
    assert not story.confirmed_at


def test_nobody_is_flooded_with_letters(client):
    for n in range(5):
        sent_story(client, email="Maria@example.com", words=f"Number {n}.")
    assert len(letters("confirm")) == 3
    assert Testimonial.objects.count() == 5


def test_one_day_brings_only_so_many_letters(client):
    Testimonial.objects.bulk_create(
        Testimonial(
            stars=1, headline="A", words="B", route=Route.BY_EMAIL, email=f"a{n}@example.com"
        )
        for n in range(60)
    )
    sent_story(client)
    assert letters("confirm") == []


def test_a_clinic_that_only_phones_asks_for_a_phone_number(client):
    Clinic.objects.update(only_phones=True)
    assert read(client.get(SHARE)).all("input", name="email") == []
    assert errors(send(client, email=None)) == ["Enter a phone number"]


def test_the_letter_repeats_nothing_and_opening_its_page_changes_nothing(client):
    story = sent_story(client)
    (letter,) = letters("confirm")
    assert letter.to == "maria@example.com"
    assert "Maria" not in letter.text
    assert WORDS not in letter.text
    page = read(client.get(story.get_absolute_url()))
    assert page.one("h1").text == "Is this yours?"
    assert WORDS in page.one("blockquote").text
    story.refresh_from_db()
    assert story.confirmed_at is None
    assert not Consent.objects.exists()


def test_the_button_confirms_and_the_ledger_keeps_the_proof(client):
    story = confirmed_story(client)
    line = Consent.objects.get()
    assert (line.words, line.headline, line.stars) == (story.words, story.headline, 4)
    assert line.wording == story.wording_shown
    assert line.until == story.consent_until
    assert line.until.year == timezone.localdate().year + 5
    (letter,) = letters("copy")
    assert "What I agree to. Natural Healthcare Services" in letter.text


def test_no_it_is_not_mine(client):
    story = sent_story(client)
    page = read(client.post(story.get_absolute_url(), {"act": "no"}, follow=True))
    assert "Thank you for telling us." in page.one("main").text
    story.refresh_from_db()
    assert story.reason == "not_confirmed"
    assert client.post(story.get_absolute_url(), {"act": "yes"}).status_code == 422
    story.refresh_from_db()
    assert story.confirmed_at is None
