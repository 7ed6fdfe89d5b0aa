"""A receptionist without JavaScript, at 390 px: agrees in two clicks, offers three times."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.sites import EMAIL, PASSWORD
from tests.browser.test_pages import OPEN_FOLDS, faults_of, whole

pytestmark = pytest.mark.browser
INBOX = "/admin/booking/appointmentrequest/"
ASK = """
from booking.models import new_link_id
from booking.submissions import receive
from clinic.facts import ClinicFacts
values = dict(name={name!r}, phone='+12025550177', email={email!r}, technique=None,
              safety='no', safety_text='', note='')
print(receive(new_link_id(), values, [(1, 'morning')], ClinicFacts()).reference)
"""
ACCEPT = """
from booking import patient_acts
from booking.models import AppointmentRequest
row = AppointmentRequest.objects.get(reference={reference!r})
patient_acts.accept(row, row.offers.open().order_by('starts_at')[1].pk)
"""


def ask(site, name, email=""):
    """A request has come in; its reference."""
    return site.shell(ASK.format(name=name, email=email))


@pytest.fixture
def desk(visit):
    page = visit(390)
    page.goto(INBOX)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Requests")
    return page


def inbox(page, site):
    ask(site, "Una Axe", "una@example.com")
    page.goto(INBOX)


def one_request(page, site):
    click_answer_to(page, ask(site, "Una Axe", "una@example.com"))


def offer_in_error(page, site):
    one_request(page, site)
    page.get_by_role("link", name="Offer times").click()
    page.get_by_role("group", name="First time").get_by_label("Day").fill("2020-01-01")
    page.get_by_role("button", name="Offer times").click()


def taken_by_phone(page, site):
    page.goto(f"{INBOX}add/")


def the_day(page, site):
    page.goto(f"{INBOX}day/")


def click_answer_to(page, reference):
    page.goto(f"{INBOX}?q={reference}")
    click_answer(page, reference)


STATES = [inbox, one_request, offer_in_error, taken_by_phone, the_day]


@pytest.mark.parametrize("reach", STATES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_at_the_desk(visit, site, desk, reach, dark):
    page = visit(390, dark=dark, script=True, bypass_csp=True)
    page.context.add_cookies(desk.context.cookies())
    reach(page, site)
    whole(page).evaluate(OPEN_FOLDS)
    assert faults_of(page) == ""


def click_answer(page, reference):
    """Open a request from its card."""
    page.get_by_role("link", name=re.compile(f"(Answer|Open).*{reference}")).click()


def fits(page):
    """Nothing scrolls sideways, and whatever is pressed is large enough."""
    assert whole(page).evaluate("document.documentElement.scrollWidth") <= 390
    buttons = page.locator("main .act").all()
    assert [one.inner_text() for one in buttons if one.bounding_box()["height"] < 44] == []


def test_from_the_inbox_to_agreed_in_two_clicks(desk, site):
    reference = ask(site, "Ida Two-Clicks", "ida@example.com")
    desk.goto(INBOX)
    expect(desk).to_have_title(re.compile(r"^\(\d+\) Requests"))
    card = desk.get_by_role("row").filter(has_text="Ida Two-Clicks")
    expect(card.get_by_role("link", name="Call Ida Two-Clicks")).to_have_attribute(
        "href", "tel:+12025550177"
    )
    for link in card.get_by_role("link").all():
        assert link.bounding_box()["height"] >= 52
    fits(desk)

    click_answer(desk, reference)  # the first click
    expect(desk.get_by_role("heading", level=1)).to_contain_text(
        "Ida Two-Clicks would like Tuesday morning"
    )
    fits(desk)
    desk.get_by_role("button", name="Agreed", exact=True).click()  # the second
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Ida Two-Clicks comes Tuesday")
    expect(desk.get_by_role("status")).to_contain_text("Letter goes at")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("would like Tuesday morning")


def test_offered_three_times_and_accepted_and_moved(desk, site):
    reference = ask(site, "Otto Three-Times", "otto@example.com")
    desk.goto(INBOX)
    click_answer(desk, reference)
    desk.get_by_role("button", name="Called, no answer").click()
    expect(desk.get_by_role("status")).to_contain_text("Called, no answer. Nothing to send.")
    desk.get_by_role("link", name="Offer times").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Offer times")
    fits(desk)
    first = desk.get_by_role("group", name="First time").get_by_label("Day").input_value()
    for n, group in enumerate(["Second time (optional)", "Third time (optional)"], start=1):
        fields = desk.get_by_role("group", name=group)
        fields.get_by_label("Day").fill(first)
        fields.get_by_label("Time").fill(f"1{n}:00")
    desk.get_by_role("button", name="Offer times").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("3 times offered, kept until")

    site.shell(ACCEPT.format(reference=reference))
    desk.goto(f"{INBOX}?tab=agreed")
    click_answer(desk, reference)
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Otto Three-Times comes")
    expect(desk.get_by_text("Accepted", exact=False).first).to_be_visible()
    desk.get_by_role("link", name="Move").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Move")
    fits(desk)
    desk.get_by_label("Time").fill("11:30")
    desk.get_by_label(re.compile("Why it moves")).fill("A course.")
    desk.get_by_role("button", name="Move").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("at 11:30 am")
    expect(desk.get_by_text("New time")).to_be_visible()


def test_the_letter_of_a_decline_is_read_before_it_goes(desk, site):
    reference = ask(site, "Nora No", "nora@example.com")
    desk.goto(f"{INBOX}?q={reference}")
    click_answer(desk, reference)
    desk.get_by_role("link", name="Decline").click()
    desk.get_by_role("button", name="Show the letter").click()
    expect(desk.get_by_text("Choose a reason", exact=True)).to_be_visible()
    desk.get_by_label("No time free").check()
    desk.get_by_role("button", name="Show the letter").click()
    expect(desk.get_by_text("We have no time free in the weeks ahead")).to_be_visible()
    fits(desk)
    desk.get_by_role("button", name="Decline", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Declined.")


def test_an_idle_list_fetches_what_came(visit, site, desk):
    page = visit(1280, script=True)
    page.clock.install()
    page.context.add_cookies(desk.context.cookies())
    page.goto(INBOX)
    ask(site, "Nils New")
    expect(page.get_by_text("Nils New")).to_have_count(0)
    page.clock.run_for(61_000)
    expect(page.get_by_text("Nils New").first).to_be_visible()
