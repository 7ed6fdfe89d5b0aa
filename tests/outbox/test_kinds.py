"""Every kind of letter: its words hold together, and its text says what its html says."""

import pytest

from outbox.kinds import PLACEHOLDER, kinds
from outbox.post import compose
from outbox.wording import LINK, problems
from tests.html import read

HEAD = {
    "clinic": "Natural Healthcare Services",
    "address": "1 Sample Street, Your Town, ST 00000",
    "phone": "(202) 555-0136",
    "email": "desk@example.com",
    "emergency": "911",
}
KINDS = list(kinds().values())


@pytest.fixture(params=KINDS, ids=lambda kind: kind.key)
def kind(request):
    return request.param


def test_the_original_words_are_well_formed(kind):
    assert problems(kind, kind.subject, kind.discreet_subject, kind.body) == {}
    used = set(PLACEHOLDER.findall(kind.subject + kind.discreet_subject + kind.body))
    assert kind.needed <= used
    assert used <= kind.placeholders


@pytest.mark.parametrize("discreet", [False, True])
def test_the_text_says_what_the_html_says(kind, discreet):
    subject, text, html = compose(kind, kind.sample, HEAD, discreet=discreet)
    said = " ".join(text.replace("- ", "").split())
    page = read(html).one("body")
    heading = page.one("h1")
    assert heading.text == subject
    for cell in page.all("td"):
        if not cell.all("td") and not cell.all("h1") and cell.get("class") != "top":
            assert cell.text in said
    for piece in page.all("p") + page.all("li"):
        for part in [part for part in piece.text.split("this page") if part.strip()]:
            assert part.strip() in said
    if LINK in html:
        assert LINK in text


@pytest.mark.parametrize("discreet", [False, True])
def test_nothing_is_left_to_fill_in(kind, discreet):
    for part in compose(kind, kind.sample, HEAD, discreet=discreet):
        assert not PLACEHOLDER.search(part)


def test_a_discreet_letter_names_nobody(kind):
    if not kind.discreet_subject:
        pytest.skip("never discreet")
    subject, text, html = compose(kind, kind.sample, HEAD, discreet=True)
    for part in (subject, text, html):
        assert HEAD["clinic"] not in part


def test_an_html_part_asks_nobody_for_anything(kind):
    _, _, html = compose(kind, kind.sample, HEAD)
    page = read(html)
    for tag in ("img", "script", "iframe", "form", "link"):
        assert page.all(tag) == []
    assert "url(" not in html
