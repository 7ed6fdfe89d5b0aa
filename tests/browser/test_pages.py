"""Every public page in every state: axe finds nothing, nothing is cut off, letters may double."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.booking.states import STATES as OWN
from tests.browser.conftest import a_minute_ago
from tests.browser.stories import STATES as STORIES
from tests.browser.stories import printed_by

pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/about/",
    "/accessibility/",
    "/book/",
    "/contact/",
    "/privacy/",
    "/stories/",
    "/stories/?about=the-clinic&stars=3",
    "/stories/share/",
    "/techniques/",
    "/techniques/sacro-occipital-technique/",
]
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colors": {"color_scheme": "dark", "forced_colors": "active"},
}
WIDTHS = [1280, 320, 240, 390]
OPEN_FOLDS = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
BIG_LETTERS = "document.documentElement.style.fontSize = '200%'"
# What is wider than the page, and words that end beyond its edge where a box hides the rest.
CUT_OFF = """() => {
  const edge = document.documentElement.clientWidth + 1
  const words = [...document.querySelectorAll(
    'body :is(h1,h2,h3,h4,p,li,dt,dd,a,b,span,summary,label,legend,th,td,button,input,textarea)')]
  const cut = words.filter(e => e.checkVisibility() && e.getBoundingClientRect().right > edge)
  const wide = document.documentElement.scrollWidth >= edge ? ['the page'] : []
  return wide.concat(cut.map(e => e.textContent.trim() || e.name))
}"""
HEADING_SIZES = """() => [...document.querySelectorAll('h1, h2, h3')]
  .map(heading => parseFloat(getComputedStyle(heading).fontSize))"""
FACTS = """() => ({
  headings: document.querySelectorAll('h1').length,
  description: document.querySelector('meta[name=description]').content !== '',
  canonical: Boolean(document.querySelector('link[rel=canonical]')),
  landmarks: ['header', 'main', 'footer'].every(tag => document.querySelector(tag)),
  skips: document.querySelector('.skip').hash === '#main',
  phone: document.querySelectorAll('a[href="tel:+12025550136"]').length > 0,
})"""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# The times that other tests agreed are free again: each state wants its own.
OWN_STATE = """
from booking.models import AppointmentRequest
from tests.booking.states import STATES
AppointmentRequest.objects.all().delete()
print(STATES[{name!r}]().get_absolute_url())
"""


def whole(page):
    """Wait for the end of the page: a click returns as soon as the next page begins."""
    page.wait_for_load_state()
    return page


def faults_of(page, look="light"):
    """What axe finds on an open page, as a report; nothing when nothing is wrong.

    Dark differs from light in its colors alone. Under forced colors the system paints the words,
    while axe reads the colors of the style sheet.
    """
    options = {"runOnly": {"type": "tag", "values": STANDARDS}}
    if look == "dark":
        options = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    elif look == "forced colors":
        options["rules"] = {"color-contrast": {"enabled": False}}
    whole(page)
    found = Axe().run(page, options=options)
    return found.generate_report() if found.violations_count else ""


def send_the_empty_form(page, site):
    page.goto("/book/")
    page.get_by_role("button", name="Send request").click()


def fill_in_the_fold_wrong(page, site):
    page.goto("/book/")
    page.get_by_text("More we can take care of").click()
    page.get_by_label("For someone else").check()
    page.get_by_label("With them").check()
    page.get_by_label("Month").fill("13")
    page.get_by_role("button", name="Send request").click()


def receive(page, site):
    page.goto("/book/")
    a_minute_ago(page, site)
    page.get_by_label("Your name").fill("Maria Lopez")
    page.get_by_label("E-mail address", exact=True).fill("maria@example.com")
    page.get_by_label("Not sure").check()
    page.get_by_role("button", name="Send request").click()
    page.wait_for_url("**/request/*/")


def state(address):
    def reach(page, site):
        page.goto(address)

    return reach


def own(name, *buttons):
    """The patient's own page of a request in a state, then what its ``buttons`` lead to."""
    return printed_by(OWN_STATE.format(name=name), *buttons)


QUESTIONS = {
    "Change how you reach me": "agreed",
    "Ask for another time": "agreed",
    "I no longer need this": "agreed",
    "Erase my request": "agreed",
}
STATES = {address: state(address) for address in [*PAGES, "/nowhere/"]} | {
    "form for a treatment": state("/book/?technique=sacro-occipital-technique"),
    "unknown link": state("/request/unknown-unknown-unknown-00/"),
    "form in error": send_the_empty_form,
    "fold in error": fill_in_the_fold_wrong,
    "own page": receive,
    **{f"own page, {name}": own(name) for name in OWN},
    **{f"question: {button}": own(name, button) for button, name in QUESTIONS.items()},
    "no time chosen": own("offered", "Accept this time"),
    "contact in error": own("received", "Change how you reach me", "Save"),
    "erased": own("received", "Erase my request", "Yes, erase it"),
    "used invitation": state("/stories/invited/unknown/"),
    **STORIES,
}
PUBLIC = {
    *PAGES,
    "form for a treatment",
    "form in error",
    "fold in error",
    "story in error",
    "story sent before",
}


@pytest.mark.parametrize("name", STATES)
def test_a_page_is_finished_for_everybody(visit, site, nothing_counted, name):
    page = visit(390, script=True, bypass_csp=True, reduced_motion="reduce")
    STATES[name](page, site)
    facts = whole(page).evaluate(FACTS)
    assert facts.pop("canonical") is (name in PUBLIC)
    assert facts.pop("headings") == 1
    assert set(facts.values()) == {True}, facts
    assert page.title().endswith(" · Natural Healthcare Services")
    page.evaluate(OPEN_FOLDS)
    for look, media in LOOKS.items():
        page.emulate_media(**media)
        assert faults_of(page, look) == "", look
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(CUT_OFF) == [], width
    page.evaluate(BIG_LETTERS)
    assert page.evaluate(CUT_OFF) == [], "big letters"


@pytest.mark.parametrize("name", ["/", "/techniques/sacro-occipital-technique/", "own page"])
def test_letters_twice_as_large_make_headings_twice_as_large(visit, site, name):
    """On the narrowest phone, where the width of the page holds a heading back the most."""
    page = visit(320, script=True, bypass_csp=True)
    STATES[name](page, site)
    usual = whole(page).evaluate(HEADING_SIZES)
    page.evaluate(BIG_LETTERS)
    assert page.evaluate(HEADING_SIZES) == pytest.approx([2 * size for size in usual], rel=0.01)


def test_the_bar_never_covers_the_end_of_a_page_nor_what_has_the_focus(visit):
    page = visit(390, script=True, bypass_csp=True, reduced_motion="reduce")
    page.goto("/")
    top_of_bar = page.get_by_role("navigation", name="Call or request").bounding_box()["y"]
    link = page.locator("footer a").last
    link.focus()
    box = link.bounding_box()
    assert 0 <= box["y"] <= top_of_bar - box["height"]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    end = page.locator("footer .end").bounding_box()
    assert end["y"] + end["height"] <= top_of_bar


def test_paper_shows_the_folds_and_names_the_clinic(visit):
    page = visit(800)
    page.goto("/techniques/sacro-occipital-technique/")
    page.emulate_media(media="print")
    assert page.get_by_text("Weak bones can break more easily.").bounding_box()["height"] > 0
    head = page.locator(".po")
    assert "1 Sample Street, Your Town, ST 00000 · (202) 555-0136" in head.inner_text()
    assert page.get_by_text("All patient stories").is_visible()
    assert not page.get_by_role("link", name="Request an appointment").first.is_visible()
