"""Every public page: no axe violation, and nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.booking.states import STATES as OWN
from tests.browser.conftest import a_minute_ago

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
]
WIDTHS = [240, 320, 390, 1280]
OPEN_FOLDS = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
BIG_LETTERS = "document.documentElement.style.fontSize = '200%'"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# The times that other tests agreed are free again: each state wants its own.
OWN_STATE = """
from booking.models import AppointmentRequest
from tests.booking.states import STATES
AppointmentRequest.objects.all().delete()
print(STATES[{name!r}]().get_absolute_url())
"""


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


def state(address):
    def reach(page, site):
        page.goto(address)

    return reach


def own(name, *buttons):
    """The patient's own page of a request in a state, then what its ``buttons`` lead to."""

    def reach(page, site):
        page.goto(site.shell(OWN_STATE.format(name=name)))
        for button in buttons:
            page.get_by_text(button, exact=True).first.click()

    return reach


QUESTIONS = {
    "Change how you reach me": "agreed",
    "Ask for another time": "agreed",
    "I no longer need this": "agreed",
    "Erase my request": "agreed",
}
STATES = {address: state(address) for address in [*PAGES, "/nowhere/"]} | {
    "form in error": send_the_empty_form,
    "fold in error": fill_in_the_fold_wrong,
    "own page": receive,
    **{f"own page, {name}": own(name) for name in OWN},
    **{f"question: {button}": own(name, button) for button, name in QUESTIONS.items()},
    "no time chosen": own("offered", "Accept this time"),
    "contact in error": own("received", "Change how you reach me", "Save"),
    "erased": own("received", "Erase my request", "Yes, erase it"),
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing(visit, site, nothing_counted, name, dark):
    page = visit(390, dark=dark, script=True, bypass_csp=True)
    STATES[name](page, site)
    page.evaluate(OPEN_FOLDS)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", STATES)
def test_nothing_is_wider_than_the_screen(visit, site, nothing_counted, name):
    page = visit(390, script=True, bypass_csp=True)
    STATES[name](page, site)
    page.evaluate(OPEN_FOLDS)
    too_wide = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        too_wide[width] = page.evaluate(TOO_WIDE)
    page.set_viewport_size({"width": 390, "height": 900})
    page.evaluate(BIG_LETTERS)
    too_wide["big letters"] = page.evaluate(TOO_WIDE)
    assert set(too_wide.values()) == {0}, too_wide
