"""Somebody comes back to a tab that was left open: static/js/today.js."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import whole

pytestmark = pytest.mark.browser
NEW_PHONE = (
    "from clinic.models import Clinic;"
    "clinic = Clinic.objects.get(); clinic.phone = '+1202555{}'; clinic.save()"
)
OLD, NEW = "(202) 555-0136", "(202) 555-0177"
COME_BACK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def tab(visit, site):
    """Opens a page, lets the clinic get another phone number, and comes back to the page."""
    site.shell(NEW_PHONE.format("0136"))

    def come_back(address, after, act=lambda page: None):
        page = visit(script=True)
        # With a cookie a page is made anew; without, the clock's second would have to end first.
        page.context.add_cookies([{"name": "of", "value": "somebody", "url": site.address}])
        page.clock.install()
        page.goto(address)
        expect(page.get_by_role("contentinfo")).to_contain_text(OLD)
        act(page)
        site.shell(NEW_PHONE.format("0177"))
        page.clock.fast_forward(after)
        page.evaluate(COME_BACK)
        page.wait_for_load_state("networkidle")
        return page

    yield come_back
    site.shell(NEW_PHONE.format("0136"))


@pytest.mark.parametrize("address", ["/", "/book/", "/stories/"])
def test_a_page_of_this_morning_is_read_anew(tab, address):
    expect(tab(address, "31:00").get_by_role("contentinfo")).to_contain_text(NEW)


def stays(page):
    """Whether the page is the one of before, after all it asked has been answered."""
    return OLD in page.get_by_role("contentinfo").inner_text()


def test_a_page_of_just_now_stays(tab):
    assert stays(tab("/", "29:00"))


def test_a_page_with_words_in_it_stays(tab):
    page = tab("/book/", "31:00", lambda page: page.get_by_label("Your name").type("Maria"))
    assert stays(page)
    expect(page.get_by_label("Your name")).to_have_value("Maria")


def test_a_page_stays_while_the_site_is_out_of_reach(tab):
    assert stays(tab("/", "31:00", lambda page: page.context.set_offline(True)))


def test_an_answer_to_a_form_is_never_asked_for_again(visit):
    page = visit()
    page.goto("/book/")
    assert page.locator("script[src*=today]").count() == 1
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert whole(page).locator("script[src]").count() == 0
