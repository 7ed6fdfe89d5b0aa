"""The check of wordings: what it marks for a person to judge, and what it leaves alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.wording import REPLY, STORY, check, words_of


def marks(text, rules=STORY, known=()):
    return [(finding.rule, finding.words) for finding in check(text, rules, known)]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("They treated my back pain kindly.", ("health claim", "back pain")),
        ("Chronic constipation relief!", ("health claim", "constipation")),
        ("Chronic constipation relief!", ("outcome word", "relief")),
        ("No longer do I feel fatigued!", ("outcome word", "No longer")),
        ("They helped us with aches.", ("outcome word", "helped")),
        ("I was CURED.", ("outcome word", "CURED")),
        ("The desk is run by Maria.", ("name", "Maria")),
        ("Ask for Dr. Paul Miller there.", ("name", "Dr. Paul Miller")),
        ("Maria Lopez took time.", ("name", "Maria Lopez")),
        ("After Maria left, I slept.", ("name", "Maria")),
        ("Call me: (202) 555-0136.", ("contact data", "(202) 555-0136")),
        ("Call me: 202.555.0136", ("contact data", "202.555.0136")),
        ("Write to maria.l@example.com please", ("contact data", "maria.l@example.com")),
        ("I live at 12 Old Mill Road.", ("contact data", "12 Old Mill Road")),
        ("See www.example.com/x now", ("contact data", "www.example.com/x")),
    ],
)
def test_what_is_marked(text, mark):
    assert mark in marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "They took time to explain. I was met kindly.",
        "I waited 20 minutes in June. The room was cold.",
        "Parking is hard on Fridays? No: on Monday I found a place.",
        "WOW. I'm glad. Very friendly!",
        "It cost $120 and took 45 minutes.",
    ],
)
def test_what_is_left_alone(text):
    assert marks(text) == []


def test_known_names_are_fine():
    text = "I would recommend Gregg or Karen. So does Gregg Miller."
    assert marks(text, known=["Gregg", "Karen"]) == [("name", "Gregg Miller")]


def test_a_finding_says_what_to_think_about():
    (finding,) = check("They found the ulcer after my asthma.", STORY)
    assert finding.sentence == (
        "“asthma” may say that a treatment works on an illness. Read it as a stranger would. "
        "You decide."
    )


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Thank you for your visit.", ("patient", "your visit")),
        ("We look forward to seeing you.", ("patient", "seeing you")),
        ("You are a valued patient.", ("patient", "valued patient")),
        ("We are glad your back is fine.", ("body", "your back")),
        ("Migraines are hard.", ("health", "Migraines")),
        ("Good to hear that it helped.", ("result", "helped")),
    ],
)
def test_what_a_reply_must_not_say(text, mark):
    assert mark in marks(text, REPLY)


def test_the_sample_reply_says_nothing_wrong():
    assert (
        marks(
            "Thank you for writing. We try to explain each step. "
            "Call (202) 555-0136 if you would like to talk.",
            REPLY,
        )
        == []
    )


@given(st.text(max_size=300))
def test_a_finding_stands_in_the_text_where_it_says(text):
    for finding in check(text, STORY + REPLY):
        assert text[finding.start : finding.end] == finding.words != ""
        assert finding.words in finding.sentence


@given(st.lists(st.sampled_from(["Maria", "told", "Lopez", "me", "Dr", "the"]), max_size=12))
def test_whoever_is_known_is_never_marked(words):
    text = " ".join(words)
    known = ["Maria Lopez", "Dr told me the"]
    assert [f for f in check(text, STORY, known) if f.rule == "name"] == []
    assert all(word == word.lower() for word in words_of(text))
