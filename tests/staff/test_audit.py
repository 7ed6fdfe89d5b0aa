"""The audit list: exact, append-only, and without a word of what was said."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from staff.models import AuditEntry, StaffMember
from tests.factories import make_clinic, make_letter, make_request, make_staff, make_story
from tests.html import read
from tests.staff.helpers import come_in, make_colleague

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/booking/appointmentrequest/"
STORIES = "/admin/testimonials/testimonial/"
COLLEAGUES = "/admin/staff/staffmember/"
LIST = "/admin/staff/auditentry/"


def lines():
    """The list in the order it was written: who, did what, with which."""
    rows = AuditEntry.objects.order_by("pk").values_list("member__email", "act", "reference")
    return [tuple(row) for row in rows]


def test_a_morning_at_the_desk(client):
    make_clinic()
    first, second = make_request(name="CANARY"), make_request()
    story = make_story(headline="CANARY")
    ana, owner = make_colleague("Receptionist", "ana@example.com"), make_colleague("Owner")

    come_in(client, ana)
    client.get("/admin/")
    client.get(REQUESTS, {"q": "CANARY"})
    client.get(f"{REQUESTS}{first.pk}/change/")
    client.get(f"{REQUESTS}{first.pk}/history/")
    client.get(f"{REQUESTS}{second.pk}/change/")
    client.get(f"{STORIES}{story.pk}/change/")  # refused
    client.get(f"{REQUESTS}{9999}/change/")  # not there
    client.get("/admin/clinic/clinic/1/change/")  # nobody's personal data
    come_in(client, owner)
    client.get(f"{STORIES}{story.pk}/change/")
    client.post(f"{COLLEAGUES}{ana.pk}/change/", {"email": "CANARY"})  # a fault
    values = {"email": ana.email, "role": "Editor", "is_active": "on"}
    client.post(f"{COLLEAGUES}{ana.pk}/change/", values)
    client.get(LIST)

    assert lines() == [
        ("ana@example.com", "looked", first.reference),
        ("ana@example.com", "looked", first.reference),
        ("ana@example.com", "looked", second.reference),
        ("owner@example.com", "looked", story.reference),
        ("owner@example.com", "changed", f"colleague {ana.pk}"),
    ]
    assert "CANARY" not in str(lines())


def test_reading_a_letter_and_taking_the_table_along(client):
    make_clinic()
    letter = make_letter(reference="4K7-P29")
    come_in(client, make_staff())
    client.get(f"/admin/outbox/letter/{letter.pk}/change/")
    client.get(f"{REQUESTS}table.csv")
    assert lines() == [
        ("desk@example.com", "looked", "4K7-P29"),
        ("desk@example.com", "exported", "requests"),
    ]


def test_inviting_is_a_change(client):
    make_clinic()
    come_in(client, make_staff())
    client.post(f"{COLLEAGUES}add/", {"email": "ana@example.com", "role": "Editor"})
    assert lines() == [("desk@example.com", "changed", "colleagues")]


@pytest.mark.parametrize("written", ["+{}", " {}", "{} ", "_3{}", "\u0661", "1" * 19])
def test_a_row_has_one_address(client, written):
    make_clinic()
    letter, ana = make_letter(pk=1), make_colleague("Receptionist", pk=1)
    come_in(client, make_colleague("Owner"))
    number = written.format(1)
    assert client.get(f"/admin/outbox/letter/{number}/change/").status_code == 404
    values = {"email": ana.email, "role": "Owner", "is_active": "on"}
    assert client.post(f"{COLLEAGUES}{number}/change/", values).status_code == 404
    assert client.get(f"/admin/clinic/clinic/{number}/change/").status_code == 404
    assert [group.name for group in ana.groups.all()] == ["Receptionist"]
    assert client.get(f"/admin/outbox/letter/{letter.pk}/change/").status_code == 200


def test_being_asked_for_the_password_is_no_change(client):
    client.force_login(make_staff())
    client.post(f"{COLLEAGUES}add/", {"email": "ana@example.com", "role": "Editor"})
    assert lines() == []


def test_an_owner_reads_filters_and_finds_a_reference(client):
    owner = make_colleague("Owner")
    come_in(client, owner)
    for n, act in enumerate(("looked", "changed", "looked")):
        AuditEntry.objects.create(member=owner, act=act, reference=f"4K7-P2{n}")

    def shown(**query):
        return [row.text for row in read(client.get(LIST, query)).one("tbody").all("tr")]

    assert len(shown()) == 3
    assert len(shown(act__exact="looked")) == 2
    [row] = shown(q="4K7-P21")
    assert "Changed 4K7-P21" in row


@pytest.fixture
def entry():
    return AuditEntry.objects.create(member=make_staff(), act="looked", reference="4K7-P29")


def test_a_line_is_never_changed_or_deleted(entry):
    entry.reference = "other"
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(reference="other"),
        lambda: AuditEntry.objects.bulk_update([entry], ["reference"]),
    ):
        with pytest.raises(TypeError, match="append-only"), transaction.atomic():
            attempt()
    assert AuditEntry.objects.get().reference == "4K7-P29"


def test_who_stands_in_it_is_not_deleted(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffMember.objects.all().delete()


def test_an_act_it_does_not_know(entry):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.create(member=entry.member, act="peeked", reference="4K7-P29")


def test_only_erasing_takes_old_lines(entry):
    old = timezone.now() - datetime.timedelta(days=10)
    AuditEntry.objects.bulk_create(
        [AuditEntry(member=entry.member, act="looked", reference="old", at=old)]
    )
    assert AuditEntry.objects.erase_before(timezone.now() - datetime.timedelta(days=5)) == 1
    assert AuditEntry.objects.get() == entry
