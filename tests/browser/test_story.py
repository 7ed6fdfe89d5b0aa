"""A patient without JavaScript is invited, writes, confirms, is read about, and withdraws."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_desk import check, open_desk
from tests.browser.test_walk import sign_in

pytestmark = pytest.mark.browser
HEADLINE = "They listened and wrote it down"
WORDS = "I was met kindly at the door. Parking is hard on Fridays."
LINK = (
    "from django.conf import settings; from testimonials.models import Invitation, Testimonial;"
    "print(settings.SITE_URL + {model}.objects.order_by('-pk').first().get_absolute_url())"
)


def link(site, model):
    """The secret address in the newest letter about a row of ``model``."""
    return site.shell(LINK.format(model=model))


def invite(page):
    page.goto("/admin/testimonials/testimonial/")
    page.get_by_role("link", name="Invite", exact=True).click()
    page.get_by_label("E-mail addresses").fill("maria@example.com")
    page.get_by_role("button", name="Send the letters").click()
    expect(page.get_by_text("1 letter goes out.")).to_be_visible()


def give_stars(page):
    """By keyboard: to the first star, then on to the fourth."""
    first = page.get_by_role("radio", name="1 star: very poor")
    first.focus()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="4 stars: good")).to_be_checked()


def write(page):
    expect(page.get_by_text("your story will say “Confirmed visit”")).to_be_visible()
    give_stars(page)
    page.get_by_label("A headline").fill(HEADLINE)
    page.get_by_label("Your story").fill(WORDS)
    page.get_by_label("The clinic").check()
    page.get_by_label("Your name").fill("Maria Lopez")
    page.get_by_role("radio", name=re.compile("First name and last initial")).check()
    page.get_by_label("I am or was a patient").check()
    page.get_by_role("group", name=re.compile("Did you get anything")).get_by_label("No").check()
    page.get_by_label("E-mail address").fill("maria@example.com")


def send(page):
    """First without the yes: the draft comes back as it was."""
    page.get_by_role("button", name="Send my story").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Your story")).to_have_value(WORDS)
    expect(page.get_by_role("radio", name="4 stars: good")).to_be_checked()
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Send my story").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. One more step.")
    expect(page.get_by_text("m…@example.com")).to_be_visible()


def confirm(page, address):
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this yours?")
    page.get_by_role("button", name="Yes, I wrote this").click()
    expect(page.get_by_text("Now someone at the clinic reads it")).to_be_visible()


def publish(page):
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile("to read$")).click()
    page.get_by_role("link", name=HEADLINE).click()
    expect(page.get_by_text("Consent on file until")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("It is on the site; everybody sees it")).to_be_visible()


def withdraw(page, address):
    page.goto(address)
    expect(page.get_by_text("On our site since")).to_be_visible()
    page.locator("summary", has_text="Withdraw").click()
    page.get_by_role("button", name="Yes, withdraw it").click()
    expect(page.get_by_text("It is off our site.")).to_be_visible()


def test_from_the_invitation_to_the_withdrawal(visit, site):
    desk, patient, reader = visit(1280), visit(390), visit(390)
    sign_in(desk)
    invite(desk)
    patient.goto(link(site, "Invitation"))
    write(patient)
    send(patient)
    own = link(site, "Testimonial")
    confirm(patient, own)
    publish(desk)
    reader.goto("/stories/?now")
    story = reader.get_by_role("article").filter(has_text=WORDS)
    expect(story).to_contain_text("4 out of 5 stars")
    expect(story).to_contain_text("Maria L. · Confirmed visit: invited by us")
    withdraw(patient, own)
    reader.goto("/stories/?now")
    expect(reader.get_by_text(WORDS)).to_have_count(0)


def test_the_five_stars_stand_in_one_row_of_a_phone(visit):
    page = visit(390)
    page.goto("/stories/share/")
    boxes = [label.bounding_box() for label in page.locator(".rate label").all()]
    assert len({box["y"] for box in boxes}) == 1
    assert len(boxes) == 5
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes)


def test_the_stars_can_be_given_without_a_style_sheet(visit):
    page = visit(390)
    page.route(re.compile(r"\.css"), lambda route: route.fulfill(body="", content_type="text/css"))
    page.goto("/stories/share/")
    for n, words in enumerate(["very poor", "poor", "fair", "good", "very good"], start=1):
        star = page.get_by_role("radio", name=re.compile(rf"^{n} stars?: {words}$"))
        expect(star).to_be_visible()
        star.check()


DESK = "/admin/testimonials/testimonial/"
HELD = "from tests.testimonials.states import held; print(held().pk)"


def test_the_pages_of_the_desk_are_finished_for_everybody(visit, site):
    page = open_desk(visit)
    page.goto(f"{DESK}?tab=on-the-site")
    check(page, "on the site")
    page.locator("#result_list tbody a").first.click()
    page.locator("summary", has_text="Do not publish").click()
    page.get_by_role("button", name="Do not publish").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page, "a decision in error")
    for name, button in (("add", "Add the story"), ("invite", "Send the letters")):
        page.goto(f"{DESK}{name}/")
        page.get_by_role("button", name=button).click()
        check(page, name)
    page.goto(f"{DESK}cards/")
    page.get_by_label("How many cards").fill("2")
    page.get_by_role("button", name="Make the cards").click()
    expect(page.get_by_role("img", name="Square to scan")).to_have_count(2)
    check(page, "cards")
    page.goto(f"{DESK}former-website/")
    check(page, "former website")
    page.goto(f"{DESK}{site.shell(HELD)}/change/")
    expect(page.get_by_role("button", name="Ask the writer to confirm")).to_be_visible()
    check(page, "a held story")
