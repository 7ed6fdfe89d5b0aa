"""A password the site made up opens the page to choose one's own, and nothing else."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from staff.models import StaffMember
from tests.factories import make_staff
from tests.html import read
from tests.staff.helpers import SECOND_STEP, digits, give_password, give_second_step

pytestmark = pytest.mark.django_db
MADE = "abcde-fghjk-mnpqr-stuvw"
OWN = "five other plain words"
OWN_PASSWORD = "/admin/own-password/"
ANY_PAGE = "/admin/clinic/notice/"


@pytest.fixture
def member():
    member = make_staff()
    member.take_made_password(MADE)
    give_second_step(member)
    return member


@pytest.fixture
def online(settings):
    """A site that is not on this computer."""
    settings.SITE_IS_LOCAL = False


def sign_in(client):
    give_password(client, password=MADE)
    return client.post(SECOND_STEP, {"code": digits()})


def test_it_leads_to_choosing_ones_own(client, member, online):
    sign_in(client)
    response = client.get(ANY_PAGE, follow=True)
    assert response.redirect_chain[-1][0] == OWN_PASSWORD
    assert read(response).one("h1").text == "Choose your own password"
    assert client.post(ANY_PAGE).status_code == 403


def test_the_chosen_one_opens_the_desk(client, member, online):
    sign_in(client)
    chosen = {"new_password1": OWN, "new_password2": OWN}
    assert client.post(OWN_PASSWORD, chosen).headers["Location"] == "/admin/"
    assert client.get(ANY_PAGE).status_code == 200
    member.refresh_from_db()
    assert (member.password_made_at, member.check_password(OWN)) == (None, True)


def test_before_the_second_step_nothing_is_chosen(client, member, online):
    give_password(client, password=MADE)
    client.post(OWN_PASSWORD, {"new_password1": OWN, "new_password2": OWN})
    member.refresh_from_db()
    assert member.check_password(MADE)


def test_it_ends_after_three_days(client, member, online):
    StaffMember.objects.update(password_made_at=timezone.now() - datetime.timedelta(days=3.01))
    response = give_password(client, password=MADE)
    assert "That did not match" in read(response).one("main").text


def test_on_this_computer_it_may_be_used_on(client, member):
    sign_in(client)
    assert client.get(ANY_PAGE).status_code == 200


def test_who_chose_their_own_has_nothing_to_choose(client, online):
    give_second_step(make_staff())
    give_password(client)
    client.post(SECOND_STEP, {"code": digits()})
    assert client.get(OWN_PASSWORD).headers["Location"] == "/admin/"


def test_a_password_made_at_the_server_is_one(capsys):
    member = make_staff()
    call_command("new_password")
    member.refresh_from_db()
    assert member.password_made_at is not None
