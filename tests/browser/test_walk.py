"""A patient without JavaScript asks for an appointment; a colleague finds the request."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import a_minute_ago
from tests.browser.sites import EMAIL, PASSWORD

pytestmark = pytest.mark.browser


def read_the_technique(page):
    page.goto("/")
    page.get_by_role("link", name=re.compile("Read about Sacro-Occipital")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sacro-Occipital Technique (SOT)")
    page.locator("#first summary").filter(has_text="Osteoporosis").click()
    expect(page.get_by_text("Weak bones can break more easily.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Request an appointment").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Request an appointment")


def send_with_two_faults(page, site):
    a_minute_ago(page, site)
    page.get_by_label("Your name").fill("Maria Lopez")
    page.get_by_label("Phone number", exact=True).fill("555-0177")
    page.get_by_label("Only at these times").check()
    page.get_by_role("group", name="Tuesday").get_by_label("Morning").check()
    page.get_by_role("button", name="Send request").click()


def mend(page):
    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text(
        ["Please add your area code, 3 more digits", "Choose No, Yes or Not sure"]
    )
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Phone number", exact=True)).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Maria Lopez")
    expect(page.get_by_role("group", name="Tuesday").get_by_label("Morning")).to_be_checked()
    page.get_by_label("Phone number", exact=True).fill("(202) 555-0177")
    page.get_by_label("No, none of these").check()
    page.get_by_role("button", name="Send request").click()


def sign_in(page):
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_patient_reads_asks_and_is_found_at_the_desk(visit, site, nothing_counted):
    page = visit(390)
    read_the_technique(page)
    send_with_two_faults(page, site)
    mend(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Request received")
    reference = page.locator(".ref").inner_text()
    assert re.fullmatch(r"[2-9C-Y]{3}-[2-9C-Y]{3}", reference)

    desk = visit(1280)
    sign_in(desk)
    desk.goto("/admin/booking/appointmentrequest/")
    row = desk.get_by_role("row").filter(has=desk.get_by_role("link", name=reference))
    expect(row).to_contain_text("Maria Lopez")
    expect(row).to_contain_text("(202) 555-0177")
    row.get_by_role("link", name=reference).click()
    expect(desk.get_by_text("No, none of these")).to_be_visible()
    expect(desk.get_by_text("Tuesday morning").first).to_be_visible()


def test_the_button_carries_the_treatment_to_the_form(visit):
    page = visit(1280)
    page.goto("/techniques/sacro-occipital-technique/")
    page.get_by_role("main").get_by_role("link", name="Request an appointment").first.click()
    expect(page.get_by_text("Sacro-Occipital Technique (SOT)").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/book/\?technique=sacro-occipital-technique$"))


def test_reading_leaves_no_cookie(visit, site):
    page = visit(390, script=True)
    for address in ("/", "/techniques/", "/techniques/sacro-occipital-technique/", "/stories/"):
        page.goto(address)
    assert page.context.cookies() == []
    page.goto("/book/")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]
