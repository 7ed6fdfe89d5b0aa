"""Who may open what: each role by each address of the desk by method, against roles.txt.

A line of the table is an address and a method, then a mark for nobody, a receptionist, one with
stories, an editor and an owner: "yes" it opened, "no" it was refused, "—" there is no such method.
"""

import re
from pathlib import Path

import pytest
import reversion
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from reversion.models import Revision

from booking.models import AppointmentRequest
from clinic.models import Clinic, Closure, Notice
from clinic_site.roles import OUR_ROOMS, RIGHTS, is_granted
from outbox.models import Letter
from staff.models import AuditEntry, StaffMember
from staff.roles import STORIES, Role
from techniques.models import Category
from testimonials.models import Invitation, Testimonial
from tests.factories import make_letter, make_request
from tests.staff.helpers import come_in, make_colleague

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("roles.txt")
ROLES = ["nobody", Role.RECEPTIONIST, STORIES, Role.EDITOR, Role.OWNER]
# What stands in these addresses decides where they lead, and what is opened there is walked itself.
NOT_WALKED = {
    "(?P<url>.*)$",
    "invited/<str:key>/",
    "new-password/<slug:token>/",
}
EXAMPLES = {
    "<str:key>": "staff.new_device",
    "<str:name>": "clinic-20270615T071000Z.zip",
    "<slug:key>": "clinic",
    "<slug:slug>": "publish-a-treatment",
}
ELSEWHERE = {"letter_pk": Letter, "revision_id": Revision}
NUMBER = re.compile(r"(<(?:path|int):(\w+)>)")
TO_THE_CHANGE_PAGE = re.compile(r"admin/\w+/\w+/<path:object_id>/$")


@pytest.fixture
def colleagues(settings, tmp_path):
    """A site with one row of everything, a backup, and a colleague of each role."""
    settings.BACKUP_FOLDER = tmp_path
    (tmp_path / EXAMPLES["<str:name>"]).touch()
    call_command("load_first_content", verbosity=0)
    request = make_request(email="maria@example.com")
    request.events.create(kind="received")
    Notice.objects.create(sentence="We moved.", from_on="2026-01-01", until_on="2026-02-01")
    Closure.objects.create(first_day="2027-06-13", last_day="2027-06-14")
    Category.objects.create(name="Hands-on care")
    found = {role: make_colleague(role) for role in ROLES[1:]}
    found[STORIES].groups.add(Group.objects.get(name=Role.RECEPTIONIST))
    AuditEntry.objects.create(member=found[Role.OWNER], act="looked", reference="4K7-P29")
    make_letter(kind="booking.received", reference=request.reference, failed_at=timezone.now())
    with reversion.create_revision():
        for model in reversion.get_registered_models():
            if row := model._base_manager.order_by("pk").first():
                reversion.add_to_revision(row)
    return found


def addresses(patterns, prefix=""):
    """Every address below these patterns, as it is written in the code."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from addresses(pattern.url_patterns, route)


def walked():
    for route in addresses(get_resolver().url_patterns):
        is_left_out = route.removeprefix("admin/") in NOT_WALKED or TO_THE_CHANGE_PAGE.match(route)
        if route.startswith("admin/") and not is_left_out:
            yield "admin/booking/" if "(?P<app_label>" in route else route


def filled_in(route):
    """The address with the number of the first row of its model in it."""
    parts = route.split("/")
    for marker, name in NUMBER.findall(route):
        model = ELSEWHERE.get(name) or apps.get_model(parts[1], parts[2])
        route = route.replace(marker, str(model.objects.order_by("pk").first().pk))
    for marker, example in EXAMPLES.items():
        route = route.replace(marker, example)
    assert "<" not in route, f"{route}: say in this test what to fill in"
    return f"/{route}"


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
