"""An owner erases a request for a patient who asks for it; nobody else does, nor one that waits."""

import pytest
from django.utils import timezone

from booking.models import AppointmentRequest, WeekCount
from outbox.erasures import list_path
from outbox.models import Letter
from staff.models import AuditEntry
from tests.booking.desk.helpers import address
from tests.factories import make_clinic, make_letter, make_request
from tests.html import read
from tests.staff.helpers import come_in, make_colleague

pytestmark = pytest.mark.django_db
BUTTON = "Erase this request"


@pytest.fixture(autouse=True)
def _site(db):
    make_clinic()


def closed(**values):
    return make_request(status="declined", closed_at=timezone.now(), **values)


def test_an_owner_erases_what_is_over(client):
    row = closed(name="Maria Lopez")
    make_letter(kind="booking.received", reference=row.reference)
    come_in(client, make_colleague("Owner"))
    assert BUTTON in client.get(address("change", row)).content.decode()
    page = read(client.post(address("erase", row), follow=True))
    assert f"Request {row.reference} is erased. We kept nothing but a count." in page.text
    assert not AppointmentRequest.objects.exists()
    assert not Letter.objects.exists()
    assert WeekCount.objects.get().requests == 1
    assert str(row.submission_id) in list_path().read_text()
    line = AuditEntry.objects.get(act="erased")
    assert (line.member.email, line.reference) == ("owner@example.com", row.reference)


def test_what_waits_is_closed_first(client):
    row = make_request()
    come_in(client, make_colleague("Owner"))
    assert BUTTON not in client.get(address("change", row)).content.decode()
    assert "First close it" in read(client.post(address("erase", row), follow=True)).text
    assert AppointmentRequest.objects.exists()
    assert not AuditEntry.objects.filter(act="erased").exists()


def test_the_password_is_asked_again(client):
    row = closed()
    client.force_login(make_colleague("Owner"))
    assert client.post(address("erase", row)).status_code == 302
    assert AppointmentRequest.objects.exists()


@pytest.mark.parametrize("role", ["Receptionist", "Editor"])
def test_nobody_else_erases(client, role):
    row = closed()
    come_in(client, make_colleague(role))
    assert client.post(address("erase", row)).status_code == 403
    if role == "Receptionist":
        assert BUTTON not in client.get(address("change", row)).content.decode()
    assert AppointmentRequest.objects.exists()
