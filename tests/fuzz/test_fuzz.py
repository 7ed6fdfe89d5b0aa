"""The fuzzer itself: what it throws follows from the seed, and what goes wrong is found."""

import logging
from types import SimpleNamespace

import pytest

from tests.fuzz import forms, wire
from tests.fuzz.findings import Tally, Watch, table
from tests.fuzz.raw import Cases

SITE = SimpleNamespace(keys=["sot", "1"], cookies=lambda is_owner: "csrftoken=x")
FORM = forms.Form(
    "/book/", False, (("name", "Maria"), ("photo-note", "x")), ("photo",), (("", ""),)
)


def test_a_case_follows_from_seed_and_number():
    cases = [Cases(SITE, seed).case(number) for seed in (1, 2) for number in (3, 4)]
    assert cases == [Cases(SITE, seed).case(number) for seed in (1, 2) for number in (3, 4)]
    assert len(set(cases)) == 4


@pytest.fixture
def watch():
    return Watch(Tally())


def test_a_500_is_a_finding(watch):
    watch.throw("raw", "case 7", lambda: 500)
    watch.throw("raw", "case 8", lambda: 404)
    assert watch.tally.found == {"raw: answered 500": "case 7"}
    assert "raw                            2   404: 1 · 500: 1" in "\n".join(table(watch.tally))


def test_an_exception_that_gets_out_is_a_finding(watch):
    def fail():
        raise LookupError("unknown encoding")

    watch.throw("raw", "case 7", fail)
    [found] = watch.tally.found
    assert found.startswith("raised LookupError: 'unknown encoding' at test_fuzz.py:")


@pytest.mark.parametrize(("status", "found"), [(500, 1), (None, 1), (403, 0)])
def test_a_traceback_in_the_log_is_a_finding(watch, status, found):
    log = logging.Logger("fuzz")
    log.addHandler(watch)
    try:
        raise ValueError
    except ValueError:
        log.warning("Broken", exc_info=True, extra={"status_code": status})
    assert len(watch.tally.found) == found


def test_what_gunicorn_wrote_that_is_no_line_of_ours_is_a_finding(tmp_path):
    log = tmp_path / "log"
    log.write_text(
        'Traceback\n{"message": "Not Found"}\n{"message": "A", "faults": [{"class": "B"}]}\n'
    )
    assert list(wire.faults(log)) == ["Traceback", "A: {'class': 'B'}"]


@pytest.mark.parametrize(
    ("changed", "sent"),
    [
        ([], b"csrfmiddlewaretoken=" + b"f" * 32 + b"&name=Maria&photo-note=x"),
        ([("name", forms.DROP)], b"csrfmiddlewaretoken=" + b"f" * 32 + b"&photo-note=x"),
        (
            [("photo-note", forms.TWICE), ("name", b"\0")],
            b"csrfmiddlewaretoken=" + b"f" * 32 + b"&photo-note=x&photo-note=x&name=%00",
        ),
    ],
)
def test_an_answer_with_changes(changed, sent):
    assert forms.body(FORM, changed, ("", ""), as_parts=False)[1] == sent


def test_a_file_makes_parts():
    kind, data = forms.body(FORM, [("photo", "svg.svg")], ("", ""), as_parts=False)
    assert kind == "multipart/form-data; boundary=BOUND"
    assert b'name="photo"; filename="svg.svg"\r\nContent-Type: image/jpeg\r\n\r\n<svg' in data
