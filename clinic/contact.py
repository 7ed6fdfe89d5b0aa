"""What a visitor may type as a name, a phone number or an e-mail address.

The sentences tell how to mend it, as in the clinic's own words; nobody is blamed.
"""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

US_DIGITS = 10
LOCAL_DIGITS = 7
# Line breaks are fine in a note; nothing else that is invisible or turns the text around is.
HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
is_email = EmailValidator()


def has_hidden_characters(text, *, allowed=""):
    """Whether a text holds control, formatting or bidirectional characters."""
    return any(
        unicodedata.category(letter) in HIDDEN_CATEGORIES and letter not in allowed
        for letter in text
    )


def clean_line(
    text, message="Type this again by hand. It holds a hidden character that we cannot keep"
):
    """The text without outer spaces; ValidationError when it holds hidden characters."""
    if has_hidden_characters(text):
        raise ValidationError(message)
    return text.strip()


def clean_phone(text):
    """The number as E.164 ("+12025550177"), or "" for nothing; ValidationError otherwise."""
    text = clean_line(text)
    if not text:
        return ""
    if re.search(r"[^\W\d_]", text):
        raise ValidationError("Enter the phone number in digits, like (202) 555-0136")
    digits = re.sub(r"\D", "", text)
    is_foreign = text.startswith("+") and not digits.startswith("1")
    national = digits.removeprefix("1") if len(digits) > US_DIGITS else digits
    if not is_foreign and len(digits) == LOCAL_DIGITS:
        raise ValidationError("Please add your area code, 3 more digits")
    if not is_foreign and len(national) != US_DIGITS:
        raise ValidationError(
            f"This number has {len(digits)} {'digit' if len(digits) == 1 else 'digits'}. "
            "A US number has 10, like (202) 555-0136. "
            "From another country, start with + and the country code"
        )
    try:
        number = phonenumbers.parse(f"+{digits}" if is_foreign else national, "US")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError("There is no such number. Check the digits")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_email(text):
    """The address without outer spaces, or "" for nothing; ValidationError otherwise."""
    text = clean_line(text)
    if not text:
        return ""
    if "@" not in text:
        raise ValidationError("Your e-mail address has no @. It should look like maria@example.com")
    try:
        is_email(text)
    except ValidationError as fault:
        raise ValidationError(
            "Check your e-mail address. It should look like maria@example.com"
        ) from fault
    return text
