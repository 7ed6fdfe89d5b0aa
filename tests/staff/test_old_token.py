"""A form left open in one tab while its colleague signed in again in another."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clinic.models import Notice
from tests import pictures
from tests.factories import make_staff
from tests.html import read
from tests.staff.helpers import SIGN_IN, come_in, give_password, give_second_step

pytestmark = pytest.mark.django_db
NOTICES = "/admin/clinic/notice/add/"
HERE = {"Origin": "http://testserver"}
NOTICE = {"sentence": "We moved.", "from_on": "2026-01-01", "until_on": "2026-01-02"}
OLD = {"csrfmiddlewaretoken": "a" * 64}


@pytest.fixture
def browser(db):
    """A browser that was at the sign-in page, with the checks the test client leaves out."""
    browser = Client(enforce_csrf_checks=True)
    browser.get(SIGN_IN)
    return browser


def token_of(page):
    return page.all("input", name="csrfmiddlewaretoken")[0]["value"]


def form_for(page, path):
    """What the form that leads to ``path`` would send."""
    form = next(form for form in page.all("form") if form.get("action") == path)
    return {field["name"]: field["value"] for field in form.all("input", type="hidden")}


def test_what_was_typed_comes_back_and_a_press_sends_it(browser):
    come_in(browser, make_staff())
    refused = browser.post(NOTICES, NOTICE | OLD, headers=HERE)
    assert refused.status_code == 403
    page = read(refused)
    assert "What you typed is still here. Nothing of it was saved yet." in page.text
    assert not Notice.objects.exists()
    assert browser.post(NOTICES, form_for(page, NOTICES), headers=HERE).status_code == 302
    assert Notice.objects.get().sentence == "We moved."


def test_a_picture_is_named_as_lost(browser):
    come_in(browser, make_staff())
    values = NOTICE | OLD | {"picture": SimpleUploadedFile("room.jpg", pictures.picture())}
    page = read(browser.post(NOTICES, values, headers=HERE))
    assert "Only the picture is not: choose it again afterwards." in page.text


def test_who_is_signed_out_signs_in_first(browser):
    refused = browser.post(NOTICES, NOTICE | OLD, headers=HERE)
    assert refused.status_code == 403
    assert "You were signed out. What you typed is still here" in read(refused).text


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_what_comes_from_elsewhere_is_never_offered(browser, origin):
    come_in(browser, make_staff())
    refused = browser.post(NOTICES, NOTICE | OLD, headers=origin)
    assert refused.status_code == 403
    assert "We moved." not in refused.content.decode()
    assert not Notice.objects.exists()


def test_the_sign_in_page_of_the_other_tab_goes_on(browser):
    make_staff()
    waiting = read(browser.post(NOTICES, NOTICE | OLD, headers=HERE))
    kept = waiting.one("input", name="typed")["value"]
    other = token_of(read(browser.get(SIGN_IN)))
    give_password(browser, values={"csrfmiddlewaretoken": other}, headers=HERE)
    shown = give_password(browser, values={"typed": kept} | OLD, headers=HERE, follow=True)
    assert form_for(read(shown), NOTICES)["sentence"] == "We moved."


def test_before_the_second_step_nothing_is_shown(browser):
    member = make_staff()
    give_second_step(member)
    browser.force_login(member)
    refused = browser.post(NOTICES, NOTICE | OLD, headers=HERE)
    assert (refused.status_code, refused.templates[0].name) == (403, "staff/sign_in.html")


def test_a_browser_without_cookies_is_told_so():
    browser = Client(enforce_csrf_checks=True)
    refused = give_password(browser, values=OLD, headers=HERE)
    assert refused.status_code == 403
    assert "Often it blocks cookies for this site." in read(refused).text


def test_on_public_pages_nothing_changes(browser):
    refused = browser.post("/book/", {"name": "Maria"} | OLD, headers=HERE)
    assert refused.status_code == 403
    assert "Please send it once more" in read(refused).text
