"""The rules of requests, broken on purpose at the database."""

import re

import pytest
from django.db import DataError, IntegrityError, transaction

from booking.models import AppointmentRequest, PreferredTime, RequestEvent, new_reference
from tests.factories import make_request

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        {"phone": "", "email": ""},
        {"status": "booked"},
        {"safety": "maybe"},
        {"name": ""},
        {"name": "a" * 81},
        {"note": "a" * 501},
    ],
)
def test_a_request_that_must_not_be(values):
    row = make_request()
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        AppointmentRequest.objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize("field", ["reference", "link_id", "submission_id"])
def test_a_request_twice(field):
    first = make_request()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_request(**{field: getattr(first, field)})


@pytest.mark.parametrize(
    "values", [{"weekday": 7, "part": "morning"}, {"weekday": 1, "part": "night"}]
)
def test_a_preferred_time_that_does_not_exist(values):
    row = make_request()
    with pytest.raises(IntegrityError), transaction.atomic():
        PreferredTime.objects.create(request=row, **values)


def test_a_preferred_time_twice():
    row = make_request()
    PreferredTime.objects.create(request=row, weekday=1, part="morning")
    with pytest.raises(IntegrityError), transaction.atomic():
        PreferredTime.objects.create(request=row, weekday=1, part="morning")


def test_the_history_is_append_only():
    event = RequestEvent.objects.create(request=make_request(), kind="received")
    with pytest.raises(TypeError, match="append-only"):
        event.save()


def test_a_reference_is_six_unmistakable_letters_and_digits():
    references = {new_reference() for _ in range(500)}
    assert len(references) == 500
    pattern = "[234679CDFGHJKMNPQRTVWXY]{3}-[234679CDFGHJKMNPQRTVWXY]{3}"
    assert all(re.fullmatch(pattern, reference) for reference in references)


def test_a_request_is_named_by_its_reference_alone():
    row = make_request(name="Maria Lopez")
    assert str(row) == row.reference
