"""The count of ``make chaos`` finds what is planted: otherwise its zeros would mean nothing."""

import html
import json

import pytest

from tests.chaos.browser import Answer
from tests.chaos.count import ZERO, count, is_clean
from tests.chaos.visitors import AWAY, KEPT, PROXY, SEND_AGAIN, Load, new_visitor

PHONE = "+12025550136"
RETRY = {"retry-after": "60"}


@pytest.fixture
def visitor():
    """Somebody with an address whose request was kept."""
    visitor = new_visitor(2)
    visitor.pages.add("/request/a/")
    return visitor


@pytest.fixture
def load(visitor):
    load = Load(1, {}, "k3y-for-tests-" * 4, PHONE)
    load.visitors.append(visitor)
    return load


def row(visitor, **changes):
    names = ["submission_id", "name", "note", "email"]
    return {name: getattr(visitor, name) for name in names} | changes


def letter(visitor, number="<1@clinic.example>"):
    return json.dumps({"id": number, "to": visitor.email})


def refusal(visitor, **changes):
    """A refusal with all that was typed on it."""
    said = {"name": visitor.name, "note": visitor.note, "email": visitor.email, "phone": PHONE}
    said |= changes
    call = f'<a href="tel:{said.pop("phone")}">'
    return Answer(503, RETRY, call + html.escape(" ".join(said.values())))


def wrong(figures):
    return {name for name in ZERO if figures[name]}


def test_all_is_well(load, visitor):
    figures = count(load, [row(visitor)], [letter(visitor), letter(visitor)])
    assert is_clean(figures)
    assert (figures["letters"], figures["copies"]) == (1, 1)


def test_a_request_that_is_not_there(load):
    assert wrong(count(load, [], [])) == {"missing"}


def test_a_request_that_is_there_twice(load, visitor):
    kept = [row(visitor), row(visitor, submission_id="other")]
    assert "twice" in wrong(count(load, kept, [letter(visitor)]))


def test_a_visitor_who_was_shown_two_pages(load, visitor):
    visitor.pages.add("/request/b/")
    assert wrong(count(load, [row(visitor)], [letter(visitor)])) == {"twice"}


@pytest.mark.parametrize("name", ["name", "note"])
def test_words_that_are_not_those_sent(load, visitor, name):
    kept = [row(visitor, **{name: "other"})]
    assert wrong(count(load, kept, [letter(visitor)])) == {"changed"}


def test_a_visitor_who_never_got_through(load, visitor):
    visitor.pages.clear()
    assert wrong(count(load, [], [])) == {"not kept in the end"}


def test_a_letter_that_never_came(load, visitor):
    assert wrong(count(load, [row(visitor)], [])) == {"letters missing"}


def test_two_letters_where_one_belongs(load, visitor):
    taken = [letter(visitor), letter(visitor, "<2@clinic.example>")]
    assert wrong(count(load, [row(visitor)], taken)) == {"letters twice"}


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (Answer(303, {"location": "/request/a/"}), KEPT),
        (Answer(303, {"location": "/"}), "other"),
        (Answer(503, RETRY, SEND_AGAIN), PROXY),
        (Answer(503, {}, SEND_AGAIN), "other"),
        (Answer(500), "other"),
        (Answer(422), "other"),
        (Answer(), "other"),
    ],
)
def test_each_answer_has_its_kind(load, visitor, answer, what):
    assert load._judge(answer, visitor) == what
    assert bool(load.others) == (what == "other")


def test_a_refusal_that_keeps_the_words(load, visitor):
    assert load._judge(refusal(visitor), visitor) == AWAY
    assert (load.words_lost, load.others.total()) == (0, 0)


@pytest.mark.parametrize("name", ["name", "note", "email"])
def test_a_refusal_that_lost_some(load, visitor, name):
    load._judge(refusal(visitor, **{name: ""}), visitor)
    assert load.words_lost == 1


def test_a_refusal_without_the_phone_number(load, visitor):
    load._judge(refusal(visitor, phone=""), visitor)
    assert load.others.total() == 1
