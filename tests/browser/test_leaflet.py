"""The leaflet on paper: two sides, in America and elsewhere."""

import re

import pytest

from tests.browser.test_pages import faults_of

pytestmark = pytest.mark.browser
LEAFLET = "/techniques/sacro-occipital-technique/leaflet/"


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_it_prints_on_two_sides(visit, paper):
    page = visit(1280)
    page.goto(LEAFLET)
    printed = page.pdf(format=paper, print_background=True)
    assert re.findall(rb"/Type\s*/Pages\b.*?/Count (\d+)", printed, re.DOTALL) == [b"2"]


def test_axe_finds_nothing_on_the_screen(visit):
    page = visit(390, script=True, bypass_csp=True)
    page.goto(LEAFLET)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert faults_of(page, scheme) == "", scheme
