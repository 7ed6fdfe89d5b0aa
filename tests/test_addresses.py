"""On every address: looking changes nothing, and nobody reads a request without its key."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.utils.html import escape

from booking.models import AppointmentRequest
from outbox.models import Letter
from tests.addresses import addresses, patterns
from tests.booking.states import STATES
from tests.factories import (
    make_caution,
    make_clinic,
    make_hours,
    make_practitioner,
    make_request,
    make_staff,
    make_story,
    make_technique,
)

pytestmark = pytest.mark.django_db
# What looking at a page may write: who looked, and that they are signed in.
MAY_CHANGE = {"admin.logentry", "sessions.session", "staff.auditentry"}
# What the desk shows to those who are not signed in.
BEFORE_SIGNING_IN = ("/admin/login/", "/admin/forgot-password/", "/admin/new-password/")
PLANTED = 200
CANARY = "ZZCANARY"


def rows():
    """Every row of every table but those named above."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label_lower not in MAY_CHANGE
    }


@pytest.fixture
def site(db):
    """A site with one of everything, and a request in every state."""
    make_clinic()
    make_hours()
    make_caution(make_technique(slug="sot"))
    make_story()
    return [make_state() for make_state in STATES.values()]


def look(client, address):
    query = {"said": "withdrawn", "sure": "yes", "offer": "1", "version": "1"}
    for method in (client.get, client.head):
        assert method(address, query).status_code < 500, address


def test_looking_at_any_address_changes_nothing(site):
    owner = Client()
    owner.force_login(make_staff())
    keys = [row.key for row in site]
    pks = [AppointmentRequest.objects.values_list("pk", flat=True).first(), 0]
    before = rows()
    public = (a for a in addresses([*keys, "sot"]) if not a.startswith("/admin/"))
    for address in {*public}:
        look(Client(), address)
    for address in {*addresses(pks, under="admin/")}:
        look(owner, address)
    assert rows() == before


@pytest.fixture
def planted(site):
    """Two hundred requests, each field of which holds a word to look for."""
    for n in range(PLANTED):
        make_request(
            name=f"{CANARY} {n}",
            phone="+12025550177",
            email=f"{CANARY}{n}@example.com".lower(),
            note=f"{CANARY} {n}",
            access=CANARY,
            language=CANARY,
            other_name=CANARY,
            note_for_us=CANARY,
            practitioner=make_practitioner(published_at=None) if n == 0 else None,
        )
    planted = list(AppointmentRequest.objects.filter(name__startswith=CANARY))
    Letter.objects.create(
        kind="booking.received",
        to=f"{CANARY}@example.com",
        text=CANARY,
        html=CANARY,
        reference=planted[0].reference,
    )
    return planted


def guesses(request):
    """What somebody could try who knows much of a request, but not its key."""
    other = AppointmentRequest.signer.sign(request.submission_id)
    return [
        request.pk,
        request.reference,
        request.link_id,
        request.submission_id,
        request.key[:-1],
        f"{request.link_id}.",
        other,
    ]


def test_nobody_reads_a_request_without_its_key(planted):
    references = (re.escape(row.reference) for row in planted)
    private = re.compile("|".join([CANARY, "5550177", "555-0177", *references]), re.IGNORECASE)
    client = Client()
    tried = set()
    for address in addresses(guesses(planted[-1])):
        if address in tried:
            continue
        tried.add(address)
        for method in (client.get, client.post):
            response = method(address)
            body = response.content.decode().replace(escape(address), "")
            assert not private.search(body), address
            if address.startswith("/admin/") and response.status_code == 200:
                assert address.startswith(BEFORE_SIGNING_IN), address


def test_each_key_opens_its_own_request_alone(planted):
    one, other = planted[0], planted[1]
    client = Client()
    for pattern in patterns():
        if not pattern.startswith("request/<str:key>/"):
            continue
        body = client.get("/" + pattern.replace("<str:key>", one.key)).content.decode()
        assert other.reference not in body
        assert other.name not in body
