"""The picture a page is shown with when somebody shares its address.

It is drawn from the page's own words when first asked for and kept by the process; its address
holds a hash of all that shows, so it can be kept for ever by whoever fetched it.
"""

import hashlib
import io
from dataclasses import astuple, dataclass
from functools import lru_cache

from PIL import ImageFont

from clinic_site.drawing import OVERSIZE, STATIC, Canvas
from techniques.models import Technique

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
COLOURS = 48
# Counts up when the drawing below changes, so that the addresses do too.
EDITION = 1
BESLEY, ATKINSON = STATIC / "fonts/besley.woff2", STATIC / "fonts/atkinson.woff2"


@dataclass(frozen=True)
class Look:
    """A colour field, a drawing with its place and scale, and the room for the heading."""

    field: str
    art: str
    x: int
    y: int
    scale: float
    room: int
    most_lines: int = 3


MARK = Look("mist", "mark", 930, 130, 6.4, 760)
LOOKS = {
    "home": Look("butter", "supine-on-table", 0, 352, 0.834, 1000, most_lines=2),
    "techniques:list": Look("mist", "skull-and-spine", 880, 96, 0.98, 640),
    "techniques:detail": Look("mist", "skull-spine-sacrum", 890, 70, 0.82, 700),
    "testimonials:list": Look("blush", "open-hand", 630, 318, 1.02, 560),
    "about": Look("butter", "open-hand", 630, 318, 1.02, 560),
    "clinic:contact": MARK,
    "clinic:privacy": MARK,
    "clinic:accessibility": MARK,
    "booking:request": Look("paper", "thread-check", 880, 220, 2.2, 760),
}
# The headings of the pages whose words are fixed.
TITLES = {
    "techniques:list": "Treatments",
    "testimonials:list": "Patient stories",
    "about": "About us",
    "clinic:contact": "Contact and hours",
    "clinic:privacy": "Your privacy",
    "clinic:accessibility": "Accessibility",
    "booking:request": "Request an appointment",
}


@dataclass(frozen=True)
class Picture:
    """What one page's picture shows: the heading, a line below it, the clinic and the look."""

    view: str
    title: str
    line: str
    clinic: str

    @property
    def key(self):
        """The picture's name in its address: 32 hex digits that change with what it shows."""
        shown = repr((EDITION, LOOKS[self.view], astuple(self)))
        return hashlib.sha256(shown.encode()).hexdigest()[:32]


def picture_of(view, clinic, technique=None):
    """The Picture of the page with this view name, or None when it has none."""
    if view not in LOOKS:
        return None
    if view == "techniques:detail":
        return Picture(view, technique.name, technique.tagline, clinic.name)
    title = TITLES.get(view) or clinic.tagline or "Gentle, hands-on care, explained plainly"
    return Picture(view, title, "", clinic.name)


def find(key, clinic):
    """The Picture that is known by this key today, or None."""
    pictures = [picture_of(view, clinic) for view in LOOKS if view != "techniques:detail"]
    techniques = Technique.objects.published()
    pictures += [picture_of("techniques:detail", clinic, technique) for technique in techniques]
    return next((picture for picture in pictures if picture.key == key), None)


@lru_cache(maxsize=32)
def draw(picture):
    """The picture as the bytes of a PNG, 1200 by 630 pixels."""
    look = LOOKS[picture.view]
    canvas = Canvas(WIDTH, HEIGHT, look.field)
    canvas.art(look.art, look.x, look.y, look.scale)
    canvas.art("mark", MARGIN, 48, 1.25)
    canvas.text((MARGIN + 52, 64), picture.clinic, _font(BESLEY, 34), "ink")
    lines, font = _fitted(picture.title, look)
    top = 168
    for line in lines:
        canvas.text((MARGIN, top), line, font, "ink")
        top += font.size / OVERSIZE * 1.08
    font = _font(ATKINSON, 32)
    for line in _wrapped(picture.line, font, look.room):
        canvas.text((MARGIN, top + 44), line, font, "ink")
        top += 42
    canvas.line([(0, HEIGHT - 3), (WIDTH, HEIGHT - 3)], 6, "ink")
    file = io.BytesIO()
    canvas.finished().quantize(COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()


@lru_cache(maxsize=32)
def _font(path, size):
    return ImageFont.truetype(path, size * OVERSIZE)


def _fitted(words, look):
    """The words in few lines, in the largest letters with which they fit."""
    for size in range(88, 40, -4):
        font = _font(BESLEY, size)
        lines = _wrapped(words, font, look.room)
        widest = max(font.getlength(line) for line in lines)
        if widest <= look.room * OVERSIZE and len(lines) <= look.most_lines:
            break
    return lines, font


def _wrapped(words, font, room):
    lines = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= room * OVERSIZE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
