"""Every public page: no axe violation, and nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/about/",
    "/accessibility/",
    "/book/",
    "/contact/",
    "/privacy/",
    "/stories/",
    "/techniques/",
    "/techniques/sacro-occipital-technique/",
    "/techniques/sacro-occipital-technique/leaflet/",
]
WIDTHS = [240, 320, 390, 1280]
OPEN_FOLDS = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
BIG_LETTERS = "document.documentElement.style.fontSize = '200%'"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def send_the_empty_form(page):
    page.goto("/book/")
    page.get_by_role("button", name="Send request").click()


def receive(page):
    page.goto("/book/")
    page.get_by_label("Your name").fill("Maria Lopez")
    page.get_by_label("E-mail address").fill("maria@example.com")
    page.get_by_label("Not sure").check()
    page.get_by_role("button", name="Send request").click()


def state(address):
    def reach(page):
        page.goto(address)

    return reach


STATES = {address: state(address) for address in [*PAGES, "/nowhere/"]} | {
    "form in error": send_the_empty_form,
    "own page": receive,
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing(visit, name, dark):
    page = visit(390, dark=dark, script=True, bypass_csp=True)
    STATES[name](page)
    page.evaluate(OPEN_FOLDS)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", STATES)
def test_nothing_is_wider_than_the_screen(visit, name):
    page = visit(390, script=True, bypass_csp=True)
    STATES[name](page)
    page.evaluate(OPEN_FOLDS)
    too_wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        too_wide[width] = page.evaluate(TOO_WIDE)
    page.set_viewport_size({"width": 390, "height": 900})
    page.evaluate(BIG_LETTERS)
    too_wide["big letters"] = page.evaluate(TOO_WIDE)
    assert set(too_wide.values()) == {0}, too_wide
