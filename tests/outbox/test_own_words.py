"""The clinic's own words for a letter: filled in like the original, and checked before."""

import pytest
from django.db import IntegrityError

from outbox.kinds import kinds
from outbox.models import Wording
from outbox.wording import problems

pytestmark = pytest.mark.django_db


def test_own_words_take_the_place_of_the_original(letter):
    Wording.objects.create(
        kind="sample.plain",
        subject="Yours, {reference}",
        discreet_subject="A line for you",
        body="Dear {name},\n\nReference {reference}.",
    )
    sent = letter()
    assert sent.subject == "Yours, 4K7-P29"
    assert sent.text.startswith("Dear Maria,\n\nReference 4K7-P29.\n\nQuestions?")
    assert letter(discreet=True).subject == "A line for you"


@pytest.mark.parametrize(
    ("subject", "body", "wrong"),
    [
        ("{reference}", "{name}, {reference}", {}),
        (
            "{name} {reference}",
            "{reference}",
            {"subject": ["“{name}” is not known here. You can use: {reference}."]},
        ),
        (
            "{reference}",
            "{color} {Name} {reference}",
            {
                "body": [
                    "“{color}” is not known here. You can use: {name}, {reference}.",
                    "“{Name}” is not known here. You can use: {name}, {reference}.",
                ]
            },
        ),
        (
            "{reference}",
            "{ name} {reference",
            {
                "body": [
                    "“{ name}” is not known here. You can use: {name}, {reference}.",
                    "“{” is not known here. You can use: {name}, {reference}.",
                    "This letter needs {reference}. Put it back in.",
                ]
            },
        ),
    ],
)
def test_placeholders_are_checked(letter, subject, body, wrong):
    assert problems(kinds()["sample.plain"], subject, "", body) == wrong


def test_a_letter_keeps_its_link(letter):
    kind = kinds()["sample.linked"]
    assert problems(kind, "Your page", "", "Hello") == {
        "body": ["This letter needs {link}. Put it back in."]
    }
    assert problems(kind, "{link}", "", "{link}") == {
        "subject": ["“{link}” is not known here. Nothing can be filled in here."]
    }


@pytest.mark.parametrize("field", ["subject", "body"])
def test_words_say_something_in_the_database(field):
    values = {"kind": "sample.plain", "subject": "A", "body": "B"}
    with pytest.raises(IntegrityError):
        Wording.objects.create(**values | {field: ""})
