"""The wording check of health texts, sentence by sentence, and the reading level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic import claims, reading


def found(text):
    rules = claims.TEXT + claims.STATEMENT
    return [
        (problem.sentence.split(" says ")[-1].split(",")[0], problem.is_blocking)
        for problem in claims.problems_of_text(text, "It", rules=rules)
    ]


@pytest.mark.parametrize(
    ("text", "words", "is_blocking"),
    [
        ("It cures asthma.", '"cures"', True),
        ("We guarantee relief.", '"guarantee"', True),
        ("A risk-free method.", '"risk-free"', True),
        ("It has no side effects.", '"no side effects"', True),
        ("100 % relief.", '"100 %"', True),
        ("A miracle.", '"miracle"', True),
        ("A breakthrough for backs.", '"breakthrough"', True),
        ("It is proven.", '"proven"', False),
        ("It has been shown to help.", '"has been shown"', False),
        ("An effective method.", '"effective"', False),
        ("It heals.", '"heals"', False),
        ("It treats sciatica.", '"treats"', False),
        ("It always helps.", '"always"', False),
        ("It works for most people.", '"works for"', False),
    ],
)
def test_a_promise_is_found(text, words, is_blocking):
    assert (words, is_blocking) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "It has not been proven.",
        "Nobody can guarantee that.",
        "Is it safe?",
        "There is no cure.",
        "We don't know whether it works for you.",
        "Feel free to ask. The entrance is step-free. Pain-free days are not promised.",
        "Children are free until they are six.",
        "It is safe for most adults.",
        "If you are not better in two weeks, see your doctor.",
        "A visit takes about 40 minutes. Murmur, bookkeeper, couscous, cats, a scarf, facades.",
    ],
)
def test_honest_words_are_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "word",
    [
        *("[[price]]", "TBD", "lorem ipsum", "cat1", "text12", "sdcasdcs", "dfgsdf"),
        *("asdfgh", "aaaaa", "xxx"),
    ],
)
def test_a_placeholder_is_found(word):
    sentence = f'"{word}" in It is a placeholder. Write the real text.'
    problems = claims.problems_of_text(f"The price: {word}", "It")
    assert [problem.sentence for problem in problems] == [sentence]


@given(st.text())
def test_any_text_can_be_checked(text):
    claims.problems_of_text(text, "It", rules=claims.TEXT + claims.STATEMENT)
    assert reading.note(text).startswith(("", "Easy", "All right", "Hard"))


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", ""),
        ("You lie down.", "Easy to read · 3 words"),
        ("word " * 16 + ".", "All right · 16 words"),
        ("word " * 26 + ".", "Hard: 1 long sentence · 26 words"),
        ("word " * 26 + ". " + "word " * 30, "Hard: 2 long sentences · 56 words"),
        ("Individualized manipulation methodologies.", "Hard: 3 hard words · 3 words"),
        ("- one\n- two", "Easy to read · 2 words"),
    ],
)
def test_the_reading_level(text, note):
    assert reading.note(text) == note


@pytest.mark.parametrize(
    ("name", "is_doctor"),
    [("Dr. Karen Miller", True), ("dr karen", True), ("Drew Miller", False), ("Karen", False)],
)
def test_who_is_called_doctor(name, is_doctor):
    assert claims.is_called_doctor(name) == is_doctor
