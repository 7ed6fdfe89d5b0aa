"""Whole numbers, as they come from outside."""

import re

# Digits enough for any row; Python itself refuses thousands of them, and reads "٣" as 3.
FORM = re.compile(r"[0-9]{1,18}")


def whole_number(text, default=0):
    """The number in ``text``, or ``default`` where there is none."""
    return int(text) if FORM.fullmatch(text) else default
