"""The people in the office, without JavaScript, on a site where the second step is needed.

A receptionist is invited and comes in; one closes Friday on a phone; every page is accessible.
"""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.browser.people import (
    KEY,
    MAKE,
    PASSWORD,
    come_in,
    open_menu,
    set_up_second_step,
    sign_in,
)
from tests.browser.sites import new_site, served
from tests.browser.test_desk import TOO_WIDE
from tests.browser.test_pages import OPEN_FOLDS, faults_of, whole

pytestmark = pytest.mark.browser
INVITATION = """
from outbox.kinds import kinds
from outbox.models import Letter
letter = Letter.objects.get(kind='staff.invitation')
print(kinds()[letter.kind].link(letter.reference))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A new site at an address that is not this computer's usual one: the second step is needed."""
    site = new_site(tmp_path_factory.mktemp("people"), host="127.0.0.2")
    site.manage("prepare")
    with served(site):
        yield site


def test_an_owner_invites_a_receptionist_with_a_second_step(visit, site):
    page = visit(390)
    come_in(page, site, "owner@example.com", "Owner")
    open_menu(page, "People")
    page.get_by_role("link", name="Colleagues").click()
    page.get_by_role("link", name="Add colleague").click()
    page.get_by_label("First name").fill("Ana")
    page.get_by_label("E-mail address").fill("ana@example.com")
    lefts = "all => new Set(all.map(e => e.getBoundingClientRect().left)).size"
    assert page.get_by_role("radio").evaluate_all(lefts) == 1
    page.get_by_label("Receptionist: requests, notices, hours, questions").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("An invitation is on its way to ana@example.com.")).to_be_visible()

    hers = visit(390)
    hers.goto(site.shell(INVITATION).splitlines()[-1])
    hers.get_by_label("New password").fill(PASSWORD)
    hers.get_by_label("The same again").fill(PASSWORD)
    hers.get_by_role("button", name="Go on").click()
    set_up_second_step(hers)
    expect(hers.get_by_text("Nothing waits.")).to_be_visible()
    hers.get_by_role("button", name="Menu").click()
    menu = hers.get_by_role("navigation", name="Desk").get_by_role("list").get_by_role("link")
    expect(menu).to_have_text(["Today", "Requests", "Notice and hours"])


def test_a_receptionist_closes_friday_in_less_than_a_minute_on_a_phone(visit, site):
    page = visit(390)
    come_in(page, site, "reception@example.com", "Receptionist")
    hand = Hand(page)
    today = timezone.localdate()
    friday = today + datetime.timedelta(days=(4 - today.weekday()) % 7 or 7)
    hand.tap(page.get_by_role("button", name="Menu"))
    menu = page.get_by_role("navigation", name="Desk")
    hand.tap(menu.get_by_role("link", name="Notice and hours"))
    hand.tap(page.get_by_role("link", name="Closed days"))
    hand.tap(page.get_by_role("link", name="Add closed days"))
    expect(page.get_by_label("For:")).to_contain_text("The whole clinic")
    assert whole(page).evaluate("document.documentElement.scrollWidth") <= 390
    hand.write(page.get_by_label("First day"), friday.isoformat())
    hand.write(page.get_by_label("Last day"), friday.isoformat())
    hand.tap(page.get_by_role("button", name="Save", exact=True))
    saved = page.locator(".messagelist .success")
    expect(saved).to_contain_text(f"“{friday:%A, %B} {friday.day}”")
    assert (hand.did["tap"], hand.did["page"]) == (7, 5), hand.did
    assert hand.seconds() < 60, hand.did
    public = visit(390)
    public.goto("/contact/")
    told = re.compile(rf"Closed (tomorrow, )?{friday:%A, %B} {friday.day}")
    expect(public.get_by_text(told).first).to_be_visible()


ADDRESSES = [
    "/admin/",
    "/admin/my-sign-ins/",
    "/admin/password-again/",
    "/admin/staff/staffmember/",
    "/admin/staff/staffmember/add/",
    "/admin/staff/auditentry/",
    *(f"/admin/welcome/{part}/" for part in ("clinic", "hours", "people", "questions", "sign-in")),
]


def is_good(page):
    """No axe violation, and nothing wider than the screen, on a phone and on a desk."""
    whole(page).evaluate(OPEN_FOLDS)
    assert faults_of(page) == ""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TOO_WIDE) == 0, width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_the_people(visit, site, dark):
    page = visit(390, dark=dark, script=True, bypass_csp=True)
    page.goto("/admin/")
    is_good(page)
    page.goto("/admin/forgot-password/")
    is_good(page)
    email = f"all-{dark}@example.com".lower()
    come_in(page, site, email, "Owner")
    for address in ADDRESSES:
        page.goto(address)
        is_good(page)
    page.goto("/admin/staff/staffmember/add/")
    page.get_by_role("button", name="Send the invitation").click()
    is_good(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_while_a_second_step_is_set_up(visit, site, dark):
    page = visit(390, dark=dark, script=True, bypass_csp=True)
    email = f"new-{dark}@example.com".lower()
    make = MAKE.format(email=email, password=PASSWORD, role="Owner", key=KEY)
    site.shell(make.replace("second_step.set_up", "# "))
    sign_in(page, email, PASSWORD)
    set_up_second_step(page, check=is_good)
