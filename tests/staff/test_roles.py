"""Who may open what: each role by each address of the desk by method, against roles.txt.

A line of the table is an address and a method, then a mark for nobody, a receptionist, one with
stories, an editor and an owner: "yes" it opened, "no" it was refused, "—" there is no such method.
"""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from booking.models import AppointmentRequest
from clinic.models import Clinic
from clinic_site.roles import OUR_ROOMS, RIGHTS, is_granted
from staff.models import StaffMember
from staff.roles import Role
from testimonials.models import Invitation, Testimonial
from tests.staff.helpers import come_in
from tests.staff.walking import ROLES, filled_in, one_of_everything, walked

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("roles.txt")


@pytest.fixture
def colleagues(settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path
    return one_of_everything(tmp_path)


def mark(client, member, method, address):
    """What the table says of one try; whatever it changed is taken back."""
    client.cookies.clear()
    with transaction.atomic():
        if member:
            come_in(client, member)
        response = getattr(client, method.lower())(address)
        if response.streaming:
            response.getvalue()
        transaction.set_rollback(True)
    if response.status_code == 405:
        return "—"
    is_sent_away = response.headers.get("Location", "").startswith("/admin/login/")
    return "no" if response.status_code in {403, 404} or is_sent_away else "yes"


def walk(client, colleagues):
    for route, address in [(route, filled_in(route)) for route in dict.fromkeys(walked())]:
        for method in ("GET", "POST"):
            marks = [mark(client, colleagues.get(role), method, address) for role in ROLES]
            yield f"{method:4} /{route:66} {' '.join(f'{m:3}' for m in marks)}".rstrip()


def test_each_role_opens_what_the_table_says_and_no_more(client, colleagues):
    assert list(walk(client, colleagues)) == TABLE.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("role", ROLES[1:])
def test_nobody_opens_the_page_of_a_patient_or_writer_by_its_number(client, colleagues, role):
    """Django's "view on site" would: it asks for no right, and the page's address is a key."""
    come_in(client, colleagues[role])
    for model in (AppointmentRequest, Testimonial, Invitation):
        kind = ContentType.objects.get_for_model(model).pk
        assert client.get(f"/admin/r/{kind}/1/").status_code == 404


def model_of(right):
    return f"{right.content_type.app_label}.{right.content_type.model}"


def test_the_migration_laid_what_the_rules_say():
    ours = Permission.objects.filter(content_type__app_label__in=OUR_ROOMS)
    for role in RIGHTS:
        expected = {
            right.pk
            for right in ours.select_related("content_type")
            if is_granted(role, right.codename, model_of(right))
        }
        laid = Group.objects.get(name=role).permissions.values_list("pk", flat=True)
        assert set(laid) == expected, role


def test_nobody_but_the_command_line_makes_a_superuser(client, colleagues):
    greedy = {
        "is_superuser": "1",
        "is_staff": "1",
        "groups": str(Group.objects.get(name=Role.OWNER).pk),
        "user_permissions": "1",
        "role": "Owner",
        "is_active": "on",
        "id": "1",
    }

    def rights():
        rows = StaffMember.objects.order_by("pk")
        return list(rows.values_list("is_superuser", "is_staff", "groups", "user_permissions"))

    before = rights()
    everywhere = [filled_in(route) for route in walked()]
    for role in ROLES[1:4]:
        for address in everywhere:
            come_in(client, colleagues[role])
            client.post(address, greedy)
            assert rights() == before, (role, address)


def test_a_receptionist_changes_the_phone_number_and_nothing_else_of_the_clinic(client, colleagues):
    come_in(client, colleagues[Role.RECEPTIONIST])
    client.post("/admin/clinic/clinic/1/change/", {"phone": "2025550190", "name": "Mine"})
    clinic = Clinic.objects.get()
    assert (clinic.phone.as_e164, clinic.name) == ("+12025550190", "Natural Healthcare Services")
