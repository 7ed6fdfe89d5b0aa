"""Every sign-in is listed and ends with the others, whatever key its session has by now."""

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command

from staff import devices
from tests.factories import make_clinic, make_staff
from tests.html import read
from tests.staff.helpers import (
    PASSWORD,
    SECOND_STEP,
    SIGN_IN,
    come_in,
    digits,
    give_password,
    give_second_step,
    make_colleague,
)

pytestmark = pytest.mark.django_db
MINE = "/admin/my-sign-ins/"
END = "/admin/my-sign-ins/end/"
NEW = "five other plain words"


@pytest.fixture
def member():
    make_clinic()
    return make_staff()


def is_in(client):
    return client.get("/admin/").status_code == 200


def listed(client):
    return len(read(client.get(MINE)).one("table").all("tr"))


def change_password(client):
    """Choose NEW on Django's own page; returns the key of the session before."""
    before = client.cookies["sessionid"].value
    sent = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/admin/password_change/", sent).status_code == 302
    return before


@pytest.fixture
def changed(client, member):
    """A browser that changed the password after it came in."""
    give_password(client)
    before = change_password(client)
    assert client.cookies["sessionid"].value != before
    return client


def test_after_a_new_password_it_is_listed(changed):
    assert is_in(changed)
    assert listed(changed) == 1


def test_after_a_new_password_it_ends_from_elsewhere(changed, client_class):
    other = client_class()
    give_password(other, password=NEW)
    assert listed(other) == 2
    other.post(END)
    assert (is_in(changed), is_in(other)) == (False, False)


@pytest.fixture
def client_class(client):
    return type(client)


def test_after_a_new_password_it_ends_at_the_server(changed, member):
    call_command("reset_second_step", member.email)
    assert not is_in(changed)


def test_after_a_new_password_an_owner_ends_it(client, client_class):
    make_clinic()
    ana = make_colleague("Receptionist", "ana@example.com")
    give_password(client, ana.email)
    change_password(client)
    owner = client_class()
    come_in(owner, make_colleague("Owner"))
    owner.post(f"/admin/staff/staffmember/{ana.pk}/reset-second-step/")
    assert not is_in(client)


def test_a_browser_that_lost_its_cookie_leaves_no_session_behind(client, member, client_class):
    give_password(client)
    left = client_class()
    left.cookies["sessionid"] = client.cookies["sessionid"].value
    del client.cookies["sessionid"]
    give_password(client)
    assert (is_in(left), is_in(client)) == (False, True)
    assert Session.objects.count() == 1


def test_signing_in_twice_is_one_sign_in(client, member):
    give_password(client)
    give_password(client)
    del client.cookies[devices.COOKIE]
    give_password(client)
    assert listed(client) == 1


def test_a_password_given_again_without_its_second_step_stays_listed(
    client, member, client_class, settings
):
    settings.SITE_IS_LOCAL = False
    give_second_step(member)
    give_password(client)
    client.post(SECOND_STEP, {"code": digits()})
    client.post(SIGN_IN, {"username": member.email, "password": PASSWORD})
    assert listed(client) == 1


def test_a_cookie_the_site_did_not_make_is_not_taken_over(client, member):
    client.cookies[devices.COOKIE] = "planted"
    give_password(client)
    assert client.cookies[devices.COOKIE].value != "planted"
