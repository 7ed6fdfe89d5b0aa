"""Every address of the site, from the table of addresses itself."""

import re

from django.urls import get_resolver


def patterns(resolver=None, before=""):
    """Every pattern as text, such as "request/<str:key>/erase/"."""
    for entry in (resolver or get_resolver()).url_patterns:
        text = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from patterns(entry, text)
        else:
            yield text


PART = re.compile(r"<[^>]*>")


def addresses(fillings, under=""):
    """Each pattern below ``under`` with each of ``fillings`` in place of its variable parts."""
    for pattern in patterns():
        if not pattern.startswith(under):
            continue
        if "^" in pattern or "?P" in pattern:
            # The two of Django's admin that are regular expressions: an app's page, the rest.
            yield from ("/admin/booking/", "/admin/nowhere/")
        elif PART.search(pattern):
            yield from ("/" + PART.sub(str(filling), pattern) for filling in fillings)
        else:
            yield f"/{pattern}"
