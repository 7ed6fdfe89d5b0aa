"""S2, S3, S12, S13, S17, S27: who may not change or read something does not, however they ask."""

import base64
import os
import pickle
from contextlib import suppress
from functools import partial
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client, RequestFactory
from django.urls import reverse

from booking.models import AppointmentRequest
from clinic import undo
from staff import invitations, typed
from staff.roles import STORIES, Role
from testimonials.models import Consent, Testimonial
from tests.addresses import addresses
from tests.booking import helpers as booking
from tests.factories import make_letter, make_request, make_staff, make_story
from tests.staff.helpers import come_in, make_colleague
from tests.test_addresses import rows
from tests.testimonials import helpers as stories
from tests.threats.whole import TOKEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_content")]
# What a form must never take from who fills it in.
EXTRA = {
    "id": "77",
    "pk": "77",
    "status": "agreed",
    "reference": "AAA-AAA",
    "link_id": "a" * 22,
    "submission_id": "a",
    "version": "99",
    "held_reason": "spam",
    "received_at": "2000-01-01 00:00",
    "reply_due_at": "2000-01-01 00:00",
    "erase_on": "2000-01-01",
    "closed_at": "2000-01-01 00:00",
    "note_for_us": "Mine",
    "safety_text": "Mine",
    "starts_at": "2000-01-01 00:00",
    "published_at": "2000-01-01 00:00",
    "confirmed_at": "2000-01-01 00:00",
    "consent_until": "2999-01-01",
    "words_agreed": "Mine",
    "headline_agreed": "Mine",
    "name_shown": "Somebody else",
    "route": "paper",
    "invitation": "1",
    "reply": "Mine",
    "erased_at": "2000-01-01 00:00",
}
OWN = {"id", "submission_id", "reference", "link_id", "received_at", "reply_due_at", "public_id"}
OWN |= {"received_on", "wording_shown"}


def test_s2_a_reference_tells_nothing_about_another():
    rows = [make_request() for _ in range(300)]
    references, links = [row.reference for row in rows], [row.link_id for row in rows]
    assert len(set(references)) == len(set(links)) == 300
    for keys in (references, links):
        rising = sum(a < b for a, b in zip(keys, keys[1:], strict=False))
        assert 90 < rising < 210  # as many rise as fall
        assert max(sum(a == b for a, b in zip(one, keys[0], strict=False)) for one in keys[1:]) < 6


def test_s2_a_guessed_key_opens_nothing(client):
    row = make_request()
    key = row.key
    places = set(range(len(key))) - {key.index(".") - 1, len(key) - 1}
    guesses = [key[:n] + letter + key[n + 1 :] for n in places for letter in "aA0-"]
    # Base64 leaves some bits of a last letter open, and none that counts.
    guesses += [row.reference, str(row.pk), row.link_id, key.upper(), key + "a", "", "."]
    opened = [k for k in guesses if k != key and AppointmentRequest.objects.for_key(k).exists()]
    assert opened == []
    for guess in {*guesses[::40]} - {key}:
        assert client.get(f"/request/{guess or 'x'}/").status_code == 404


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ({}, {}),
        ({}, {"csrfmiddlewaretoken": "b" * 32}),
        ({"Origin": "https://evil.example"}, {"csrfmiddlewaretoken": TOKEN}),
        ({"Origin": "null"}, {"csrfmiddlewaretoken": TOKEN}),
        ({"Origin": "http://testserver.evil.example"}, {"csrfmiddlewaretoken": TOKEN}),
    ],
)
def test_s3_a_form_of_another_site_changes_nothing(headers, fields):
    row, story = make_request(email="maria@example.com"), make_story()
    client = Client(enforce_csrf_checks=True)
    come_in(client, make_staff())
    client.cookies["csrftoken"] = TOKEN
    values = fields | {"act": "withdraw", "seen": "0", "version": "0", "post": "yes", "stars": "1"}
    before = rows()
    for address in addresses([row.key, row.pk, story.key]):
        response = client.post(address, values, headers=headers)
        assert response.status_code in {403, 404, 405}, address
    assert rows() == before


def test_s3_no_method_hides_in_a_form(client):
    row = make_request()
    come_in(client, make_staff())
    before = rows()
    for name in ("_method", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        for address in (row.get_absolute_url(), reverse("admin:index")):
            client.get(address, {"_method": "DELETE", "act": "erase"}, headers={name: "DELETE"})
            client.get(f"{address}?{name}=POST", headers={name: "POST"})
    assert rows() == before


def kept(model):
    """The one row of a form, without what is its own."""
    (values,) = model.objects.values()
    AppointmentRequest.objects.all().delete()
    Testimonial.objects.all().delete()
    return {name: value for name, value in values.items() if name not in OWN}


@pytest.mark.parametrize(
    ("send", "model"), [(booking.send, AppointmentRequest), (stories.send, Testimonial)]
)
def test_s12_a_form_takes_its_own_fields_alone(time_machine, send, model):
    time_machine.move_to("2026-06-02 14:00+00:00", tick=False)
    Consent.objects.all()._raw_delete("default")
    Testimonial.objects.all().delete()
    assert send(Client()).status_code == 303
    plain = kept(model)
    assert send(Client(), **EXTRA).status_code == 303
    assert kept(model) == plain


@pytest.mark.parametrize("role", [Role.RECEPTIONIST, STORIES, Role.EDITOR, Role.OWNER])
def test_s13_no_bulk_action_changes_anything(client, role):
    make_request(), make_story(), make_letter()
    come_in(client, make_colleague(role))
    before = rows()
    for model in admin.site._registry:
        pks = [*model._base_manager.values_list("pk", flat=True)]
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for action in ("delete_selected", "publish", "__class__", ""):
            values = {
                "action": action,
                "_selected_action": pks,
                "select_across": "1",
                "post": "yes",
            }
            assert client.post(address, values | {"index": "0"}).status_code < 500
    assert rows() == before


class Gadget:
    """What runs a command while it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("gadget",)


class Pickled:
    """Packs as a careless site would."""

    def dumps(self, value):
        return pickle.dumps(value)


def signed(salt):
    """A gadget as it could be written by whoever knows the secret key."""
    return signing.dumps(Gadget(), salt=salt, serializer=Pickled)


@pytest.mark.parametrize(
    ("salt", "reading"),
    [
        ("django.contrib.sessions.SessionStore", SessionStore().decode),
        (typed.SALT, partial(typed.keep_packed, SimpleNamespace(session={}))),
        (invitations.SALT, invitations.invited_by),
        (undo.SALT, lambda text: undo.values(RequestFactory().post("/", {"token": text}))),
    ],
)
def test_s17_not_even_a_signed_value_is_run(tmp_path, monkeypatch, salt, reading):
    monkeypatch.chdir(tmp_path)
    with suppress(ValueError):
        reading(signed(salt))
    assert list(tmp_path.iterdir()) == []


def test_s17_nothing_that_is_kept_is_run(client, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    come_in(client, make_staff())
    assert client.get("/admin/").status_code == 200
    packed = pickle.dumps(Gadget())
    for data in (base64.b64encode(packed).decode(), base64.b64encode(b"a:" + packed).decode()):
        Session.objects.update(session_data=data)
        assert client.get("/admin/").status_code == 302
    client.cookies["messages"] = base64.b64encode(packed).decode()
    assert client.get("/").status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_s27_what_one_visitor_sent_no_other_is_shown(whole, client):
    sent = booking.send(client, name="Zoe Quince", note="Quince", email="quince@example.com")
    own = sent.headers["Location"]
    booking.send(client, name="Zoe Quince", note="Quince" * 200)  # comes back with a sentence
    asked = {*addresses(["sacro-occipital-technique"])} - {own}
    public = sorted(path for path in asked if not path.startswith("/admin/"))
    for path in [own, "/book/", *public]:
        whole.ask(path)
    for path in ["/book/", *public] * 2:
        assert b"Quince" not in whole.ask(path).body, path
    for path in (own, f"{own}contact/", f"{own}download/", "/book/", "/stories/share/", "/admin/"):
        assert "no-store" in whole.ask(path).one("Cache-Control"), path
