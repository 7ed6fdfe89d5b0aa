"""About, contact, privacy and accessibility follow the clinic's own facts."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from booking.models.moving import KEPT_WHEN_HELD
from booking.models.request import RUNS_OUT_AFTER
from clinic.models import Closure, Notice, Reason
from testimonials import terms
from tests.factories import make_clinic, make_hours, make_practitioner, make_request
from tests.html import read

pytestmark = pytest.mark.django_db
TUESDAY = datetime.datetime(2026, 6, 2, 10, 0, tzinfo=timezone.get_default_timezone())
EVERYWHERE = ["/", "/about/", "/contact/", "/privacy/", "/accessibility/", "/book/", "/stories/"]


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def main(client, address):
    return read(client.get(address)).one("main").text


def test_contact_names_every_way_in(client):
    make_clinic(directions="Bus 7.", parking="Behind the house.", access="No steps.")
    make_hours()
    text = main(client, "/contact/")
    for words in (
        "(202) 555-0136",
        "We call you from (202) 555-0137",
        "desk@example.com",
        "1 Sample Street Your Town, ST 00000",
        "Open now until 5 pm",
        "Directions Bus 7.",
        "Parking Behind the house.",
        "Getting in No steps.",
    ):
        assert words in text
    today = read(client.get("/contact/")).one("tr", aria_current="date")
    assert today.text == "Tuesday Today 9 am – 5 pm"


def test_a_closure_is_told_on_every_page_without_its_reason(client):
    make_clinic()
    make_hours()
    Closure.objects.create(first_day="2026-06-05", last_day="2026-06-05", reason="Gregg's wedding")
    for address in EVERYWHERE:
        page = read(client.get(address))
        assert "Closed Friday, June 5. Back Monday 9 am" in page.text, address
        assert "wedding" not in page.text
    assert "Days we are closed Friday, June 5" in main(client, "/contact/")


def test_the_promise_jumps_over_a_closure(client):
    make_clinic(reply_hours=16)
    make_hours()
    assert "We answer by Thursday 10 am." in main(client, "/book/")
    Closure.objects.create(first_day="2026-06-03", last_day="2026-06-03")
    assert "We answer by Friday 10 am." in main(client, "/book/")


def test_a_day_closed_today_says_so_in_the_hours(client):
    make_clinic()
    make_hours()
    Closure.objects.create(first_day="2026-06-02", last_day="2026-06-02")
    today = read(client.get("/contact/")).one("tr", aria_current="date")
    assert today.text == "Tuesday Today Closed today"


def test_a_persons_absence_and_days_stand_on_about_and_contact(client):
    make_clinic()
    karen = make_practitioner("Karen Doe", profession="chiropractor", languages="English, Spanish")
    make_hours(weekdays=[0, 2], practitioner=karen)
    Closure.objects.create(first_day="2026-06-01", last_day="2026-06-24", practitioner=karen)
    text = main(client, "/about/")
    assert "At the clinic: Mon, Wed 9 am – 5 pm" in text
    assert "Karen Doe is away until June 24." in text
    assert "Speaks English, Spanish" in text
    assert "Karen Doe is away Monday, June 1 to Wednesday, June 24" in main(client, "/contact/")


def test_licenses_are_offered_only_when_all_are_known(client):
    make_clinic()
    make_practitioner("A", license="PA 1")
    assert "Ask us about our training." in main(client, "/about/")
    make_practitioner("B")
    assert "Ask us about our training." not in main(client, "/about/")


def test_a_reason_shows_once_it_is_confirmed(client):
    make_clinic()
    reason = Reason.objects.create(title="Very light touch", text="The hands press lightly.")
    for address in ("/", "/about/"):
        assert "What you can count on" not in main(client, address)
    Reason.objects.filter(pk=reason.pk).update(confirmed_at=timezone.now())
    for address in ("/", "/about/"):
        assert "What you can count on Very light touch The hands press lightly." in main(
            client, address
        )


def test_privacy_is_made_from_the_settings(client, settings):
    make_clinic(retention_days=45, privacy_days=10, privacy_contact="Ann, office")
    text = main(client, "/privacy/")
    assert "An appointment request To answer you 45 days after it is closed" in text
    assert "Ask about anything else: Ann, office. We answer within 10 days." in text
    assert "runs the computer" not in text
    assert "https" not in text
    settings.SITE_URL = "https://clinic.example"
    assert "secure connection (https)" in main(client, "/privacy/")


def test_privacy_says_how_long_things_are_really_kept(client):
    make_clinic()
    text = main(client, "/privacy/")
    assert f"A request we held back To keep out misuse {KEPT_WHEN_HELD.days} days" in text
    assert f"A request nobody finished To answer you {RUNS_OUT_AFTER.days} days" in text
    assert f"A story nobody confirmed To ask whether it is yours {terms.UNCONFIRMED_DAYS}" in text
    assert f"A story we do not show To answer you about it {terms.ERASED_AFTER_DAYS} days" in text
    assert f"and {terms.ERASED_AFTER_DAYS} days later we erase your words" in text
    assert f"Proof that you agreed To show that we asked you {terms.PROOF_YEARS} years" in text
    assert f"of your withdrawal, for {terms.PROOF_YEARS} years" in text


def test_privacy_names_the_companies_that_help(client):
    make_clinic(hosting_company="Host Inc.", mail_company="Mail Inc.")
    text = main(client, "/privacy/")
    assert "Host Inc. runs the computer this site is on. Mail Inc. carries our e-mail." in text


def test_known_faults_stand_on_the_accessibility_page(client):
    make_clinic(known_faults="The map has no description.", access="One step.")
    text = main(client, "/accessibility/")
    assert "The map has no description." in text
    assert "At the clinic One step." in text
    assert "We know of no fault" not in text


@pytest.mark.parametrize("address", EVERYWHERE)
def test_half_the_data_may_be_missing(client, address):
    """No phone, e-mail, address, hours or people: a whole page, without empty labels."""
    make_clinic(
        phone="", call_from="", email="", street="", town="", region="", postal_code="", welcome=""
    )
    page = read(client.get(address))
    assert page.one("h1").text
    for gap in ("None", "Call .", "call .", "tel:", "mailto:", "Open now", "Closed now", "by ."):
        assert gap not in page.text, gap
    assert [link["href"] for link in page.all("a") if link["href"] in {"", "tel:", "mailto:"}] == []
    assert [heading for heading in page.all("h2") if not heading.text] == []


def test_without_hours_contact_says_how_to_ask_for_them(client):
    make_clinic()
    assert "Call us for our hours: (202) 555-0136" in main(client, "/contact/")
    assert "We answer on our next working day." in main(client, "/book/")


def test_a_notice_by_hand_stands_above_a_closure(client):
    make_clinic()
    make_hours()
    Notice.objects.create(sentence="We moved.", from_on="2026-06-01", until_on="2026-06-03")
    Closure.objects.create(first_day="2026-06-05", last_day="2026-06-05")
    strips = [strip.text for strip in read(client.get("/about/")).all(class_="note")]
    assert strips == ["We moved.", "Closed Friday, June 5. Back Monday 9 am"]


def test_until_the_site_is_open_every_page_says_it_is_a_demonstration(client):
    clinic = make_clinic()
    for address in EVERYWHERE:
        page = read(client.get(address))
        assert page.all(class_="demo"), address
        assert page.one("meta", name="robots")["content"] == "noindex"
    clinic.opened_at = timezone.now()
    clinic.save()
    for address in EVERYWHERE:
        page = read(client.get(address))
        assert page.all(class_="demo") + page.all("meta", name="robots") == [], address


def test_a_patients_own_page_is_never_indexed(client):
    make_clinic(opened_at=timezone.now())
    page = read(client.get(make_request().get_absolute_url()))
    assert page.one("meta", name="robots")["content"] == "noindex"


def test_a_clinic_that_only_phones_asks_for_a_phone_number(client):
    make_clinic(only_phones=True)
    page = read(client.get("/book/"))
    assert page.all("input", name="email") == []
    assert "or e-mail" not in read(client.get("/")).one("main").text
    response = client.post(
        "/book/", {"name": "Maria", "submission": page.one("input", name="submission")["value"]}
    )
    assert "Enter a phone number, so we can reach you" in read(response).text
