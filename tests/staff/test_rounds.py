"""The daily round forgets sign-ins that are over, tries, and old lines of the audit list."""

import datetime

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone

from staff.models import AuditEntry, Device
from staff.rounds import FORGET
from tests.factories import make_staff
from tests.staff.helpers import give_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def _used(client):
    """A sign-in, a failed try and a line of the audit list, of this moment."""
    member = make_staff()
    give_password(client)
    give_password(client, password="wrong")
    AuditEntry.objects.create(member=member, act="looked", reference="4K7-P29")


def left():
    return [m.objects.count() for m in (AccessAttempt, Session, Device, AuditEntry)]


@pytest.mark.usefixtures("_used")
@pytest.mark.parametrize(
    ("later", "expected", "said"),
    [
        ({"minutes": 14}, [1, 1, 1, 1], []),
        ({"hours": 13}, [0, 0, 1, 1], []),
        ({"days": 366}, [0, 0, 0, 1], ["forgot 1 old device"]),
        (
            {"days": 6 * 366 + 1},
            [0, 0, 0, 0],
            ["forgot 1 old device", "forgot 1 old line of the audit list"],
        ),
    ],
)
def test_each_goes_when_its_time_is_over(later, expected, said):
    now = timezone.now() + datetime.timedelta(**later)
    before = left()
    assert FORGET.run(now, True) == [words.replace("forgot", "forget") for words in said]
    assert left() == before == [1, 1, 1, 1]
    assert FORGET.run(now, False) == said
    assert left() == expected
    assert FORGET.erases
