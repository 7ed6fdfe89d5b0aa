"""Draws the icons in static/icons from the mark. Run it when the mark or its colours change."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from clinic_site.drawing import Canvas

FOLDER = Path(settings.BASE_DIR) / "static/icons"
PNGS = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}
ICO_SIZES = [(16, 16), (32, 32), (48, 48)]
# The mark's own height, and how much of the icon it fills: round masks cut off the corners.
MARK_WIDTH, MARK_HEIGHT, SHARE = 27, 60, 0.68


class Command(BaseCommand):
    help = "Draw the icons of the site from static/art/mark.svg."

    def handle(self, **options):
        for name, size in PNGS.items():
            icon(size).quantize(32).save(FOLDER / name, optimize=True)
        icon(48).save(FOLDER / "favicon.ico", sizes=ICO_SIZES)


def icon(size):
    """The mark on a butter field, ``size`` pixels square."""
    scale = size * SHARE / MARK_HEIGHT
    canvas = Canvas(size, size, "butter")
    canvas.art("mark", (size - MARK_WIDTH * scale) / 2, size * (1 - SHARE) / 2, scale)
    return canvas.finished()
