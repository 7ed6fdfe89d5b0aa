"""The letters about a request: who gets which, when it leaves and what it says."""

import datetime

import icalendar
import pytest
import time_machine
from django.utils import timezone

from booking import letters, moves, patient_acts, writing
from booking.models.event import DeclineReason
from clinic.models import Clinic, Question
from outbox.kinds import kinds
from outbox.models import Letter
from outbox.post import compose
from outbox.wording import LINK
from tests.factories import make_clinic, make_practitioner, make_request, make_technique, slot

pytestmark = pytest.mark.django_db
TUESDAY = "2026-06-02 13:02+00:00"  # 9:02 am in New York
HEAD = {"clinic": "C", "address": "A", "phone": "P", "email": "E", "emergency": "911"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def karen():
    make_clinic(parking="Park behind the house.", access="The door has no step.")
    Question.objects.create(question="What to bring?", answer="Soft clothes.", kind="bring")
    return make_practitioner("Karen")


def asked(**values):
    values = {"email": "maria@example.com", "note": "My back hurts"} | values
    return make_request(technique=make_technique(price_note="$60."), **values)


def the_letter():
    return Letter.objects.get()


@pytest.mark.parametrize("kind", letters.KINDS, ids=lambda kind: kind.key)
@pytest.mark.parametrize("discreet", [False, True])
def test_every_kind_reads_well_with_its_sample(kind, discreet):
    subject, text, html = compose(kind, kind.sample, HEAD, discreet=discreet)
    assert "{" not in subject + text
    assert kind.needed <= kind.placeholders
    assert (LINK in text) is (LINK in html) is ("link" in kind.needed or kind.is_for_staff)
    for word in ("Neck", "treatment", "health"):
        assert word not in subject


def test_a_letter_to_a_patient_waits_five_minutes(karen):
    moves.agree(asked(), slot(karen))
    assert the_letter().not_before == timezone.now() + datetime.timedelta(minutes=5)


def test_the_agreed_letter_says_all_one_needs_on_the_day(karen):
    request = asked()
    moves.agree(request, slot(karen, days=7))
    letter = the_letter()
    assert letter.subject == f"Agreed: Tuesday, June 9 at 10 am ({request.reference})"
    for line in (
        "Hello Maria Lopez,",
        "Tuesday, June 9 at 10 am, 30 minutes, with Karen",
        "Where: 1 Sample Street, Your Town, ST 00000",
        "Parking and getting in: Park behind the house. The door has no step.",
        "Bring: Soft clothes.",
        "Price: $60. Nothing was charged online.",
        "The time is attached for your calendar.",
    ):
        assert line in letter.text
    assert "back hurts" not in letter.text
    assert letter.attachment_name == "appointment.ics"
    calendar = icalendar.Calendar.from_ical(letter.attachment)
    assert calendar.walk("VEVENT")[0].decoded("dtstart") == request.starts_at


def test_the_first_letter_repeats_nothing_the_visitor_typed(karen):
    request = asked(name="Buy at spam.example")
    writing.received(request)
    letter = the_letter()
    assert letter.text.startswith("Hello,\n\nThank you. We call or write to you")
    for word in ("spam.example", "555-0177", "back hurts"):
        assert word not in letter.text + letter.html + letter.subject


def test_a_discreet_letter_names_nobody(karen):
    moves.agree(asked(discreet=True), slot(karen, days=7))
    letter = the_letter()
    assert (letter.sender, letter.subject) == ("Front desk", "Tuesday, June 9 at 10 am")
    assert "Natural Healthcare" not in letter.text + letter.html + letter.attachment


def test_the_offer_lists_its_times(karen):
    moves.offer(asked(), [slot(karen, 7), slot(karen, 8, hour=15)])
    text = the_letter().text
    assert "- Tuesday, June 9 at 10 am, 30 minutes, with Karen" in text
    assert "- Wednesday, June 10 at 3 pm, 30 minutes, with Karen" in text
    assert "We keep these times for you until Friday 9 am." in text


def test_the_moved_letter_names_both_times(karen):
    request = asked()
    moves.agree(request, slot(karen, 7))
    Letter.objects.all().delete()
    moves.move(request, slot(karen, 8), own_words="Karen is at a course.")
    text = the_letter().text
    assert "New: Wednesday, June 10 at 10 am, 30 minutes, with Karen" in text
    assert "Before: Tuesday, June 9 at 10 am" in text
    assert "Karen is at a course." in text


@pytest.mark.parametrize(
    ("reason", "sentences"),
    [
        (
            DeclineReason.NO_TIME,
            "We have no time free in the weeks ahead that fits what you need.\n\n"
            "You are welcome to ask again after Thursday, July 2.",
        ),
        (DeclineReason.NOT_OFFERED, "We do not offer what you asked for."),
        (DeclineReason.DOCTOR_FIRST, "ask us again or call (202) 555-0136."),
        (DeclineReason.AGE, "We do not see people of this age."),
        (DeclineReason.NO_CONTACT, "We could not reach you."),
        (DeclineReason.OTHER, "We move house.\n\nCall (202) 555-0136 if you would like to talk"),
    ],
)
def test_a_decline_gives_its_reason_and_what_else_to_do(karen, reason, sentences):
    own_words = "We move house." if reason == DeclineReason.OTHER else ""
    moves.decline(asked(), reason, own_words)
    assert sentences in the_letter().text
    assert "We erase your request on Thursday, July 2." in the_letter().text


def test_asked_twice_names_the_other_request(karen):
    first, second = asked(), asked()
    moves.decline(second, DeclineReason.TWICE)
    assert f"another request from you, {first.reference}." in the_letter().text


@pytest.mark.parametrize("days", [[], [9]])
def test_we_cancel_with_and_without_other_times(karen, days):
    request = asked()
    moves.agree(request, slot(karen, 7))
    Letter.objects.all().delete()
    moves.cancel(request, "The pipes burst.", [slot(karen, n) for n in days])
    letter = the_letter()
    assert "we cannot keep your appointment on Tuesday, June 9 at 10 am." in letter.text
    assert "The pipes burst." in letter.text
    assert "You do not need to come on Tuesday, June 9." in letter.text
    assert ("May we find another time?" in letter.text) is (not days)
    assert ("- Thursday, June 11 at 10 am" in letter.text) is bool(days)
    assert ("STATUS:CANCELLED" in letter.attachment) is (not days)


def test_we_tried_says_how_often_and_until_when(karen):
    request = asked()
    for _ in range(3):
        moves.called(request)
    moves.write_that_we_tried(request)
    text = the_letter().text
    assert "We called you 3 times, last on Tuesday, June 2 at 9:02 am, from (202) 555-0137." in text
    assert "Without an answer your request ends on Saturday, August 1." in text


def test_withdrawn_frees_the_day(karen):
    request = asked()
    moves.agree(request, slot(karen, 7))
    Letter.objects.all().delete()
    patient_acts.withdraw(request)
    letter = the_letter()
    assert "As you asked, we have withdrawn your request." in letter.text
    assert "You do not need to come on Tuesday, June 9." in letter.text
    assert "STATUS:CANCELLED" in letter.attachment


@pytest.mark.parametrize("is_offered", [True, False])
def test_what_ran_out_says_why(karen, is_offered):
    request = asked()
    why = "We could not agree on a time within 60 days"
    if is_offered:
        moves.offer(request, [slot(karen, 7)])
        Letter.objects.all().delete()
        why = "The times we offered were kept until Friday, June 5."
    moves.expire(request)
    assert why in the_letter().text
    assert "/book/ or call (202) 555-0136." in the_letter().text


def test_who_gave_only_a_phone_number_gets_no_letter(karen):
    request = asked(email="")
    moves.offer(request, [slot(karen)])
    for _ in range(3):
        moves.called(request)
    moves.agree(request, slot(karen, 3))
    moves.move(request, slot(karen, 4))
    moves.remind(request, timezone.now())
    moves.cancel(request, "Sorry.")
    moves.reopen(request)
    moves.decline(request, DeclineReason.NO_TIME)
    assert not Letter.objects.exists()


def test_reopening_and_spam_send_nothing(karen):
    request = asked()
    moves.hold_as_spam(request)
    moves.undo(request)
    moves.decline(request, DeclineReason.NO_TIME)
    Letter.objects.all().delete()
    moves.reopen(request)
    assert not Letter.objects.exists()


def test_the_link_is_made_when_the_letter_is_sent(karen, settings):
    request = asked()
    link = kinds()["booking.agreed"].link
    first = link(request.reference)
    assert first == f"{settings.SITE_URL}{request.get_absolute_url()}"
    moves.make_new_link(request)
    assert link(request.reference) != first
    assert the_letter().kind == "booking.link"
    request.events.all().delete()
    request.delete()
    assert link(request.reference) is None


def test_without_a_number_no_sentence_asks_to_call_it(karen):
    Clinic.objects.update(phone="", call_from="")
    moves.decline(asked(), DeclineReason.DOCTOR_FIRST)
    assert "call ." not in the_letter().text
    assert "When your doctor agrees" not in the_letter().text
