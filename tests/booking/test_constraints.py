"""What the database refuses about requests and offers, whoever writes."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from booking.models import AppointmentRequest, Offer
from tests.factories import make_clinic, make_offer, make_practitioner, make_request

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 6, 9, 14, tzinfo=datetime.UTC)
TODAY = datetime.date(2027, 6, 9)
WRONG = [
    ({"been_before": "perhaps"}, "Choose one of the answers."),
    ({"message_rule": "shout"}, "Choose one of the answers."),
    ({"other_name": "x" * 81}, "One of the answers is too long."),
    ({"other_name": "T", "other_contact": "x" * 255}, "One of the answers is too long."),
    ({"language": "x" * 41}, "One of the answers is too long."),
    ({"access": "x" * 201}, "One of the answers is too long."),
    ({"note_for_us": "x" * 2001}, "One of the answers is too long."),
    ({"other_contact": "+12025550178"}, "Enter the name of the person who will come"),
    ({"starts_at": NOW}, "An appointment has a beginning, an end and a person."),
    ({"ends_at": NOW}, "An appointment has a beginning, an end and a person."),
    (
        {"status": "agreed", "closed_at": NOW, "erase_on": TODAY},
        "An agreed request has a time.",
    ),
    ({"status": "declined"}, "What is closed or held has a day on which it is erased."),
    (
        {"status": "withdrawn", "closed_at": NOW},
        "What is closed or held has a day on which it is erased.",
    ),
    ({"erase_on": TODAY}, "What is closed or held has a day on which it is erased."),
    (
        {"status": "held", "held_reason": "spam"},
        "What is closed or held has a day on which it is erased.",
    ),
    ({"status": "held", "erase_on": TODAY}, "A held request says why, no other does."),
    ({"held_reason": "spam"}, "A held request says why, no other does."),
]


@pytest.mark.parametrize(("values", "sentence"), WRONG)
def test_the_database_refuses_and_the_form_says_why(values, sentence):
    row = make_request()
    # PostgreSQL refuses what is too long for its column before any constraint does.
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        AppointmentRequest.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refused:
        row.validate_constraints()
    assert sentence in refused.value.messages


def test_an_appointment_ends_after_it_begins():
    row = make_request(status="agreed")
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentRequest.objects.update(ends_at=row.starts_at)
    row.ends_at = row.starts_at
    with pytest.raises(ValidationError, match="a beginning, an end and a person"):
        row.validate_constraints()


def test_one_practitioner_cannot_have_two_patients_at_one_moment():
    first = make_request(status="agreed")
    second = make_request(status="agreed", starts_at=first.starts_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentRequest.objects.filter(pk=second.pk).update(agreed_with=first.agreed_with)
    second.agreed_with = first.agreed_with
    with pytest.raises(ValidationError, match="an agreed appointment at that time"):
        second.validate_constraints()


def test_an_offer_ends_after_it_begins():
    make_clinic()
    offer = make_offer(make_request(), practitioner=make_practitioner())
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.update(ends_at=offer.starts_at)
    offer.ends_at = offer.starts_at
    with pytest.raises(ValidationError, match="ends after it begins"):
        offer.validate_constraints()


def test_a_time_is_offered_once_to_one_patient():
    values = {
        "practitioner": make_practitioner(),
        "starts_at": NOW,
        "ends_at": NOW.replace(hour=15),
    }
    request = make_request()
    make_offer(request, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_offer(request, **values)
    again = Offer(request=request, expires_at=timezone.now(), **values)
    with pytest.raises(ValidationError, match="You offered this time already"):
        again.validate_constraints()
    Offer.objects.update(ended_at=timezone.now())
    make_offer(request, **values)


@pytest.mark.parametrize(
    "text", ["a@example.com\nnot an address", "a@x.org b@x.org c@x.org d@x.org"]
)
def test_addresses_that_are_told_are_checked(text):
    clinic = make_clinic(notified=text)
    with pytest.raises(ValidationError):
        clinic.full_clean()
