"""The clinic's rules, broken on purpose at the database and at the form."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic.models import Clinic, Closure, Notice, OpeningHours, Practitioner, Question
from tests.factories import make_clinic, make_practitioner

pytestmark = pytest.mark.django_db
NINE, FIVE = datetime.time(9), datetime.time(17)
MAY_1, MAY_2 = datetime.date(2027, 5, 1), datetime.date(2027, 5, 2)


def refused(row, sentence):
    """The form says ``sentence``, and the database refuses the row all the same."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert sentence in caught.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.bulk_create([row])


def test_there_is_one_clinic():
    make_clinic()
    refused(Clinic(pk=2, name="Another"), "There is one clinic already. Change that one.")


@pytest.mark.parametrize("days", [0, 6, 91])
def test_retention_outside_7_to_90_days(days):
    refused(Clinic(pk=1, name="Clinic", retention_days=days), "Choose 7 to 90 days.")


@pytest.mark.parametrize("days", [0, 46])
def test_an_answer_about_data_takes_1_to_45_days(days):
    refused(Clinic(pk=1, name="Clinic", privacy_days=days), "Choose 1 to 45 days.")


@pytest.mark.parametrize("hours", [0, 81])
def test_reply_promise_outside_1_to_80_hours(hours):
    refused(Clinic(pk=1, name="Clinic", reply_hours=hours), "Choose 1 to 80 open hours.")


def test_hours_on_a_day_that_does_not_exist():
    refused(OpeningHours(weekday=7, opens=NINE, closes=FIVE), "Value 7 is not a valid choice.")


def test_hours_without_a_length():
    row = OpeningHours(weekday=0, opens=NINE, closes=NINE)
    refused(row, "Opening and closing must differ.")


@pytest.mark.parametrize("of_a_person", [False, True])
def test_hours_twice_at_one_time(of_a_person):
    person = make_practitioner() if of_a_person else None
    OpeningHours.objects.create(weekday=0, opens=NINE, closes=FIVE, practitioner=person)
    again = OpeningHours(weekday=0, opens=NINE, closes=FIVE, practitioner=person)
    refused(again, "There is an opening at this time already.")


def test_hours_past_midnight_are_fine():
    OpeningHours(weekday=0, opens=FIVE, closes=NINE).full_clean()


def test_closure_that_ends_before_it_begins():
    refused(Closure(first_day=MAY_2, last_day=MAY_1), "The last day cannot come before the first.")


def test_notice_that_ends_before_it_begins():
    row = Notice(sentence="Hello", from_on=MAY_2, until_on=MAY_1)
    refused(row, "The last day cannot come before the first.")


def test_question_of_an_unknown_kind():
    row = Question(question="Why?", kind="gossip")
    refused(row, "Value 'gossip' is not a valid choice.")


def test_practitioner_twice():
    make_practitioner("Karen")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_practitioner("Karen")


def test_published_practitioners_are_those_whose_moment_has_come():
    shown = make_practitioner("Shown")
    make_practitioner("Draft", published_at=None)
    make_practitioner("Planned", published_at=datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC))
    assert list(Practitioner.objects.published()) == [shown]


def test_notices_are_shown_from_their_first_to_their_last_day():
    notice = Notice.objects.create(sentence="Hello", from_on=MAY_1, until_on=MAY_2)
    day = datetime.timedelta(days=1)
    shown = [list(Notice.objects.shown_on(MAY_1 + n * day)) for n in (-1, 0, 1, 2)]
    assert shown == [[], [notice], [notice], []]


def test_questions_are_shown_once_answered():
    Question.objects.create(question="What does it cost?")
    answered = Question.objects.create(question="Where is it?", answer="Here.")
    assert list(Question.objects.answered()) == [answered]


def test_current_clinic_before_it_is_filled_in():
    clinic = Clinic.objects.current()
    assert (clinic.name, clinic.phone, clinic.address_lines) == ("Our clinic", "", [])


def test_address_lines_leave_out_what_is_missing():
    make_clinic(street="", region="")
    assert Clinic.objects.get().address_lines == ["Your Town, 00000"]
