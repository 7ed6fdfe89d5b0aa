"""The fold of the form: what may be added, and how each refusal is told."""

import datetime

import pytest
import time_machine

from booking.models import AppointmentRequest
from clinic.models import Closure
from tests.booking.helpers import errors, send
from tests.factories import make_clinic, make_hours, make_practitioner, make_technique
from tests.html import read

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 2, 14, 14, tzinfo=datetime.UTC)
HIDDEN = "Type this again by hand. It holds a hidden character that we cannot keep"


@pytest.fixture(autouse=True)
def people(db):
    """Tuesday, June 2, 2026; Gregg speaks Polish, Karen is there on Thursdays only."""
    with time_machine.travel(NOW):
        make_clinic()
        make_hours()
        gregg = make_practitioner("Gregg", languages="English, Polish")
        karen = make_practitioner("Karen", position=1)
        make_hours(weekdays=[3], practitioner=karen)
        yield {"Gregg": gregg, "Karen": karen}


def kept():
    return AppointmentRequest.objects.get()


def form(client, address="/book/"):
    return read(client.get(address)).one("main")


def test_everything_may_be_left_out(client):
    assert send(client).status_code == 303
    row = kept()
    assert (row.been_before, row.other_name, row.other_contact, row.message_rule) == ("",) * 4
    assert (row.discreet, row.language, row.access, row.earliest_on) == (False, "", "", None)
    assert row.practitioner is None


def test_everything_that_was_added_is_kept(client, people):
    send(
        client,
        before="no",
        who_for="other",
        their_name="Rosa Lopez",
        talk_to="them",
        their_contact="(202) 555-0188",
        message="call_back",
        discreet="on",
        language="Polish",
        access="No steps, please.",
        earliest_month="6",
        earliest_day="15",
        earliest_year="2026",
        practitioner=str(people["Gregg"].pk),
    )
    row = kept()
    assert (row.been_before, row.message_rule, row.discreet) == ("no", "call_back", True)
    assert (row.other_name, row.other_contact) == ("Rosa Lopez", "+12025550188")
    assert (row.language, row.access) == ("Polish", "No steps, please.")
    assert (row.earliest_on, row.practitioner) == (datetime.date(2026, 6, 15), people["Gregg"])


@pytest.mark.parametrize(
    ("answers", "language"),
    [
        ({"language": "English"}, ""),
        ({"language": "Polish"}, "Polish"),
        ({"language": "English", "other_language": " Tagalog "}, "Tagalog"),
    ],
)
def test_a_language_other_than_english_is_kept(client, answers, language):
    send(client, **answers)
    assert kept().language == language


def test_for_me_keeps_nobody_else(client):
    send(client, who_for="me", their_name="Rosa", talk_to="them", their_contact="555")
    assert (kept().other_name, kept().other_contact) == ("", "")


def test_someone_else_may_be_talked_to_through_me(client):
    send(client, who_for="other", their_name="Rosa", talk_to="me", their_contact="555")
    assert (kept().other_name, kept().other_contact) == ("Rosa", "")


SOMEONE = {"who_for": "other", "their_name": "Rosa"}
TO_THEM = SOMEONE | {"talk_to": "them"}


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (SOMEONE | {"their_name": " "}, "Enter the name of the person who will come"),
        (SOMEONE | {"their_name": "Ro\u202esa"}, HIDDEN),
        (SOMEONE | {"their_name": "a" * 81}, "This has 81 characters. There is room for 80"),
        (TO_THEM, 'Enter how we can reach them, or choose "With me"'),
        (TO_THEM | {"their_contact": "555-0177"}, "Please add your area code, 3 more digits"),
        (
            TO_THEM | {"their_contact": "rosa@"},
            "Check your e-mail address. It should look like maria@example.com",
        ),
        ({"other_language": "a" * 41}, "This has 41 characters. There is room for 40"),
        ({"other_language": "Pol\nish"}, HIDDEN),
        ({"access": "a" * 201}, "This has 201 characters. There is room for 200"),
        ({"access": "No\x1bsteps"}, HIDDEN),
        ({"earliest_month": "13"}, "Enter a day like 6 / 13 / 2026"),
        (
            {"earliest_month": "6", "earliest_day": "31", "earliest_year": "2026"},
            "Enter a day like 6 / 13 / 2026",
        ),
        (
            {"earliest_month": "June", "earliest_day": "3", "earliest_year": "2026"},
            "Enter a day like 6 / 13 / 2026",
        ),
        (
            {"earliest_month": "6", "earliest_day": "1", "earliest_year": "26"},
            "Choose today or a later day",
        ),
        (
            {"earliest_month": "6", "earliest_day": "3", "earliest_year": "2027"},
            "Choose a day before Wednesday, June 2, 2027",
        ),
        ({"practitioner": "999"}, "Choose again who you would like to see"),
    ],
)
def test_a_refusal_opens_the_fold_and_keeps_what_was_typed(client, answers, sentence):
    response = send(client, **answers)
    assert response.status_code == 422
    assert errors(response) == [sentence]
    page = read(response)
    assert "open" in page.one("details", class_="extras").attributes
    for name, typed in answers.items():
        boxes = page.all("input", name=name)
        if boxes[0].get("type") == "text":
            assert boxes[0]["value"] == typed
    link = page.one(role="alert").one("a")["href"].removeprefix("#")
    assert page.all(id=link)
    assert not AppointmentRequest.objects.exists()


def test_the_fold_is_closed_until_it_holds_something(client):
    assert "open" not in form(client).one("details", class_="extras").attributes
    page = read(send(client, name=""))
    assert "open" not in page.one("details", class_="extras").attributes
    page = read(send(client, name="", access="No steps"))
    assert "open" in page.one("details", class_="extras").attributes


def test_somebody_who_is_not_here_at_the_chosen_times(client, people):
    karen = str(people["Karen"].pk)
    response = send(client, practitioner=karen, times=["1-morning"])
    assert errors(response) == [
        'Karen is not here at the times you chose. Choose other times or "Either"'
    ]
    assert send(client, practitioner=karen, times=["1-morning", "3-morning"]).status_code == 303
    gregg = str(people["Gregg"].pk)
    assert send(client, practitioner=gregg, times=["1-morning"]).status_code == 303


def test_who_is_away_says_so_beside_the_name(client, people):
    Closure.objects.create(
        first_day=datetime.date(2026, 6, 1),
        last_day=datetime.date(2026, 6, 24),
        practitioner=people["Karen"],
    )
    labels = [option.text for option in form(client).all("label", class_="opt")]
    assert "Karen Karen is away until June 24" in labels
    assert {"Gregg", "Either"} <= set(labels)


def test_only_those_who_do_the_treatment_are_asked_about(client, people):
    technique = make_technique(slug="sot")
    technique.practitioners.add(people["Gregg"])
    make_technique()
    assert form(client, "/book/?technique=sot").all("input", name="practitioner") == []
    assert len(form(client).all("input", name="practitioner")) == 3


def test_three_people_are_anyone(client):
    make_practitioner("Ana", position=2)
    assert "Anyone" in [option.text for option in form(client).all("label", class_="opt")]


def test_languages_are_those_somebody_speaks(client, people):
    offered = [radio["value"] for radio in form(client).all("input", name="language")]
    assert offered == ["English", "Polish"]
    people["Gregg"].languages = ""
    people["Gregg"].save()
    assert form(client).all("input", name="language") == []
    assert form(client).all("input", name="other_language")


def test_every_question_says_why_it_is_asked(client):
    fold = form(client).one("details", class_="extras").text
    for why in (
        "So we plan enough time.",
        "So we know who will come.",
        "So we do not surprise anyone.",
        "Other people may hear it.",
        "Other people may see your phone or mail.",
        "So the right person calls.",
        "So we can prepare, or tell you honestly if we cannot.",
        "So we do not offer days you cannot use.",
        "Some of us work only on some days.",
    ):
        assert why in fold
