"""The count of ``make chaos`` finds what is planted: otherwise its zeros would mean nothing."""

import hashlib
import html
import json
from collections import Counter
from types import SimpleNamespace

import pytest

from tests.chaos.browser import Answer
from tests.chaos.count import DESK, ZERO, count, dead, evidence, is_clean, reading
from tests.chaos.readers import Readers
from tests.chaos.visitors import AWAY, KEPT, PROXY, SEND_AGAIN, Load, new_visitor

PHONE = "+12025550136"
RETRY = {"retry-after": "60"}
REFERENCE = "4K7-P29"


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
    own = {name: getattr(visitor, name) for name in names}
    return own | {"reference": REFERENCE} | changes


def letter(visitor, number="<1@clinic.example>"):
    return json.dumps({"id": number, "to": visitor.email, "subject": "We have it"})


def desk_letter(number="<9@clinic.example>"):
    line = {"id": number, "to": DESK, "subject": f"New request {REFERENCE}"}
    return json.dumps(line)


def refusal(visitor, **changes):
    """A refusal with all that was typed on it."""
    said = {"name": visitor.name, "note": visitor.note, "email": visitor.email, "phone": PHONE}
    said |= changes
    call = f'<a href="tel:{said.pop("phone")}">'
    return Answer(503, RETRY, (call + html.escape(" ".join(said.values()))).encode())


def wrong(figures):
    return {name for name in ZERO if figures.get(name)}


def test_all_is_well(load, visitor):
    figures = count(load, [row(visitor)], [letter(visitor), letter(visitor), desk_letter()])
    figures |= evidence(Counter(), []) | {"deliverers dead": dead([])}
    assert is_clean(figures | reading(Readers(1, {}, PHONE)))
    assert (figures["letters"], figures["copies"]) == (2, 1)


def test_a_request_that_is_not_there(load):
    assert wrong(count(load, [], [])) == {"missing"}


def test_a_request_that_is_there_twice(load, visitor):
    kept = [row(visitor), row(visitor, submission_id="other")]
    assert "twice" in wrong(count(load, kept, [letter(visitor), desk_letter()]))


def test_a_visitor_who_was_shown_two_pages(load, visitor):
    visitor.pages.add("/request/b/")
    taken = [letter(visitor), desk_letter()]
    assert wrong(count(load, [row(visitor)], taken)) == {"twice"}


@pytest.mark.parametrize("name", ["name", "note"])
def test_words_that_are_not_those_sent(load, visitor, name):
    kept = [row(visitor, **{name: "other"})]
    assert wrong(count(load, kept, [letter(visitor), desk_letter()])) == {"changed"}


def test_a_visitor_who_never_got_through(load, visitor):
    visitor.pages.clear()
    assert wrong(count(load, [], [])) == {"not kept in the end"}


def test_a_letter_that_never_came(load, visitor):
    figures = count(load, [row(visitor)], [desk_letter()])
    assert (wrong(figures), figures["letters missing"]) == ({"letters missing"}, 1)


def test_a_letter_to_the_clinic_that_never_came(load, visitor):
    figures = count(load, [row(visitor)], [letter(visitor)])
    assert (wrong(figures), figures["letters missing"]) == ({"letters missing"}, 1)


def test_two_letters_to_the_clinic_about_one_request(load, visitor):
    taken = [letter(visitor), desk_letter(), desk_letter("<8@clinic.example>")]
    assert wrong(count(load, [row(visitor)], taken)) == {"letters twice"}


def test_a_fault_that_was_not_seen():
    seen = Counter({"kills": 3, "503": 0})
    assert evidence(seen, ["kills", "503"]) == {"faults not seen": 1}
    assert evidence(seen, ["kills"]) == {"faults not seen": 0}


def service(starts=1, kills=0, returncode=None, keeper=True):
    process = SimpleNamespace(returncode=returncode)
    return SimpleNamespace(starts=starts, kills=kills, process=process, keeper=keeper)


@pytest.mark.parametrize(
    ("deliverer", "is_dead"),
    [
        (service(), 0),
        (service(starts=3, kills=2), 0),
        (service(starts=3, kills=1), 1),  # it ended by itself, and was started again
        (service(returncode=1), 1),
        (service(kills=1, returncode=-9, keeper=None), 0),  # its host is gone for good
    ],
)
def test_a_deliverer_that_died(deliverer, is_dead):
    assert dead([service(), deliverer]) == is_dead


@pytest.mark.parametrize(
    ("answer", "path", "seen", "what"),
    [
        (Answer(200, {}, b"<h1>Book</h1>"), "/book/", None, "read"),
        (Answer(200, {}, b"picture"), "/media/a.jpg", None, "read"),
        (Answer(304), "/book/", '"a"', "read"),
        (Answer(503, RETRY, f'<a href="tel:{PHONE}">'.encode()), "/book/", None, "page away"),
        (Answer(503, RETRY), "/media/a.jpg", None, "pictures away"),
        (Answer(200, {}, b"<h1>Other</h1>"), "/book/", None, "wrong"),
        (Answer(200, {}, b"half a pict"), "/media/a.jpg", None, "wrong"),
        (Answer(304), "/book/", None, "wrong"),
        (Answer(503, {}, f'<a href="tel:{PHONE}">'.encode()), "/book/", None, "wrong"),
        (Answer(503, RETRY, b"Sorry."), "/book/", None, "wrong"),
        (Answer(404), "/media/a.jpg", None, "wrong"),
        (Answer(), "/book/", None, "wrong"),
    ],
)
def test_what_a_reader_sees_has_its_kind(answer, path, seen, what):
    pages = {"/book/": "Book", "/media/a.jpg": hashlib.sha256(b"picture").hexdigest()}
    readers = Readers(1, pages, PHONE)
    readers.answers[readers.judge(answer, path, seen)] += 1
    assert list(readers.answers) == [what]
    assert wrong(reading(readers)) == ({"wrong pages"} if what == "wrong" else set())


def test_readers_who_read_nothing_prove_nothing():
    assert reading(Readers(1, {"/": "Home"}, PHONE))["wrong pages"] == 1


def test_two_letters_where_one_belongs(load, visitor):
    taken = [letter(visitor), letter(visitor, "<2@clinic.example>"), desk_letter()]
    assert wrong(count(load, [row(visitor)], taken)) == {"letters twice"}


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (Answer(303, {"location": "/request/a/"}), KEPT),
        (Answer(303, {"location": "/"}), "other"),
        (Answer(503, RETRY, SEND_AGAIN.encode()), PROXY),
        (Answer(503, {}, SEND_AGAIN.encode()), "other"),
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
