"""The first sign-in, and a new password for who lost theirs."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from clinic.models import Clinic
from staff.models import StaffMember
from staff.roles import Role, role_of
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def told_by(*command, **options):
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def own_static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"


def test_preparing_makes_the_first_sign_in_once(own_static_files, tmp_path):
    file = tmp_path / "sign-in"
    told_by("prepare", sign_in_file=file)
    email, password = file.read_text().split()
    member = StaffMember.objects.get()
    assert (member.email, member.is_superuser) == (email, False)
    assert role_of(member) == Role.OWNER
    assert member.check_password(password)
    assert Clinic.objects.count() == 1
    file.unlink()
    told_by("prepare", sign_in_file=file)
    assert not file.exists()
    assert StaffMember.objects.count() == 1


def test_preparing_by_hand_prints_the_sign_in(own_static_files):
    told = told_by("prepare")
    password = re.search(r"Sign in with desk@example.com, password (.+)", told)[1]
    assert StaffMember.objects.get().check_password(password)


def test_a_database_of_a_newer_version_is_refused(own_static_files):
    MigrationRecorder(connection).record_applied("clinic", "9999_of_next_year")
    with pytest.raises(CommandError, match="made by a newer version"):
        call_command("prepare")


def test_a_new_password_for_the_only_colleague():
    member = make_staff()
    told = told_by("new_password")
    password = re.search(r"desk@example.com: (.+?)\. All its sign-ins were ended", told)[1]
    member.refresh_from_db()
    assert member.check_password(password)


def test_a_new_password_ends_sign_ins(client):
    client.force_login(make_staff())
    assert client.get("/admin/").status_code == 200
    told_by("new_password", "DESK@example.com")
    assert client.get("/admin/").status_code == 302


def test_with_two_colleagues_it_asks_whose():
    make_staff("a@example.com")
    make_staff("b@example.com")
    with pytest.raises(CommandError, match=r"Whose\? Known: a@example.com, b@example.com\."):
        call_command("new_password")


def test_an_unknown_address_is_named():
    make_staff("a@example.com")
    with pytest.raises(CommandError, match=r"There is no c@example.com here. Known: a@example"):
        call_command("new_password", "c@example.com")


def test_without_colleagues_there_is_nobody_to_help():
    with pytest.raises(CommandError, match="Known: nobody yet"):
        call_command("new_password")
