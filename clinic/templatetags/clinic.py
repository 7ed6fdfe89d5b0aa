"""How pages write phone numbers, days and plain texts. Loaded in every template."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from clinic import formats

register = template.Library()


@dataclass
class Block:
    """A paragraph (``text``) or a list (``items``) of a plain text."""

    kind: str
    text: str = ""
    items: list = field(default_factory=list)


def blocks(value):
    """Split a plain text: a blank line makes a paragraph, lines with "- " a list."""
    result = []
    for chunk in re.split(r"\n\s*\n", value.replace("\r\n", "\n").strip()):
        for line in filter(None, map(str.strip, chunk.split("\n"))):
            is_item = line.startswith("- ")
            if is_item and result and result[-1].kind == "list":
                result[-1].items.append(line[2:])
            elif is_item:
                result.append(Block("list", items=[line[2:]]))
            else:
                result.append(Block("paragraph", text=line))
    return result


@register.inclusion_tag("includes/_text.html")
def text(value):
    """A plain text as paragraphs and lists."""
    return {"blocks": blocks(value or "")}


@register.filter
def phone(number):
    """ "(202) 555-0136" for a US number, "+44 20 …" for one from elsewhere."""
    if not number:
        return ""
    return number.as_national if number.country_code == 1 else number.as_international


@register.filter
def tel(number):
    """The address that dials: "tel:+12025550136"."""
    return f"tel:{number.as_e164}" if number else ""


@register.filter
def day(date):
    """ "Friday, June 13"; the year only when it is not this one."""
    return formats.day(date, timezone.localdate()) if date else ""


@register.filter
def when(moment):
    """ "Friday, June 13 at 5 pm"; the year only when it is not this one."""
    return formats.when(moment, timezone.localdate()) if moment else ""


@register.filter
def due(moment):
    """ "today 5 pm", "Monday, June 2, 9 am", for a moment that came or will come."""
    return formats.due(moment, timezone.localtime()) if moment else ""


@register.filter
def moment(value):
    """ "Friday, June 13, 5 pm", in the clinic's time zone."""
    here = timezone.localtime(value)
    return f"{day(here)}, {formats.time_of_day(here.time())}"


@register.filter
def month(date):
    """ "June 2026"."""
    return formats.month(date) if date else ""


@register.filter
def unbroken(value):
    """A headline whose words with a hyphen stay on one line: "hands-on"."""
    words = (
        format_html('<span class="nb">{}</span>', word) if "-" in word[1:-1] else word
        for word in (value or "").split()
    )
    return format_html_join(" ", "{}", ((word,) for word in words))


@register.filter
def together(value):
    """A moment in large letters whose "June 8" and "10 am" stay on one line each."""
    return re.sub(r" (?=\d|am\b|pm\b)", "\u00a0", value)


@register.filter
def first_sentence(value):
    """A text's first sentence, for a teaser."""
    return re.split(r"(?<=[.!?])\s", (value or "").strip(), maxsplit=1)[0]


@register.simple_tag
@lru_cache
def integrity(path):
    """The hash without which a browser does not run the script at this static path."""
    script = Path(finders.find(path)).read_bytes()
    return f"sha384-{base64.b64encode(hashlib.sha384(script).digest()).decode()}"
