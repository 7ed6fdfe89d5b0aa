"""Invitations: one link each, by letter or on a card, the same words to everybody."""

import datetime
import re

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from testimonials import invite, terms
from testimonials.letters import invited_page
from testimonials.models import Invitation, Route, Testimonial
from testimonials.models.invitation import CODE_LETTERS, new_code
from tests.factories import make_clinic, make_request, make_staff
from tests.html import read
from tests.testimonials.helpers import WORDS, letters, payload, send

pytestmark = pytest.mark.django_db
DESK = "/admin/testimonials/testimonial/"


@pytest.fixture(autouse=True)
def boss(db, client):
    make_clinic()
    boss = make_staff()
    client.force_login(boss)
    return boss


def invite_by_letter(client, text):
    return client.post(f"{DESK}invite/", {"addresses": text}, follow=True)


def test_a_pasted_list_becomes_letters_with_the_same_words(client):
    make_request(email="never@example.com")
    response = invite_by_letter(
        client, "anna@example.com, Bob <bob@example.com>;\nANNA@example.com\n\ncarl@example.com\n"
    )
    assert "3 letters go out." in response.content.decode()
    sent = letters("invitation")
    assert [letter.to for letter in sent] == [
        "anna@example.com",
        "bob@example.com",
        "carl@example.com",
    ]
    assert len({(letter.subject, letter.text) for letter in sent}) == 1
    assert "good, bad or in between" in sent[0].text
    assert "you get nothing for it" in sent[0].text


def test_nobody_is_written_to_twice(client):
    invite_by_letter(client, "anna@example.com")
    text = invite_by_letter(client, "Anna@example.com\nbob@example.com").content.decode()
    assert "1 letter goes out." in text
    assert "1 address was invited before and gets no second letter." in text
    assert len(letters("invitation")) == 2
    with pytest.raises(IntegrityError):
        Invitation.objects.create(email="anna@example.com", expires_on="2030-01-01")


@pytest.mark.parametrize("text", ["", "  \n", "(202) 555-0177", "anna@example.com\nbob"])
def test_what_is_no_address_is_named_and_nothing_is_sent(client, text):
    response = invite_by_letter(client, text)
    assert response.status_code == 422
    assert letters("invitation") == []
    if text.strip():
        assert "is no e-mail address. Mend it or take it out." in response.content.decode()


def test_an_invited_story_says_confirmed_visit_and_the_link_works_once(client, boss):
    invite.by_letter(["maria@example.com"], boss)
    invitation = Invitation.objects.get()
    address = invitation.get_absolute_url()
    page = read(client.get(address))
    assert "your story will say “Confirmed visit”" in page.one("main").text
    invitation.refresh_from_db()
    assert invitation.used_at is None
    data = payload(client, address)
    first = client.post(address, data)
    assert first.status_code == 303
    assert client.post(address, data)["Location"] == first["Location"]
    story = Testimonial.objects.get()
    assert (story.route, story.words) == (Route.INVITED, WORDS)
    response = client.get(address)
    assert response.status_code == 404
    assert "This link was used or has ended" in response.content.decode()
    assert invited_page(invitation.reference) is None


def test_a_second_story_with_one_link_comes_as_any_other(client, boss):
    (card,) = invite.on_cards(1, boss)
    address = card.get_absolute_url()
    first, second = payload(client, address), payload(client, address)
    client.post(address, first)
    client.post(address, second)
    routes = Testimonial.objects.order_by("pk").values_list("route", flat=True)
    assert list(routes) == [Route.INVITED, Route.BY_EMAIL]


def test_an_ended_invitation_opens_nothing(client, boss):
    (card,) = invite.on_cards(1, boss)
    later = timezone.now() + datetime.timedelta(days=terms.INVITATION_DAYS)
    with time_machine.travel(later):
        assert client.get(card.get_absolute_url()).status_code == 200
    with time_machine.travel(later + datetime.timedelta(days=1)):
        assert client.get(card.get_absolute_url()).status_code == 404


def test_a_made_up_key_is_no_invitation(client, boss):
    invite.on_cards(1, boss)
    for key in ("x", "4K7P-29QR-TW6X", "x.y", "%20"):
        assert client.get(f"/stories/invited/{key}/").status_code == 404
        assert send(client, "/stories/share/").status_code == 303


def test_a_code_can_be_typed_from_paper(client, boss):
    (card,) = invite.on_cards(1, boss)
    assert re.fullmatch(rf"([{CODE_LETTERS}]{{4}}-){{2}}[{CODE_LETTERS}]{{4}}", card.code)
    assert client.get(f"/stories/invited/{card.code.lower()}/").status_code == 200
    assert new_code() != new_code()


def test_cards_to_print_each_with_a_square_of_their_own(client):
    page = read(client.post(f"{DESK}cards/", {"count": "3"}, follow=True))
    cards = page.all("section", class_="card-to-cut")
    assert len(cards) == 3
    assert len({card.one("svg").one("path")["d"] for card in cards}) == 3
    for card, invitation in zip(cards, Invitation.objects.order_by("pk"), strict=True):
        assert f"/stories/invited/{invitation.code}/" in card.text
        assert "Good, bad or in between" in card.text
        assert card.all("img") == []


@pytest.mark.parametrize("count", ["0", "41", "x", ""])
def test_how_many_cards(client, count):
    response = client.post(f"{DESK}cards/", {"count": count})
    assert response.status_code == 422
    assert "Choose 1 to 40 cards" in response.content.decode()
    assert not Invitation.objects.exists()
