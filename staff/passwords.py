"""Passwords the site itself makes up."""

import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password():
    """Four groups of five letters and digits that are not mistaken for each other: 99 bits."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
