"""A clinic without JavaScript, on a phone: from nothing to an opened site."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import open_menu, set_up_second_step, sign_in
from tests.browser.sites import new_site, served

pytestmark = pytest.mark.browser
# What a clinician and the clinic's own judgement add on other pages of the desk.
REVIEWED = """
from django.utils import timezone
from clinic.models import Reason
from techniques.models import Benefit, Category, Source, Technique
Technique.objects.update(category=Category.objects.create(name='Hands-on care'),
    reviewed_by='A. Sample, chiropractor', reviewed_on=timezone.localdate())
Reason.objects.update(confirmed_at=timezone.now())
Source.objects.update(checked_on=timezone.localdate(), checked_by='A. Sample')
Benefit.objects.filter(name__startswith='Jaw').update(level=Benefit.Level.INCONCLUSIVE)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site as ``make run`` leaves it the first time."""
    site = new_site(tmp_path_factory.mktemp("first"))
    told = site.manage("prepare")
    site.email, site.password = re.search(r"Sign in with (\S+), password (\S+)", told).groups()
    with served(site):
        yield site


def save_and_go_on(page, heading):
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def give_facts(page):
    """The five parts of the first run."""
    page.get_by_role("link", name="Fill in your own facts").click()
    for label, value in {
        "Street": "5 Own Street",
        "Town": "Own Town",
        "State": "PA",
        "ZIP code": "15000",
        "Phone": "(202) 555-0190",
        "Number we call from": "(202) 555-0191",
        "E-mail": "office@clinic.example",
        "Notified addresses": "office@clinic.example",
        "Privacy contact": "The office",
        "Hosting company": "Host Inc.",
        "Mail company": "Mail Inc.",
    }.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("We only phone").check()
    save_and_go_on(page, "Your hours")
    friday = page.get_by_role("group", name="Friday")
    friday.get_by_label("Closes", exact=True).fill("15:00")
    save_and_go_on(page, "Who works here")
    for name in ("Gregg", "Karen"):
        person = page.get_by_role("group", name=name)
        person.get_by_label("Name").fill(f"{name} Sample")
        person.get_by_label("Profession").fill("chiropractor")
        person.get_by_label("License").fill("PA 12345")
    save_and_go_on(page, "What patients ask")
    for answer in page.get_by_role("textbox").all():
        answer.fill("Ask us.")
    save_and_go_on(page, "Your sign-in")
    page.get_by_label("First name").fill("Karen")
    expect(page.get_by_label("E-mail address")).to_have_value("")
    page.get_by_label("E-mail address").fill("karen@clinic.example")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("That was all. What is left stands on")).to_be_visible()
    expect(page.get_by_text("A backup of it all was made.")).to_be_visible()


def test_from_nothing_to_an_opened_site(visit, site):
    page = visit(390)
    sign_in(page, site.email, site.password)
    expect(page.get_by_role("heading", name=re.compile("Before you open the site"))).to_be_visible()
    give_facts(page)
    left = page.locator("section.launch h3")
    expect(left).to_have_text(["You, here", "A clinician who reads the page"])
    page.goto("/admin/my-sign-ins/")
    page.get_by_role("link", name="Set up your second step").click()
    set_up_second_step(page)
    expect(page.get_by_text("Your second step is set up.")).to_be_visible()

    site.shell(REVIEWED)
    open_menu(page, "Today")
    page.get_by_role("button", name="Open the site").click()
    expect(page.get_by_text("The site is open. Patients and search engines may")).to_be_visible()
    public = visit(1280)
    public.goto("/contact/")
    expect(public.get_by_role("main").get_by_text("5 Own Street").first).to_be_visible()
    expect(public.get_by_text("Demonstration")).to_have_count(0)
