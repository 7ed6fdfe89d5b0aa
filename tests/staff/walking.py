"""Every address of the desk, and a site in which each of them leads somewhere."""

import re

import reversion
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from reversion.models import Revision

from clinic.models import Closure, Notice
from outbox.models import Letter
from staff.models import AuditEntry
from staff.roles import STORIES, Role
from techniques.models import Category
from tests.factories import make_letter, make_request
from tests.staff.helpers import make_colleague

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


def one_of_everything(backups):
    """Fill the site with a row of everything and the folder with a backup.

    Returns a colleague of each role.
    """
    (backups / EXAMPLES["<str:name>"]).touch()
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
