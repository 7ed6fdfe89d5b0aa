"""A shorter version: the writer's own words, in their order, each cut marked."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from testimonials.excerpt import CUT, shortened

ORIGINAL = "They were kind. My pain is gone. They took time to explain."
words = st.lists(st.sampled_from(["they", "were", "kind", "to", "me", "I", "say"]), min_size=1)


def plain(text):
    return [word for word in text.split() if word != CUT]


@pytest.mark.parametrize(
    ("kept", "shorter"),
    [
        ("They were kind.", "They were kind. […]"),
        ("They took time to explain.", "[…] They took time to explain."),
        (
            "They were kind. They took time to explain.",
            "They were kind. […] They took time to explain.",
        ),
        ("My pain", "[…] My pain […]"),
        ("They were kind. […] explain.", "They were kind. […] explain."),
        (ORIGINAL, ORIGINAL),
    ],
)
def test_cuts_are_marked_where_words_are_left_out(kept, shorter):
    assert shortened(ORIGINAL, kept) == shorter


@pytest.mark.parametrize(
    "kept", ["", "  […] ", "They are kind.", "kind. They were", "They were very kind.", "kind"]
)
def test_nothing_is_added_changed_or_moved(kept):
    assert shortened(ORIGINAL, kept) is None


def test_paragraphs_stay():
    assert shortened("One.\n\nTwo. Three.", "One. Two.") == "One.\n\nTwo. […]"


def test_a_version_shortened_before_keeps_its_marks():
    assert shortened("One two […] four five", "two four") == "[…] two […] four […]"


@given(words, st.data())
def test_any_words_left_out_give_the_rest_with_marks(original, data):
    is_kept = data.draw(st.lists(st.booleans(), min_size=len(original), max_size=len(original)))
    kept = [word for word, keep in zip(original, is_kept, strict=True) if keep]
    assume(kept)
    shorter = shortened(" ".join(original), " ".join(kept))
    assert plain(shorter) == kept
    for run in f" {shorter} ".split(CUT):
        assert f" {' '.join(run.split())} " in f" {' '.join(original)} " or not run.strip()
    assert (CUT in shorter) == (kept != original)


@given(words, words)
def test_a_shorter_version_is_a_part_of_the_original_or_none(original, kept):
    shorter = shortened(" ".join(original), " ".join(kept))
    remaining = iter(original)
    is_part = all(word in remaining for word in kept)
    assert (shorter is not None) == is_part


@given(words, st.data())
def test_as_few_cuts_as_can_be(original, data):
    first = data.draw(st.integers(0, len(original) - 1))
    last = data.draw(st.integers(first, len(original) - 1))
    run = original[first : last + 1]
    shorter = shortened(" ".join(original), " ".join(run))
    assert shorter.strip(f" {CUT}").count(CUT) == 0
