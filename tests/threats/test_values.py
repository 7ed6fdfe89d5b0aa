"""S6, S16: whatever stands in an address is data: no query, no path, no fault comes of it."""

from urllib.parse import quote

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from staff.models import AuditEntry
from tests.addresses import addresses
from tests.factories import make_letter, make_request, make_staff, make_story
from tests.staff.helpers import come_in
from tests.test_addresses import rows
from tests.threats import payloads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_content")]
ASKED = ["q", "page", "tab", "state", "said", "done", "on", "at", "technique", "about", "after"]
ASKED += ["before", "from", "stars", "next", "o", "p", "all", "e", "_popup", "_to_field"]
ASKED += ["_changelist_filters", "_preserved_filters", "id__in", "pk__range", "email__regex"]
PUBLIC = ["/", "/stories/", "/book/", "/techniques/", "/admin/login/"]
SEARCHED = ["/admin/booking/appointmentrequest/", "/admin/testimonials/testimonial/"]
CORPUS = payloads.SQL + payloads.NUMBERS + payloads.LETTERS + payloads.PATHS
# One of each kind, for what is tried at very many places.
SHORT = ["'", "9" * 40, "-1", "\0", "²", "a__b", "\ud7ff\u202e\uffff", "..", "a" * 300]


@pytest.fixture
def owner():
    client = Client()
    come_in(client, make_staff())
    return client


def quoted(text):
    """As it stands in an address; what is no letter at all goes as its bytes."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def lists():
    for model in admin.site._registry:
        yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    yield from ("/admin/", reverse("admin:booking_appointmentrequest_day"))


def test_s6_what_is_asked_is_never_run(owner):
    make_request(), make_story(), make_letter()
    before = rows()
    for client, places, corpus in (
        (Client(), PUBLIC, CORPUS),
        (owner, SEARCHED, CORPUS),
        (owner, [*lists()], SHORT),
    ):
        for place in places:
            for text in corpus:
                query = "&".join(f"{name}={quoted(text)}" for name in ASKED)
                response = client.get(f"{place}?{query}")
                assert response.status_code < 500, (place, text)
                assert b"OperationalError" not in response.content
    assert rows() == before


def test_s6_each_question_alone_is_never_run(owner):
    for place in lists():
        for name in ASKED[-9:]:
            for text in SHORT[:4]:
                response = owner.get(f"{place}?{name}={quoted(text)}")
                assert response.status_code < 500, (place, name, text)


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=argon2",
        "email__regex=.",
        "groups__name=Owner",
        "pk__range=1,2",
        "id=1",
    ],
)
def test_s6_a_list_is_narrowed_by_its_own_filters_alone(owner, query):
    page = reverse("admin:staff_staffmember_changelist")
    assert owner.get(f"{page}?is_active__exact=1&groups__id__exact=1").status_code == 200
    assert owner.get(f"{page}?{query}").status_code == 400


@pytest.mark.parametrize("address", ["/stories/?about=%00", "/?a%00=b", "/request/%00/", "/%00"])
def test_s6_no_address_holds_a_nul(client, address):
    assert client.get(address).status_code == client.post(address).status_code == 400


def test_s16_what_stands_in_a_path_opens_nothing_else(owner):
    before = rows()
    for text in [*SHORT, *payloads.PATHS[:6]]:
        for address in addresses([quoted(text)]):
            client = owner if address.startswith("/admin/") else Client()
            response = client.get(address)
            assert response.status_code < 500, address
            assert response.streaming or b"root:x:" not in response.content
            if text in SHORT[:4]:
                assert client.post(address).status_code < 500, address
    after = rows()
    changed = {name for name, then in before.items() if after[name] != then}
    assert changed <= {"staff.device"}
    assert not AuditEntry.objects.filter(act="erased").exists()
