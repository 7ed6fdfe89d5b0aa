"""Names, phone numbers and e-mail addresses: what is taken, and what is said otherwise."""

import pytest
from django.core.exceptions import ValidationError

from clinic import contact


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("(202) 555-0177", "+12025550177"),
        ("202.555.0177", "+12025550177"),
        ("1 202 555 0177", "+12025550177"),
        ("+1 202 555 0177", "+12025550177"),
        ("+44 20 7946 0018", "+442079460018"),
    ],
)
def test_phone_numbers_that_are_taken(typed, kept):
    assert contact.clean_phone(typed) == kept


US = (
    "A US number has 10, like (202) 555-0136. "
    "From another country, start with + and the country code"
)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("555-0177", "Please add your area code, 3 more digits"),
        ("5", f"This number has 1 digit. {US}"),
        ("202 555 017", f"This number has 9 digits. {US}"),
        ("202 555 01771", f"This number has 11 digits. {US}"),
        ("202-555-MARY", "Enter the phone number in digits, like (202) 555-0136"),
        ("(000) 000-0000", "There is no such number. Check the digits"),
        ("+44 1", "There is no such number. Check the digits"),
        ("+999 555 0177 00", "There is no such number. Check the digits"),
        (
            "202\u202e5550177",
            "Type this again by hand. It holds a hidden character that we cannot keep",
        ),
    ],
)
def test_phone_numbers_that_are_not(typed, sentence):
    with pytest.raises(ValidationError) as caught:
        contact.clean_phone(typed)
    assert caught.value.messages == [sentence]


@pytest.mark.parametrize(("typed", "kept"), [("", ""), (" a@b.example ", "a@b.example")])
def test_addresses_that_are_taken(typed, kept):
    assert contact.clean_email(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("maria", "Your e-mail address has no @. It should look like maria@example.com"),
        ("maria@", "Check your e-mail address. It should look like maria@example.com"),
        ("a b@example.com", "Check your e-mail address. It should look like maria@example.com"),
        (
            "a@example.com\r\nBcc: b@example.com",
            "Type this again by hand. It holds a hidden character that we cannot keep",
        ),
    ],
)
def test_addresses_that_are_not(typed, sentence):
    with pytest.raises(ValidationError) as caught:
        contact.clean_email(typed)
    assert caught.value.messages == [sentence]


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\n", "\u202e", "\u2066", "\u200b", "\u2028"])
def test_hidden_characters_are_found(letter):
    assert contact.has_hidden_characters(f"Maria{letter}Lopez")


@pytest.mark.parametrize("name", ["José Núñez", "王小明", "O'Brien-Łuk", "Ann  B."])
def test_names_of_the_world_are_not_hidden_characters(name):
    assert not contact.has_hidden_characters(name)
