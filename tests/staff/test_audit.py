"""The audit list: exact, append-only, and without a word of what was said."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from booking.models import AppointmentRequest
from staff.models import AuditEntry, StaffMember
from testimonials.models import Route, Testimonial
from tests.desk import fields_in
from tests.factories import make_clinic, make_letter, make_request, make_staff, make_story
from tests.html import read
from tests.staff.helpers import come_in, make_colleague

pytestmark = pytest.mark.django_db
REQUESTS = "/admin/booking/appointmentrequest/"
STORIES = "/admin/testimonials/testimonial/"
COLLEAGUES = "/admin/staff/staffmember/"
OWN = "/admin/welcome/sign-in/"
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
    client.get("/admin/")  # no appointment
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
        ("ana@example.com", "looked", "requests"),
        ("ana@example.com", "looked", first.reference),
        ("ana@example.com", "looked", first.reference),
        ("ana@example.com", "looked", second.reference),
        ("owner@example.com", "looked", story.reference),
        ("owner@example.com", "looked", f"colleague {ana.pk}"),
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
    ana = StaffMember.objects.get(email="ana@example.com")
    assert lines() == [("desk@example.com", "changed", f"colleague {ana.pk}")]


def test_a_request_taken_by_phone_stands_under_its_reference(client):
    make_clinic()
    come_in(client, make_staff())
    form = fields_in(read(client.get(f"{REQUESTS}add/")).one("form", class_="act-form"))
    values = {"name": "Rosa", "phone": "(202) 555-0155", "when": "any", "safety": "no"}
    client.post(f"{REQUESTS}add/", form | values)
    row = AppointmentRequest.objects.get()
    assert lines() == [("desk@example.com", "changed", row.reference)]


def test_ones_own_sign_in(client):
    make_clinic()
    owner = make_colleague("Owner")
    come_in(client, owner)
    client.get("/admin/welcome/clinic/")
    client.get(OWN)
    client.post(OWN, {"first_name": "Karen", "email": "bad"})
    client.post(OWN, {"first_name": "Karen", "email": "karen@example.com"})
    assert [line[1:] for line in lines()] == [
        (act, f"colleague {owner.pk}") for act in ("looked", "looked", "changed")
    ]


def test_inviting_patients_and_the_stories_of_the_former_website(client):
    make_clinic()
    make_story(route=Route.CARRIED_OVER)
    Testimonial.objects.update(confirmed_at=None)
    come_in(client, make_staff())
    client.get(f"{STORIES}invite/")
    client.post(f"{STORIES}invite/", {"addresses": "bad"})
    for _ in range(2):  # the second time nobody is new, and no story is left
        client.post(f"{STORIES}invite/", {"addresses": "rosa@example.com"})
        client.post(f"{STORIES}former-website/")
    client.get(f"{STORIES}former-website/")
    assert [line[1:] for line in lines()] == [
        ("changed", "invitations"),
        ("changed", "stories"),
        ("looked", "stories"),
    ]


def test_what_was_refused_is_no_change(client):
    make_clinic()
    row, letter = make_request(), make_letter()
    row.events.create(kind="received")
    ana = make_colleague("Editor")
    come_in(client, make_staff())
    for address in (
        f"{REQUESTS}{row.pk}/reopen/",  # it was never closed
        f"/admin/outbox/letter/{letter.pk}/again/",  # it did not come back
        f"{COLLEAGUES}{ana.pk}/invite-again/",  # she has a password
    ):
        assert client.post(address, {"seen": row.version}).status_code == 302
    client.post(f"{REQUESTS}{row.pk}/called/", {"seen": row.version + 7})  # somebody was first
    assert lines() == []
    client.post(f"{REQUESTS}{row.pk}/called/", {"seen": row.version})
    assert lines() == [("desk@example.com", "changed", row.reference)]


def test_a_form_with_a_fault_and_a_preview_are_looks(client):
    make_clinic()
    row = make_request(email="rosa@example.com")
    row.events.create(kind="received")
    come_in(client, make_staff())
    note, decline = f"{REQUESTS}{row.pk}/note/", f"{REQUESTS}{row.pk}/decline/"
    statuses = [
        client.post(note, {"seen": row.version, "note": "x" * 2001}).status_code,
        client.post(note, {"seen": row.version + 7, "note": "x"}).status_code,
        client.post(decline, {"seen": row.version, "reason": "no_time"}).status_code,
    ]
    assert statuses == [422, 409, 200]
    assert lines() == [("desk@example.com", "looked", row.reference)] * 3


def test_the_days_appointments_are_a_look(client):
    make_clinic()
    make_request(status="agreed", starts_at=timezone.now())
    come_in(client, make_staff())
    client.get("/admin/")
    assert lines() == [("desk@example.com", "looked", "requests")]
    come_in(client, make_colleague("Editor"))
    client.get("/admin/")
    assert len(lines()) == 1


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
