"""Every look at personal data is written down: each address of the desk is opened and tried.

Each field that docs/data-map.md calls personal holds a canary. Where one stands in an answer there
is one line of the audit list; and no line tells of a change where nothing was written.
"""

import re

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from clinic.models import Closure
from staff.models import AuditEntry, StaffMember
from staff.roles import Role
from testimonials.models import Invitation
from tests.factories import make_request
from tests.staff.helpers import come_in
from tests.staff.walking import filled_in, one_of_everything, walked
from tests.test_data_map import MAP, ROW, SECTION

pytestmark = pytest.mark.django_db
CANARY, CANARY_PHONE = "canary", "555-0188"
# Names of colleagues stand beside what they did, their addresses at work among the clinic's facts,
# a reference in the audit list itself.
NO_CANARY = {"first_name", "last_name", "sender", "notified", "reference", "kind"}
BAD = {"seen": "77", "act": "decline", "email": "bad", "phone": "bad", "day": "bad"}
STALE = {"seen": "77", "note": "x", "reason": "no_time", "email": "new@example.com"}
TRIES = [("get", {}), ("get", {"q": CANARY[1:]}), ("post", {}), ("post", BAD), ("post", STALE)]
WRITES = ("INSERT INTO", "UPDATE", "DELETE FROM")
# What is written of every page, whatever it did.
BESIDES = ("staff_auditentry", "django_session", "django_admin_log")


def personal_fields():
    """{model: its fields that hold words and that the map of data calls personal}."""
    found = {}
    for label, section in SECTION.findall(MAP):
        model = apps.get_model(label)
        rows = [row[0] for row in ROW.findall(section) if row[4] == "personal"]
        named = set(re.findall(r"`(\w+)`", " ".join(rows))) - NO_CANARY
        fields = [field for field in model._meta.concrete_fields if field.name in named]
        words = [f for f in fields if isinstance(f, models.CharField | models.TextField)]
        found[model] = [field for field in words if not field.choices]
    return found


def canary_for(field, row):
    if isinstance(field, models.EmailField) or field.name == "other_contact":
        return f"{CANARY}{row.pk}@example.com"
    return f"+1202{CANARY_PHONE}" if isinstance(field, PhoneNumberField) else CANARY


def put_in_canaries():
    for model, fields in personal_fields().items():
        for row in models.QuerySet(model) if fields else []:
            values = {field.name: canary_for(field, row) for field in fields}
            models.QuerySet(model).filter(pk=row.pk).update(**values)


@pytest.fixture
def owner(settings, tmp_path):
    """Who opens all of it; today there is an appointment, and the clinic is closed."""
    settings.BACKUP_FOLDER = tmp_path
    owner = one_of_everything(tmp_path)[Role.OWNER]
    today = timezone.localtime().replace(hour=23, minute=0)
    make_request(status="agreed", starts_at=today)
    Closure.objects.update(first_day=today.date(), last_day=today.date())
    Invitation.objects.create(email="x@example.com", expires_on=today.date())
    StaffMember.objects.update(first_name="Ana")
    put_in_canaries()
    StaffMember.objects.filter(pk=owner.pk).update(email=owner.email)
    return owner


def tried(client, owner, method, address, values):
    """Whether a canary stands in the answer, the acts written down, whether anything changed.

    All of it is taken back.
    """
    connection.queries_log.clear()
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        come_in(client, owner)
        before = AuditEntry.objects.count()
        response = getattr(client, method)(address, values)
        body = (response.getvalue() if response.streaming else response.content).decode("latin-1")
        acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)[before:])
        transaction.set_rollback(True)
    writes = [query["sql"] for query in asked if query["sql"].startswith(WRITES)]
    is_written = any(not any(table in sql for table in BESIDES) for sql in writes)
    return CANARY in body or CANARY_PHONE in body, acts, is_written


def wrong(has_canary, acts, is_written):
    """What is wrong with the lines of one answer, or ""."""
    if has_canary and len(acts) != 1:
        return f"personal data, and {len(acts)} lines"
    return "a change of nothing" if {"changed", "erased"} & set(acts) and not is_written else ""


def test_wherever_personal_data_is_shown_there_is_one_line(client, owner):
    found = {}
    for address in [filled_in(route) for route in dict.fromkeys(walked())]:
        for method, values in TRIES:
            if fault := wrong(*tried(client, owner, method, address, values)):
                found[method, address, str(values)] = fault
    assert found == {}
