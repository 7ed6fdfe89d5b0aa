"""S7, S8, S9: what somebody types stays what they typed, or comes back with a sentence."""

import csv
import email
import io

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from booking import moves
from booking.calendar_entry import calendar_entry
from booking.models import AppointmentRequest
from clinic.models import Clinic, Notice
from outbox import delivery
from outbox.mail import message_for
from outbox.models import Letter
from testimonials.models import Testimonial
from tests.factories import (
    make_caution,
    make_clinic,
    make_hours,
    make_practitioner,
    make_request,
    make_staff,
    make_story,
    make_technique,
    slot,
)
from tests.staff.helpers import come_in
from tests.threats import payloads
from tests.threats.forms import LINES, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(db):
    make_clinic()
    make_hours()
    make_caution(make_technique())


@pytest.mark.parametrize("address", LINES)
def test_s8_no_line_break_gets_into_a_line(address):
    for text in payloads.HEADERS:
        answer = send(address, **dict.fromkeys(LINES[address], text))
        assert answer.status_code == 422
        assert set(LINES[address]) <= set(answer.context["form"].errors), repr(text)
    assert not AppointmentRequest.objects.exists()
    assert not Testimonial.objects.exists()
    assert not Letter.objects.exists()
    assert send(address).status_code == 303  # without them it is kept


@pytest.mark.parametrize("text", payloads.WORDS_FOR_HEADERS)
def test_s8_a_name_reaches_no_header_of_a_letter(text, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.MAIL_LEAVES = "outbox.folder.EmailBackend", False
    settings.LETTER_FOLDER = tmp_path
    Clinic.objects.update(notified="desk@example.com")
    assert send("/book/", name=text).status_code == 303
    Letter.objects.update(not_before="2020-01-01 00:00Z")
    delivery.deliver_due()
    letters = [email.message_from_bytes(path.read_bytes()) for path in tmp_path.iterdir()]
    assert len(letters) == Letter.objects.count() == 2
    for letter in letters:
        assert "Bcc" not in letter
        assert "evil" not in str(letter.items())


def marked(text, *names):
    """``text`` behind each of the names, to tell which of them a page shows."""
    return {name: f"{name} {text}" for name in names}


@pytest.mark.parametrize("text", payloads.TEMPLATES)
def test_s9_a_placeholder_stays_what_it_is(client, settings, text):
    asked = marked(text, "name", "their_name", "note", "access")
    assert send("/book/", **asked).status_code == 303
    told = marked(text, "name", "headline", "words")
    assert send("/stories/share/", **told).status_code == 303
    row, story = AppointmentRequest.objects.get(), Testimonial.objects.get()
    assert [row.name, row.other_name, row.note, row.access] == [*asked.values()]
    ours = marked(text, "tagline", "welcome", "about", "sentence", "bio", "headline", "words")
    make_story(headline=ours["headline"], words=ours["words"])
    make_practitioner("Karen", bio=ours["bio"])
    Clinic.objects.update(**{name: ours[name] for name in ("welcome", "tagline", "about")})
    Notice.objects.create(sentence=ours["sentence"], from_on="2020-01-01", until_on="2999-01-01")
    come_in(client, make_staff())
    pages = {
        "/": [ours["tagline"], ours["welcome"], ours["sentence"]],
        "/about/": [ours["about"], ours["bio"]],
        "/stories/": [ours["headline"], ours["words"]],
        f"/admin/booking/appointmentrequest/{row.pk}/change/": asked.values(),
        f"/admin/testimonials/testimonial/{story.pk}/change/": told.values(),
    }
    for page, typed in pages.items():
        body = client.get(page).content.decode()
        assert [words for words in typed if escape(words) not in body] == [], page
        assert settings.SECRET_KEY not in body
        assert "49 49 49" not in body


@pytest.mark.parametrize("text", payloads.TEMPLATES)
def test_s9_a_placeholder_in_a_letter_stays_what_it_is(settings, text):
    typed = marked(text, "name", "who", "own_words")
    row = make_request(name=typed["name"], email="maria@example.com")
    moves.agree(row, slot(make_practitioner("Karen")))
    moves.move(row, slot(make_practitioner(typed["who"]), 8), own_words=typed["own_words"])
    message = message_for(Letter.objects.get(kind="booking.moved"))
    html = message.alternatives[0].content
    assert [words for words in typed.values() if words not in message.body] == []
    assert [words for words in typed.values() if escape(words) not in html] == []
    assert settings.SECRET_KEY not in message.body + html


def test_s7_no_cell_of_the_table_is_a_formula(client):
    come_in(client, make_staff())
    for text in payloads.FORMULAS:
        make_request(
            name=text,
            technique=make_technique(name=text[:80]),
            practitioner=make_practitioner(text[:80]),
        )
    answer = client.get(reverse("admin:booking_appointmentrequest_table"))
    table = answer.content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    typed = [cell for cell in cells if cell.removeprefix("'") in payloads.FORMULAS]
    assert len(typed) == 3 * len(payloads.FORMULAS)
    assert all(cell.startswith("'") for cell in typed)
    assert [cell for cell in cells if cell.strip().startswith(("=", "@", "＝", "＠"))] == []


@pytest.mark.parametrize(
    "text", ["A;B,C\\D", "A\r\nATTENDEE:x", "A\nEND:VEVENT", 'A"B:C', "A\r\n B"]
)
def test_s7_a_calendar_entry_holds_no_line_of_others(text):
    Clinic.objects.update(street=text, town=text)
    row = make_request(status="agreed", agreed_with=make_practitioner(text))
    entry = calendar_entry(row, Clinic.objects.get(), timezone.now())
    [event] = icalendar.Calendar.from_ical(entry).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert entry.count("\r\nEND:VEVENT\r\n") == 1
