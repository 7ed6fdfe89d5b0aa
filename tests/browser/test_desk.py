"""Every page of the clinic desk: axe finds nothing, nothing is too wide or too small."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.browser.test_pages import faults_of, whole
from tests.browser.test_walk import sign_in

pytestmark = pytest.mark.browser
MODELS = [model for model in admin.site._registry if model._meta.app_label != "auth"]
# The first part of each kind: the others are alike.
OPEN_FIRST = """document.querySelectorAll('details:not(details ~ *, div + div > details)')
  .forEach(fold => { fold.open = true })"""
LOOKS = 20
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# On a phone. Links inside sentences and lists of values may be as high as their line, and the
# title of a card carries the whole card.
TOO_SMALL = """() => [...document.querySelectorAll(
    '#container :is(a, button, select, summary, input:not([type=checkbox], [type=radio]))')]
  .filter(e => e.checkVisibility() && !e.closest('p, td, th, .readonly, #deleted-objects'))
  .filter(e => e.type !== 'hidden' && e.getBoundingClientRect().height < 43.5)
  .map(e => e.textContent.trim() || e.name)"""


def send_a_test_letter(page):
    sign_in(page)
    page.goto("/admin/outbox/letter/")
    page.get_by_role("button", name="Send me a test letter").click()


def read_a_letter(page):
    send_a_test_letter(page)
    page.goto("/admin/outbox/letter/?state=sent")
    for _ in range(LOOKS):  # it leaves within a few seconds
        if page.get_by_role("row", name="Test letter").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.get_by_role("row", name="Test letter").get_by_role("link").first.click()


def word_a_letter_wrongly(page):
    sign_in(page)
    page.goto("/admin/outbox/letter/wording/outbox.test/")
    page.get_by_label("Text").fill("{color}")
    page.get_by_role("button", name="Save").click()


def see_the_backups(page):
    sign_in(page)
    page.goto("/admin/backups/")


STATES = {
    "backups": see_the_backups,
    "forgotten password": lambda page: page.goto("/admin/forgot-password/"),
    "link that is over": lambda page: page.goto("/admin/new-password/abc/"),
    "today's desk": sign_in,
    "letters": send_a_test_letter,
    "one letter": read_a_letter,
    "wording in error": word_a_letter_wrongly,
}


@pytest.fixture(scope="module")
def _rows(site):
    """One row in each list that begins empty."""
    site.shell(
        "from clinic.models import Closure, Notice;from techniques.models import Category;"
        "Notice.objects.create(sentence='We moved.', from_on='2026-01-01', until_on='2026-01-02');"
        "Closure.objects.create(first_day='2026-01-01', last_day='2026-01-02');"
        "Category.objects.create(name='Hands-on care')",
    )


def check(page, name):
    """Both colors on a phone, then the width of a desk."""
    whole(page).evaluate(OPEN_FIRST)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert faults_of(page, scheme) == "", (name, scheme)
    assert page.evaluate(TOO_SMALL) == [], name
    assert page.evaluate(TOO_WIDE) == 0, name
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(TOO_WIDE) == 0, name
    page.set_viewport_size({"width": 390, "height": 900})


def open_desk(visit):
    page = visit(390, script=True, bypass_csp=True, reduced_motion="reduce")
    sign_in(page)
    return page


def test_signing_in_and_the_first_page(visit):
    page = visit(390, script=True, bypass_csp=True, reduced_motion="reduce")
    page.goto("/admin/")
    check(page, "sign in")
    page.get_by_label("E-mail address").fill("desk@example.com")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    check(page, "sign in, wrong")
    sign_in(page)
    check(page, "today")
    assert "Before you open the site" in page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Menu").click()
    assert faults_of(page) == ""


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_the_list_and_the_forms(visit, model):
    page = open_desk(visit)
    path = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    page.goto(reverse(f"{path}_changelist"))
    check(page, "list")
    first = page.locator("#result_list tbody a[href^='/']").first
    if first.count():
        page.goto(first.get_attribute("href"))
        check(page, "form")


def test_a_form_in_error_and_a_list_that_finds_nothing(visit):
    page = open_desk(visit)
    page.goto("/admin/clinic/notice/add/")
    page.get_by_role("button", name="Save", exact=True).click()
    check(page, "form in error")
    page.goto("/admin/clinic/practitioner/")
    page.get_by_label("Search").fill("nobody of this name")
    page.get_by_role("button", name="Search").click()
    check(page, "nothing found")
    assert "Nothing here that fits." in page.get_by_role("main").inner_text()


@pytest.mark.parametrize("name", STATES)
def test_letters_and_a_forgotten_password(visit, name):
    page = visit(390, script=True, bypass_csp=True, reduced_motion="reduce")
    STATES[name](page)
    check(page, name)
