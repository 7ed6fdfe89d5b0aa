"""The password is asked for once more before colleagues are changed, and only then."""

import pytest

from staff.entry import PASSWORD_GIVEN_AT
from staff.models import AuditEntry, StaffMember
from tests.factories import make_staff
from tests.html import read
from tests.staff.helpers import PASSWORD, come_in

pytestmark = pytest.mark.django_db
ADD = "/admin/staff/staffmember/add/"
AGAIN = "/admin/password-again/"


@pytest.fixture
def long_in(client):
    """An owner who gave the password this morning."""
    member = make_staff()
    come_in(client, member)
    session = client.session
    session[PASSWORD_GIVEN_AT] -= 11 * 60
    session.save()
    return member


def test_other_pages_open_all_day(client, long_in):
    for address in ("/admin/", "/admin/clinic/notice/add/", "/admin/staff/staffmember/"):
        assert client.get(address).status_code == 200


ASKS = [
    ADD,
    "/admin/booking/appointmentrequest/table.csv",
    "/admin/backups/clinic-20270615T071000Z.zip/",
    "/admin/welcome/sign-in/",
]


@pytest.mark.parametrize("address", ASKS)
def test_it_is_asked_before_what_cannot_be_taken_back(client, long_in, address):
    response = client.get(address)
    assert response.headers["Location"].startswith(f"{AGAIN}?next=")
    assert not AuditEntry.objects.exists()


def test_it_is_asked_and_leads_back(client, long_in):
    response = client.get(f"{ADD}?x=1")
    assert (
        response.headers["Location"]
        == f"{AGAIN}?next=%2Fadmin%2Fstaff%2Fstaffmember%2Fadd%2F%3Fx%3D1"
    )
    again = response.headers["Location"]
    wrong = client.post(again, {"password": "wrong"})
    assert wrong.status_code == 422
    assert "That is not your password. Try again." in read(wrong).text
    assert client.post(again, {"password": PASSWORD}).headers["Location"] == f"{ADD}?x=1"
    assert client.get(ADD).status_code == 200


def test_what_was_typed_comes_back(client, long_in):
    values = {"first_name": "Ana", "email": "ana@example.com", "role": "Editor"}
    again = client.post(ADD, values).headers["Location"]
    assert not StaffMember.objects.filter(email="ana@example.com").exists()
    page = read(client.post(again, {"password": PASSWORD}, follow=True))
    form = next(form for form in page.all("form") if form.get("action") == ADD)
    sent = {field["name"]: field["value"] for field in form.all("input", type="hidden")}
    client.post(ADD, sent)
    assert StaffMember.objects.get(email="ana@example.com").first_name == "Ana"


def test_guessing_it_is_counted(client, long_in):
    for _ in range(5):
        response = client.post(AGAIN, {"password": "wrong"})
    assert response.status_code == 429
    assert "Too many tries. Wait 15 minutes" in read(response).text


def test_it_leads_nowhere_else(client, long_in):
    response = client.post(f"{AGAIN}?next=//evil.example", {"password": PASSWORD})
    assert response.headers["Location"] == "/admin/"


def test_ending_sign_ins_asks_for_it(client, long_in):
    device = long_in.devices.create(cookie_hash="x", words="Firefox", session_key="y")
    response = client.post("/admin/my-sign-ins/end/", {"device": device.pk})
    assert response.headers["Location"].startswith(AGAIN)
    device.refresh_from_db()
    assert device.session_key == "y"
