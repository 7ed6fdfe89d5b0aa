"""A patient at 390 px without JavaScript, from asking to erasing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import a_minute_ago

pytestmark = pytest.mark.browser
DESK = """
import datetime
from django.utils import timezone
from booking import moves
from booking.models import AppointmentRequest
from outbox.models import Letter
from tests.booking.states import slot
row = AppointmentRequest.objects.get(reference={reference!r})
{act}
"""
OFFER = "moves.offer(row, [slot(20), slot(21, 15, 'Gregg'), slot(22, 9)])"
MOVE = "moves.move(row, slot(23, 11))"
REMIND = "moves.remind(row, timezone.now() + datetime.timedelta(days=9))"
LETTERS = (
    "print(*Letter.objects.about(row.reference).order_by('pk').values_list('kind', flat=True))"
)
GONE = (
    "from booking.models import AppointmentRequest; from outbox.models import Letter;"
    "print(AppointmentRequest.objects.filter(reference={0!r}).count(),"
    " Letter.objects.about({0!r}).count())"
)


def desk(site, reference, act):
    """What the desk does meanwhile."""
    return site.shell(DESK.format(reference=reference, act=act))


def says(page, headline):
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)


def ask(page, site):
    """The whole form, the fold included; its reference."""
    page.goto("/book/")
    a_minute_ago(page, site)
    page.get_by_label("Your name").fill("Ada Byrne")
    page.get_by_label("E-mail address", exact=True).fill("ada@example.com")
    page.get_by_label("No, none of these").check()
    page.get_by_text("More we can take care of").click()
    page.get_by_label("Please be discreet").check()
    page.get_by_label("What would make your visit easier?").fill("No steps, please.")
    page.get_by_role("button", name="Send request").click()
    says(page, "Request received")
    return page.locator(".ref").inner_text()


def correct_the_phone_number(page):
    page.get_by_role("link", name="Change how you reach me").click()
    page.get_by_label("Phone number").fill("(202) 555-0188")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("ending in 0188 or a…@example.com")


def accept_the_second_time(page):
    says(page, "Choose a time")
    expect(page.get_by_role("radio")).to_have_count(3)
    page.get_by_role("radio", name=re.compile("with Gregg")).check()
    page.get_by_role("button", name="Accept this time").click()
    says(page, re.compile(r"^Accept .* at 3 pm with Gregg\?$"))
    page.get_by_role("button", name="Yes, accept").click()
    expect(page.get_by_role("status")).to_contain_text("The other times are free again.")
    says(page, re.compile(r"^Your appointment: .* at\s3\spm$"))
    with page.expect_download() as file:
        page.get_by_role("link", name="Add to your calendar").click()
    assert file.value.suggested_filename == "appointment.ics"


def withdraw(page):
    page.get_by_role("link", name="I no longer need this").click()
    says(page, "Withdraw this request?")
    page.get_by_role("button", name="Yes, I no longer need it").click()
    expect(page.get_by_role("status")).to_have_text("Withdrawn. You owe us no reason.")
    says(page, "You withdrew this request")


def erase(page):
    page.get_by_role("link", name="Erase my request").click()
    page.get_by_role("button", name="Yes, erase it").click()
    says(page, "Your request is erased")


def test_from_asking_to_erasing(visit, site, nothing_counted):
    page = visit(390)
    reference = ask(page, site)
    own = page.url
    correct_the_phone_number(page)
    desk(site, reference, OFFER)
    page.goto(own)
    accept_the_second_time(page)
    desk(site, reference, MOVE)
    page.goto(own)
    says(page, re.compile(r"^Your appointment: .* at\s11\sam$"))
    desk(site, reference, REMIND)
    letters = desk(site, reference, LETTERS).split()
    assert letters == [
        f"booking.{kind}" for kind in ("received", "offered", "agreed", "moved", "reminder")
    ]
    withdraw(page)
    assert "booking.reminder" not in desk(site, reference, LETTERS)
    erase(page)
    assert site.shell(GONE.format(reference)) == "0 0"
    page.goto(own)
    says(page, "This link no longer works")


def test_a_page_that_was_left_open_is_told(visit, site, nothing_counted):
    page = visit(390)
    reference = ask(page, site)
    page.get_by_role("link", name="I no longer need this").click()
    desk(site, reference, "moves.called(row)")
    page.get_by_role("button", name="Yes, I no longer need it").click()
    expect(page.get_by_role("status")).to_have_text(
        "This page has changed since you opened it. Here is how it stands now."
    )
