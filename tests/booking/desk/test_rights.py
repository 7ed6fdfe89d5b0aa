"""Who may do what at the desk; looking changes nothing."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from booking.desk.acts import DO_AT_ONCE, FORMS
from booking.models import AppointmentRequest, Kind, RequestEvent
from tests.factories import make_clinic, make_request, make_staff
from tests.html import read

pytestmark = pytest.mark.django_db
LISTS = ["changelist", "add", "day", "table"]


@pytest.fixture(autouse=True)
def _signed_in(client):
    make_clinic()
    client.force_login(make_staff())


def address(key, *request):
    return reverse(f"admin:booking_appointmentrequest_{key}", args=[row.pk for row in request])


def post(client, key, request):
    return client.post(address(key, request), {"seen": request.version})


def allow(client, *codenames):
    """Sign a colleague in who may do this and nothing else."""
    colleague = make_staff("other@example.com", is_superuser=False)
    colleague.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(colleague)


KEYS = [*DO_AT_ONCE, *FORMS]


@pytest.mark.parametrize("key", KEYS)
def test_only_a_post_changes_anything(client, key):
    request = make_request()
    RequestEvent.objects.create(request=request, kind=Kind.CALLED)
    response = client.get(address(key, request))
    assert response.status_code == (405 if key in DO_AT_ONCE else 200)
    request.refresh_from_db()
    assert request.version == 0


@pytest.mark.parametrize("key", KEYS)
def test_who_may_only_look_may_not_act(client, key):
    allow(client, "view_appointmentrequest")
    request = make_request()
    page = client.get(address("change", request))
    assert page.status_code == 200
    assert read(page).one("main").all("form") == []
    assert post(client, key, request).status_code == 403
    assert AppointmentRequest.objects.get().version == 0


@pytest.mark.parametrize("key", ["change", *KEYS])
def test_who_has_no_right_sees_nothing(client, key):
    allow(client)
    request = make_request()
    assert client.get(address(key, request)).status_code in {403, 405}
    client.logout()
    assert client.get(address(key, request)).status_code == 302


@pytest.mark.parametrize("page", LISTS)
def test_who_has_no_right_sees_no_list(client, page):
    allow(client)
    assert client.get(address(page)).status_code == 403
    client.logout()
    assert client.get(address(page)).status_code == 302


def test_a_receptionist_downloads_nothing(client):
    rights = ["view_appointmentrequest", "change_appointmentrequest", "add_appointmentrequest"]
    allow(client, *rights)
    assert client.get(address("table")).status_code == 403
    page = read(client.get(address("changelist"))).one("main").text
    assert "Print the day" in page
    assert "Download as a table" not in page


def test_nobody_deletes_a_request_by_hand(client):
    request = make_request()
    assert client.post(address("delete", request), {"post": "yes"}).status_code == 403
