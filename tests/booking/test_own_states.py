"""The patient's own page in every state: what it says, what it lets them do."""

import datetime

import pytest
import time_machine

from booking import moves, patient_acts
from clinic.models import Question
from outbox.models import Letter
from tests.booking.states import STATES, agreed, asked, offered
from tests.factories import make_clinic, make_hours, make_technique
from tests.html import read

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 2, 14, 14, tzinfo=datetime.UTC)
CORRECT = ["Change my times", "Change how you reach me", "I no longer need this"]


@pytest.fixture(autouse=True)
def _tuesday(db):
    """Tuesday, June 2, 2026, 10:14 am in New York."""
    make_clinic(parking="Park behind the house.", access="No step.")
    make_hours()
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(client, row):
    return read(client.get(row.get_absolute_url()))


EXPECTED = {
    "received": ("Request received", "Nothing is fixed until we have agreed on a time.", CORRECT),
    "needs_call": ("We will call you first", "What to ask your doctor", CORRECT),
    "called": (
        "We will call you first",
        "We called on Tuesday, June 2 at 10:14 am and did not reach you. "
        "Call us at (202) 555-0136 , or tell us a better number or time below.",
        CORRECT,
    ),
    "offered": (
        "Choose a time",
        "can offer you 3 times. They are kept for you until Friday, June 5, 10 am .",
        ["None of these suits me", *CORRECT[1:]],
    ),
    "agreed": (
        "Your appointment: Monday, June 8 at 2 pm",
        "With Karen. Allow 30 minutes.",
        ["Ask for another time", "No reminder, please", *CORRECT[1:]],
    ),
    "asked to move": (
        "Your appointment: Tuesday, June 9 at 2 pm",
        "You asked for another time. We answer by tomorrow 11 am. "
        "Tuesday, June 9 at 2 pm still stands.",
        ["Ask for another time", "No reminder, please", *CORRECT[1:]],
    ),
    "agreed and offered": (
        "Your appointment: Wednesday, June 10 at 2 pm",
        "Wednesday, June 10 at 2 pm stands until you choose.",
        ["Ask for another time", "No reminder, please", *CORRECT[1:]],
    ),
    "over": (
        "Your appointment was on Sunday, May 31",
        "This page is erased on Tuesday, July 14.",
        [],
    ),
    "declined": (
        "We cannot offer you an appointment",
        "We have no time free in the weeks ahead that fits what you need. The summer is full. "
        "You are welcome to ask again after Thursday, July 2.",
        [],
    ),
    "withdrawn": ("You withdrew this request", "Nothing more to do.", ["Ask again"]),
    "canceled by them": (
        "Your appointment is canceled",
        "You told us on Tuesday, June 2 that you cannot come.",
        ["Ask again"],
    ),
    "canceled by us": (
        "We had to cancel",
        "We had to cancel Saturday, June 13 at 2 pm. The room is being repaired.",
        ["Ask again"],
    ),
    "offers ran out": (
        "The times we offered have run out",
        "We kept them until Monday, June 1.",
        ["Ask for new times"],
    ),
    "expired offers": (
        "The times we offered have run out",
        "We kept them until Monday, June 1.",
        ["Ask for new times"],
    ),
    "expired": (
        "This request has run out",
        "We could not agree on a time within 60 days.",
        ["Ask again"],
    ),
    "held": ("Request received", "Nothing is fixed until we have agreed on a time.", CORRECT),
}


@pytest.mark.parametrize("name", STATES)
def test_each_state_has_its_words_and_its_acts(client, name):
    headline, sentence, acts = EXPECTED[name]
    page = page_of(client, STATES[name]())
    assert page.one("h1").text == headline
    assert sentence in page.one("main").text
    buttons = [
        box.text
        for section in page.all(class_="acts")[:-1]
        for box in section.children[1:]
        if not isinstance(box, str)
    ]
    assert buttons == acts
    last = [link.text for link in page.all(class_="acts")[-1].all("a")]
    assert last == ["Download what we hold", "Erase my request"]


@pytest.mark.parametrize("name", STATES)
def test_each_act_on_the_page_leads_somewhere(client, name):
    page = page_of(client, STATES[name]())
    for link in page.one("main").all("a", class_="btn"):
        assert client.get(link["href"]).status_code == 200, link["href"]


@pytest.mark.parametrize("name", STATES)
def test_no_state_shows_how_to_reach_the_patient_or_their_words(client, name):
    row = STATES[name]()
    body = client.get(row.get_absolute_url()).content.decode()
    for private in ("5550177", "555-0177", "maria@", "Maria Lopez"):
        assert private not in body


@pytest.mark.parametrize("name", STATES)
def test_queries_are_few_in_every_state(client, name, django_assert_max_num_queries):
    row = STATES[name]()
    with django_assert_max_num_queries(10):
        client.get(row.get_absolute_url())


def test_held_says_the_same_as_received(client):
    pages = [
        page_of(client, row).text.replace(row.reference, "") for row in (asked(), STATES["held"]())
    ]
    assert pages[0] == pages[1]


def test_the_agreed_page_holds_what_the_day_needs(client):
    Question.objects.create(kind="bring", question="What to bring?", answer="Comfortable clothes.")
    text = page_of(client, agreed()).one("main").text
    for words in (
        "1 Sample Street",
        "Park behind the house. No step.",
        "Comfortable clothes.",
        "Tuesday, June 2, 10:14 am: We agreed on Monday, June 8 at 2 pm by phone",
    ):
        assert words in text


def test_letters_are_spoken_of_only_to_who_gets_them(client):
    text = page_of(client, asked()).one("main").text
    assert "When something changes, we write to m…@example.com." in text
    text = page_of(client, agreed(email="")).one("main").text
    assert "We have no e-mail address from you, so we call." in text
    assert "reminder" not in text
    assert "letter" not in text
    assert not Letter.objects.filter(to="").exists()


def test_what_was_undone_is_not_in_the_history(client):
    row = offered()
    moves.undo(row)
    text = page_of(client, row).one("main").text
    assert "We offered" not in text


def test_the_steps_say_which_one_is_now(client):
    for name, now in {
        "received": "We call or write to you",
        "needs_call": "We call you",
        "offered": "You choose",
        "agreed": "Your visit",
    }.items():
        step = page_of(client, STATES[name]()).one("li", aria_current="step")
        assert step.one("h3").text.startswith(now)


def test_ask_again_keeps_the_treatment(client):
    row = asked(technique=make_technique(slug="sot"))
    patient_acts.withdraw(row)
    assert page_of(client, row).one("a", href="/book/?technique=sot").text == "Ask again"
