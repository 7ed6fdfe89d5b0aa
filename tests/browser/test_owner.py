"""The owner closes a day, answers a question, works through the launch list and opens the site."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.test_walk import sign_in

pytestmark = pytest.mark.browser
FRIDAY = 4
# What a clinician does with the first content: opens each source, and lowers what rests on a
# guideline about other care.
READ_THE_SOURCES = """
from django.utils import timezone
from techniques.models import Benefit, Source
Source.objects.update(checked_on=timezone.localdate(), checked_by="A. Sample")
Benefit.objects.filter(name__startswith="Jaw").update(level=Benefit.Level.INCONCLUSIVE)
"""


def next_friday():
    """The coming Friday, never today."""
    today = timezone.localdate()
    return today + datetime.timedelta(days=(FRIDAY - today.weekday() - 1) % 7 + 1)


def save(page, **fields):
    """Fill the open form by the fields' names, save it and see that it was saved."""
    for name, value in fields.items():
        field = page.locator(f"#id_{name}")
        if value is True:
            field.check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def promise(page):
    page.goto("/book/")
    return page.get_by_text(re.compile("We answer (by|on|today)")).last.inner_text()


def test_a_closed_friday_is_told_everywhere_and_moves_the_promise(visit, own_site):
    desk, page = visit(1280, at=own_site), visit(390, at=own_site)
    sign_in(desk)
    # More open hours than a week has: the promise must pass the Friday.
    desk.goto("/admin/clinic/clinic/1/change/")
    save(desk, reply_hours="40")
    before = promise(page)
    friday = next_friday()
    desk.goto("/admin/clinic/closure/add/")
    save(desk, first_day=friday.isoformat(), last_day=friday.isoformat(), reason="A wedding")

    assert promise(page) != before
    said = re.compile(rf"Closed (tomorrow, )?Friday, {friday:%B} {friday.day}.*\. Back Monday")
    for address in ("/", "/about/", "/contact/", "/book/", "/techniques/"):
        page.goto(address)
        expect(page.locator(".strip.note")).to_have_text(said)
    page.goto("/contact/")
    closed = page.get_by_role("list").filter(has_text=f"Friday, {friday:%B} {friday.day}")
    expect(closed.last).to_be_visible()
    expect(page.get_by_text("wedding")).to_have_count(0)


def clinic_facts(page):
    save(
        page,
        street="5 Own Street",
        town="Harrisburg",
        region="PA",
        postal_code="17101",
        phone="(202) 555-0190",
        call_from="(202) 555-0191",
        email="office@clinic.example",
        notified="office@clinic.example",
        privacy_contact="The office",
        hosting_company="Host Inc.",
        mail_company="Mail Inc.",
        only_phones=True,
    )


def hours(page):
    page.get_by_role("link", name="Friday").click()
    save(page, closes="14:00")


def person(page):
    name = page.locator("#id_name").input_value()
    save(page, name=f"{name} Sample", profession="chiropractor", license="PA 12345")


def reason(page):
    page.get_by_role("link", name="You can stop at any time").click()
    save(page, is_confirmed=True)


def treatment(page):
    today = timezone.localdate().isoformat()
    save(page, reviewed_on=today, reviewed_by="A. Sample, chiropractor", category="Hands-on care")


# What an item of the list says, and how it is put right where its link leads.
STEPS = [
    ("Address|Phone|number you call|E-mail|new request|Privacy contact", clinic_facts),
    ("Hours are still", hours),
    ("has no surname", person),
    ("What does a visit cost", lambda page: save(page, answer="80 dollars.")),
    ("has no answer yet", lambda page: save(page, answer="Please ask us.")),
    ("count on", reason),
    ("reviewer|category", treatment),
]


def empty_the_list(desk):
    """Follow the first open item until only those that inform are left."""
    for _ in range(30):
        desk.goto("/admin/")
        item = desk.locator(".todo li:not(:has-text('for your information')) a").first
        if not item.count():
            return
        words = item.inner_text()
        step = next(step for pattern, step in STEPS if re.search(pattern, words))
        item.click()
        step(desk)
    pytest.fail(f"still open: {words}")


def test_the_owner_answers_empties_the_list_and_opens_the_site(visit, own_site):
    own_site.manage("backup")
    own_site.shell(READ_THE_SOURCES)
    desk, page = visit(390, at=own_site), visit(390, at=own_site)
    sign_in(desk)
    page.goto("/")
    expect(page.get_by_text("What does a visit cost?")).to_have_count(0)
    expect(desk.get_by_role("button", name="Open the site")).to_be_disabled()
    desk.goto("/admin/techniques/category/add/")
    save(desk, name="Hands-on care")
    empty_the_list(desk)
    desk.get_by_role("button", name="Open the site").click()
    expect(desk.get_by_text("The site is open.", exact=False).first).to_be_visible()

    page.goto("/")
    expect(page.get_by_text("Demonstration")).to_have_count(0)
    expect(page.locator("meta[name=robots]")).to_have_count(0)
    page.get_by_text("What does a visit cost?").click()
    expect(page.get_by_text("80 dollars.")).to_be_visible()
    expect(page.get_by_text("You can stop at any time")).to_be_visible()
    page.goto("/contact/")
    expect(page.get_by_role("main")).to_contain_text("5 Own Street")
    page.goto("/about/")
    expect(page.get_by_role("main")).to_contain_text("Gregg Sample and Karen Sample")
