"""Codes and first passwords: counted before they are looked at, and how long to wait is said."""

import hashlib

import pytest
from django.test import Client

from staff import invitations, second_step
from staff.models import StaffMember
from tests.factories import make_clinic, make_staff
from tests.html import read
from tests.staff.helpers import (
    SECOND_STEP,
    SET_UP,
    digits,
    give_password,
    give_second_step,
    make_colleague,
)

pytestmark = pytest.mark.django_db
GOOD = "five other plain words"
HERE, ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "203.0.113.5"}


@pytest.fixture(autouse=True)
def _at_twenty_past(settings, time_machine):
    time_machine.move_to("2026-06-02 12:20", tick=False)
    settings.SITE_IS_LOCAL = False
    make_clinic()


@pytest.fixture
def invitation():
    """The address of an invitation."""
    member = make_colleague("Receptionist", "ana@example.com")
    invitations.invite(member, member)
    link = invitations.link(invitations.reference_of(member))
    return link.removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def half_in(client):
    """Somebody without a second step yet, after the password."""
    make_staff()
    give_password(client)
    return client


def says_to_wait(response):
    alert = read(response).one(role="alert").text
    is_told = read(response).one("title").text.startswith("Error: ")
    return response.status_code == 429 and is_told and alert == "Too many tries. Wait 40 minutes."


def choose(client, address, password, **options):
    return client.post(address, {"new_password1": password, "new_password2": password}, **options)


def test_first_passwords_that_will_not_do_are_counted(client, invitation):
    answers = [choose(client, invitation, "short", **HERE) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert says_to_wait(answers[-1])
    assert answers[-1].headers["Retry-After"] == "2400"
    assert says_to_wait(choose(client, invitation, GOOD, **HERE))
    assert not StaffMember.objects.get().has_usable_password()
    assert choose(client, invitation, GOOD, **ELSEWHERE).headers["Location"] == SECOND_STEP


def test_waiting_opens_the_invitation_again(client, invitation, time_machine):
    for _ in range(11):
        choose(client, invitation, "short")
    time_machine.move_to("2026-06-02 13:01", tick=False)
    assert choose(client, invitation, GOOD).status_code == 302


def test_looking_at_the_invitation_counts_nothing(client, invitation):
    for _ in range(12):
        assert client.get(invitation).status_code == 200
    assert choose(client, invitation, GOOD).status_code == 302


def right_digits(client):
    key = client.session["second_step_key"]
    return f"{second_step.TOTP(bytes.fromhex(key)).token():06}"


def test_wrong_digits_while_setting_up_are_counted(half_in):
    half_in.get(SET_UP)
    statuses = [half_in.post(SET_UP, {"code": "000000"}, **HERE).status_code for _ in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    assert says_to_wait(half_in.post(SET_UP, {"code": right_digits(half_in)}, **HERE))
    assert "second_step_codes" not in half_in.session
    half_in.post(SET_UP, {"code": right_digits(half_in)}, **ELSEWHERE)
    assert len(half_in.session["second_step_codes"]) == 10


def test_a_flood_of_recovery_codes_costs_few_hashes(client, monkeypatch):
    member = make_staff()
    code = give_second_step(member)[0]
    give_password(client, **HERE)
    hashes = []
    scrypt = hashlib.scrypt
    monkeypatch.setattr(hashlib, "scrypt", lambda *a, **k: hashes.append(1) or scrypt(*a, **k))
    for _ in range(200):
        last = client.post(SECOND_STEP, {"code": "aaaaa-aaaaa"}, **HERE)
    assert says_to_wait(last)
    assert len(hashes) == 10
    assert says_to_wait(client.post(SECOND_STEP, {"code": code}, **HERE))
    assert second_step.codes_left(member) == 10


def test_the_right_person_takes_the_second_step_from_elsewhere(client):
    member = make_staff()
    give_second_step(member)
    give_password(client, **HERE)
    for _ in range(11):
        client.post(SECOND_STEP, {"code": "aaaaa-aaaaa"}, **HERE)
    theirs = Client()
    give_password(theirs, **ELSEWHERE)
    assert theirs.post(SECOND_STEP, {"code": digits()}, **ELSEWHERE).status_code == 302


def test_right_ones_use_up_no_tries(client):
    codes = give_second_step(make_staff())
    for code in codes:
        give_password(client)
        assert client.post(SECOND_STEP, {"code": code}).status_code == 302
        client.post("/admin/logout/")
    give_password(client)
    assert client.post(SECOND_STEP, {"code": digits()}).status_code == 302


def test_many_colleagues_from_one_line_are_counted_together(client):
    statuses = []
    for n in range(4):
        member = make_staff(f"{n}@example.com")
        give_second_step(member)
        give_password(client, member.email, **HERE)
        statuses += [client.post(SECOND_STEP, {"code": "0"}, **HERE).status_code for _ in range(9)]
        client.post("/admin/leave/")
    assert statuses == [422] * 30 + [429] * 6
