"""Against misuse of the story form: counts per connection, and letters that a person lets go."""

import datetime

import pytest
import time_machine
from django.test import Client

from testimonials import misuse, writer
from testimonials.models import Invitation, Testimonial
from tests.factories import make_clinic
from tests.html import read
from tests.testimonials.desk import act, change, rows
from tests.testimonials.helpers import SHARE, letters, payload, send, sent_story

pytestmark = pytest.mark.django_db


NOON = datetime.datetime(2026, 11, 25, 17, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock(db):
    """Noon at the clinic, and the hour does not end while a test runs."""
    make_clinic()
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def send_many(client, count, first=0):
    for n in range(first, first + count):
        sent_story(client, email=f"writer{n}@example.com", words=f"Number {n}.")


def test_beyond_the_limit_of_a_network_the_form_asks_to_wait(client):
    send_many(client, misuse.NETWORK.most)
    response = send(client, words="The eleventh within this hour.")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60 * 60
    page = read(response)
    assert "We had many stories from your connection" in page.one(role="alert").text
    assert page.one("textarea", name="words").text == "The eleventh within this hour."
    assert Testimonial.objects.count() == len(letters("confirm")) == misuse.NETWORK.most


def test_the_next_hour_and_another_network_are_counted_anew(client, clock):
    send_many(client, misuse.NETWORK.most)
    assert send(Client(REMOTE_ADDR="203.0.113.9"), email="b@example.com").status_code == 303
    clock.shift(60 * 60)
    assert send(client, email="c@example.com").status_code == 303


def test_the_same_form_sent_again_is_answered_even_then(client):
    data = payload(client)
    first = client.post(SHARE, data)
    send_many(client, misuse.NETWORK.most - 1)
    again = client.post(SHARE, data)
    assert (again.status_code, again["Location"]) == (303, first["Location"])


def test_many_networks_together_are_stopped_too(client):
    for n in range(misuse.EVERYBODY.most):
        send(Client(REMOTE_ADDR=f"198.18.{n}.1"), email=f"w{n}@example.com")
    assert Testimonial.objects.count() == misuse.EVERYBODY.most
    assert send(client).status_code == 429


def test_who_was_invited_is_not_counted(client):
    send_many(client, misuse.NETWORK.most)
    invitation = Invitation.objects.create(
        email="anna@example.com", expires_on=datetime.date(2026, 12, 1)
    )
    response = send(client, invitation.get_absolute_url(), email="anna@example.com")
    assert response.status_code == 303


def test_a_trapped_story_waits_at_the_desk_which_sends_its_letter(client, boss):
    story = sent_story(client, website="https://spam.example")
    assert letters("confirm") == []
    client.force_login(boss)
    assert "Held: it may come from a program" in rows(client)
    assert Testimonial.objects.to_read().get() == story
    page = act(client, story, "send_letter")
    assert "The letter is on its way" in page.text
    assert [letter.to for letter in letters("confirm")] == ["maria@example.com"]
    assert not Testimonial.objects.to_read().exists()
    assert "send_letter" not in client.get(change(story)).content.decode()


def test_the_letter_of_a_held_story_goes_once(client):
    story = sent_story(client, website="https://spam.example")
    writer.send_held_letter(story)
    with pytest.raises(writer.NotNow):
        writer.send_held_letter(story)
    assert len(letters("confirm")) == 1


def test_stories_beyond_what_one_address_gets_wait_at_the_desk(client):
    for n in range(4):
        sent_story(client, words=f"Number {n}.")
    assert len(letters("confirm")) == 3
    assert Testimonial.objects.filter(is_letter_held=True).count() == 1
