"""Colleagues sign in with their e-mail address, however they type it."""

import pytest
from argon2 import Type, extract_parameters
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from clinic_site import settings as site_settings
from staff.models import StaffMember
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def test_sign_in_by_email_in_any_case(rf):
    member = make_staff("Desk@Example.com", password="four plain words here")
    assert member.email == "desk@example.com"
    signed_in = authenticate(
        rf.post("/"), username="DESK@example.com", password="four plain words here"
    )
    assert signed_in == member


def test_an_address_in_capitals_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffMember.objects.bulk_create([StaffMember(email="Desk@example.com")])


def test_an_address_twice():
    make_staff()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_staff()


def test_a_superuser_may_come_in():
    member = StaffMember.objects.create_superuser("owner@example.com", "four plain words here")
    assert (member.is_staff, member.is_superuser) == (True, True)


def test_a_user_may_not_come_in_by_default():
    member = StaffMember.objects.create_user("new@example.com")
    assert (member.is_staff, member.has_usable_password()) == (False, False)


def test_the_site_keeps_passwords_so_that_guessing_is_dear(settings):
    """OWASP's Password Storage Cheat Sheet: Argon2id, 19 MiB and two rounds or more."""
    settings.PASSWORD_HASHERS = site_settings.PASSWORD_HASHERS
    algorithm, kept = make_password("four plain words here").split("$", 1)
    found = extract_parameters(f"${kept}")
    assert (algorithm, found.type) == ("argon2", Type.ID)
    assert found.memory_cost >= 19 * 1024  # KiB
    assert found.time_cost >= 2
