"""Closed days lead to the appointments inside them."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from booking.models import AppointmentRequest
from clinic.models import Closure
from tests.factories import make_clinic, make_practitioner, make_request, make_staff, slot
from tests.html import read

pytestmark = pytest.mark.django_db
ADD = reverse("admin:clinic_closure_add")


@pytest.fixture(autouse=True)
def _tuesday(client):
    with time_machine.travel("2026-06-02 14:00+00:00", tick=False):
        make_clinic()
        client.force_login(make_staff())
        yield


def agreed(name, days, who, hour=10):
    starts_at = slot(who, days, hour=hour).starts_at
    return make_request(name=name, status="agreed", starts_at=starts_at, agreed_with=who)


def close(client, first="2026-06-08", last="2026-06-09", who=None):
    values = {"first_day": first, "last_day": last, "practitioner": who.pk if who else ""}
    return client.post(ADD, values, follow=True)


def names(response):
    page = read(response).one("main")
    return [row.one("th", class_="who").text for row in page.one("tbody").all("tr")]


def test_a_closure_lists_the_appointments_inside(client):
    karen = make_practitioner("Karen")
    agreed("Before", 5, karen, hour=23)
    first, last = agreed("First", 6, karen, hour=0), agreed("Last", 7, karen, hour=23)
    agreed("After", 8, karen, hour=0)
    make_request(name="Waiting")
    response = close(client)
    assert read(response).one("h1").text == "2 appointments fall in these days"
    assert names(response) == ["First", "Last"]
    links = [link["href"] for link in read(response).one("tbody").all("a")]
    for row in (first, last):
        for act in ("move", "cancel"):
            assert reverse(f"admin:booking_appointmentrequest_{act}", args=[row.pk]) in links
    assert AppointmentRequest.objects.filter(status="agreed").count() == 4


def test_the_absence_of_one_person_regards_only_theirs(client):
    karen, gregg = make_practitioner("Karen"), make_practitioner("Gregg")
    agreed("Hers", 6, karen)
    agreed("His", 6, gregg)
    response = close(client, who=gregg)
    assert read(response).one("h1").text == "1 appointment falls in these days"
    assert names(response) == ["His"]


def test_a_changed_closure_lists_them_too(client):
    agreed("Inside", 6, make_practitioner())
    closure = Closure.objects.create(first_day="2026-07-01", last_day="2026-07-01")
    change = reverse("admin:clinic_closure_change", args=[closure.pk])
    values = {"first_day": "2026-06-08", "last_day": "2026-06-08"}
    assert names(client.post(change, values, follow=True)) == ["Inside"]


def test_without_appointments_the_list_of_closures_comes_next(client):
    response = close(client)
    assert response.redirect_chain[-1][0] == reverse("admin:clinic_closure_changelist")


def test_who_may_not_see_requests_is_not_led_to_them(client):
    agreed("Inside", 6, make_practitioner())
    editor = make_staff("editor@example.com", is_superuser=False)
    rights = ["add_closure", "change_closure", "view_closure"]
    editor.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(editor)
    response = close(client)
    assert response.redirect_chain[-1][0] == reverse("admin:clinic_closure_changelist")
    page = reverse("admin:clinic_closure_appointments", args=[Closure.objects.get().pk])
    assert client.get(page).status_code == 403


def test_what_is_past_is_not_listed(client):
    agreed("Past", -1, make_practitioner())
    today = datetime.date(2026, 6, 2)
    response = close(client, today - datetime.timedelta(days=3), today)
    assert response.redirect_chain[-1][0] == reverse("admin:clinic_closure_changelist")
