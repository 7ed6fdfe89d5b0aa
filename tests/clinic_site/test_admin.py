"""The clinic desk: every list, search, filter and form opens; nothing that was said is changed."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from booking.models import AppointmentRequest
from clinic.models import Closure, Notice
from staff.models import AuditEntry
from techniques.models import Category, Technique
from testimonials.models import Testimonial
from tests.factories import make_letter, make_request, make_staff
from tests.html import read
from tests.staff.helpers import come_in

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label != "auth"]


@pytest.fixture(autouse=True)
def _content(db, client):
    call_command("load_first_content", verbosity=0)
    make_request()
    make_letter()
    Notice.objects.create(sentence="We moved.", from_on="2026-01-01", until_on="2026-02-01")
    Closure.objects.create(first_day="2027-06-13", last_day="2027-06-14")
    Category.objects.create(name="Hands-on care")
    member = make_staff()
    AuditEntry.objects.create(member=member, act="looked", reference="4K7-P29")
    come_in(client, member)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_of_ours_is_managed_at_the_desk():
    missing = {
        "preferredtime",
        "requestevent",
        "consent",
        "step",
        "benefit",
        "risk",
        "caution",
        "urgentsign",
        "sectionsources",
    }
    ours = {m._meta.model_name for m in MODELS}
    assert {
        "appointmentrequest",
        "testimonial",
        "technique",
        "source",
        "category",
        "clinic",
        "practitioner",
        "openinghours",
        "closure",
        "notice",
        "question",
        "staffmember",
    } <= ours
    assert ours & missing == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_list_search_and_form_open(client, model):
    assert client.get(address(model, "changelist")).status_code == 200
    assert client.get(address(model, "changelist"), {"q": "karen"}).status_code == 200
    row = model.objects.first()
    assert client.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_a_colleague_fills_in_has_a_label(client, model):
    row = model.objects.first()
    page = read(client.get(address(model, "change", row.pk)))
    labelled = {label.get("for") for label in page.all("label")}
    fields = [
        field
        for tag in ("input", "select", "textarea")
        for field in page.one("main").all(tag)
        if field.get("type") not in {"hidden", "submit"} and "__prefix__" not in field.get("id", "")
    ]
    without = [
        field.get("name")
        for field in fields
        if field.get("id") not in labelled and not field.get("aria-labelledby")
    ]
    assert [name for name in without if name not in {"_selected_action"}] == []


def test_a_request_is_listed_with_what_the_receptionist_needs(client):
    text = read(client.get(address(AppointmentRequest, "changelist"))).one("main").text
    for words in ("Maria Lopez (202) 555-0177", "Any time", "Received"):
        assert words in text


def test_what_a_patient_wrote_cannot_be_changed(client):
    row = AppointmentRequest.objects.get()
    response = client.post(address(AppointmentRequest, "change", row.pk), {"name": "Other"})
    assert response.status_code == 405
    assert (
        client.post(address(AppointmentRequest, "delete", row.pk), {"post": "yes"}).status_code
        == 403
    )
    row.refresh_from_db()
    assert row.name == "Maria Lopez"


def test_a_story_is_neither_changed_nor_deleted(client):
    story = Testimonial.objects.first()
    page = read(client.get(address(Testimonial, "change", story.pk)))
    names = {
        field["name"] for field in page.all("textarea") + page.all("input") if field.get("name")
    }
    assert names & {"stars", "headline", "words", "name_shown", "published_at"} == set()
    assert client.post(address(Testimonial, "delete", story.pk), {"post": "yes"}).status_code == 403


def test_view_on_site_leads_to_the_page(client):
    technique = Technique.objects.get()
    page = read(client.get(address(Technique, "change", technique.pk)))
    assert page.one("a", class_="viewsitelink")["href"] == technique.get_absolute_url()


def test_a_draft_has_no_view_on_site(client):
    technique = Technique.objects.get()
    Technique.objects.update(published_at=None)
    page = read(client.get(address(Technique, "change", technique.pk)))
    assert page.all("a", class_="viewsitelink") == []


def test_the_form_of_a_treatment_reads_its_sources_once(client, django_assert_max_num_queries):
    technique = Technique.objects.get()
    with django_assert_max_num_queries(80):
        client.get(address(Technique, "change", technique.pk))


def test_who_is_not_signed_in_sees_nothing(client):
    client.logout()
    response = client.get(address(AppointmentRequest, "changelist"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/admin/login/")
