"""A treatment on one sheet of paper, for a patient to take along to a doctor."""

import re

from django.conf import settings
from django.utils.functional import cached_property

from clinic.qr import qr_svg
from techniques.models import Source
from techniques.page import TechniquePage

# A doctor looks for these first; all others stand on the page itself.
MAIN_KINDS = {Source.Kind.GUIDELINE, Source.Kind.REVIEW}
FIRST_AUTHOR = re.compile(r"[^,.:]+")


class Leaflet(TechniquePage):
    """The parts of the page that a sheet has room for, and the way back to the page."""

    @property
    def url(self):
        return settings.SITE_URL + self.technique.get_absolute_url()

    @property
    def code(self):
        """The page's address as a QR code: an SVG element made of one path."""
        return qr_svg(self.url)

    @cached_property
    def people(self):
        """Those who give this treatment and patients may see."""
        return list(self.technique.practitioners.published())

    @cached_property
    def main_sources(self):
        """Guidelines and reviews in short, such as "Rubinstein SM 2019"."""
        main = [item.source for item in self.sources if item.source.kind in MAIN_KINDS]
        names = (FIRST_AUTHOR.match(source.citation).group() for source in main)
        return [
            f"{name} {source.year or ''}".strip() for name, source in zip(names, main, strict=True)
        ]

    @property
    def calls(self):
        """The signs that need an emergency call, and those that need an emergency room."""
        return {group.group: group.signs for group in self.urgent}
