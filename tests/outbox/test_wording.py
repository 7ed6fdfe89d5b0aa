"""The words of letters: what is filled in, what is left out, and how it is laid out."""

import pytest

from outbox.wording import LINK, Block, blocks, fill


def test_values_are_filled_in():
    assert fill("Hello {name}, we answer by {due}.", {"name": "Ana", "due": "5 pm"}) == (
        "Hello Ana, we answer by 5 pm."
    )


def test_a_sentence_with_an_empty_placeholder_is_left_out_whole():
    words = "Thank you. We call from {call_from}. Nothing is fixed.\nParking: {parking}"
    assert fill(words, {"call_from": "", "parking": ""}) == "Thank you. Nothing is fixed."


def test_a_value_with_sentences_of_its_own_stays_whole():
    assert fill("{own} Bye.", {"own": "One. Two {name}."}) == "One. Two {name}. Bye."


def test_a_list_makes_lines():
    assert fill("We can offer:\n\n{times}", {"times": ["Mon 9 am", "Tue noon"]}) == (
        "We can offer:\n\n- Mon 9 am\n- Tue noon"
    )


def test_an_empty_paragraph_leaves_no_gap():
    assert fill("One.\n\n{nothing}\n\nTwo.", {"nothing": ""}) == "One.\n\nTwo."


@pytest.mark.parametrize("value", [f"a{LINK}b", [f"a{LINK}b"]])
def test_a_value_cannot_bring_a_link(value):
    assert LINK not in fill("{value}", {"value": value})


def test_the_layout_follows_the_lines():
    text = f"Hello,\n\nWhere: Here\nBring: Nothing\n\n- one\n- two\n\nSee it: {LINK}"
    assert blocks(text) == [
        Block("paragraph", text="Hello,"),
        Block("rows", items=[("Where", "Here"), ("Bring", "Nothing")]),
        Block("list", items=["one", "two"]),
        Block("button", text="See it"),
    ]


def test_a_sentence_with_a_colon_is_no_row():
    assert blocks("It works: this letter left.") == [
        Block("paragraph", text="It works: this letter left.")
    ]


@pytest.mark.parametrize(
    ("line", "block"),
    [
        (LINK, Block("button", text="Open the page")),
        (f"Choose one: {LINK}", Block("button", text="Choose one")),
        (
            f"Is it you? Press here: {LINK}",
            Block("paragraph", text=f"Is it you? Press here: {LINK}"),
        ),
    ],
)
def test_a_link_at_the_end_of_a_short_line_is_a_button(line, block):
    assert blocks(line) == [block]


def test_a_link_inside_a_sentence_parts_it():
    (block,) = blocks(f"Cannot come? Tell us at {LINK} or call.")
    assert block.parts == ["Cannot come? Tell us at ", " or call."]
