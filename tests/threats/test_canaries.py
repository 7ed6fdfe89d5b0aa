"""S24: a word of its own in every personal field, then everything that can happen to it.

None of them may stand in the log, a subject, the desk's history, the audit list, a kept page, a
fault, an address, or the name of a row.
"""

import io
import json
import logging
import re
import smtplib
from pathlib import Path

import pytest
import reversion
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.mail.backends.base import BaseEmailBackend
from django.db import OperationalError, connection
from django.test import Client
from reversion.models import Revision, Version

from booking.models import AppointmentRequest
from clinic.models import Clinic
from clinic_site.logs import JsonLines, Mask
from outbox import delivery
from outbox.models import Letter
from staff.models import AuditEntry
from staff.roles import Role
from testimonials.models import Testimonial
from tests.booking import helpers as booking
from tests.booking.desk.helpers import address, time
from tests.booking.own import act
from tests.clinic_site.running import running
from tests.desk import at
from tests.factories import make_practitioner
from tests.staff.helpers import come_in, make_colleague
from tests.testimonials import helpers as stories
from tests.threats.whole import TOKEN

pytestmark = pytest.mark.django_db
REQUEST = {
    "name": "Zqname Quince",
    "phone": "(202) 555-0171",
    "email": "zqemail@zqhost.example",
    "who_for": "other",
    "their_name": "Zqtheirname",
    "talk_to": "them",
    "their_contact": "zqtheirs@zqhost.example",
    "other_language": "Zqlanguage",
    "access": "Zqaccess",
    "note": "Zqnote",
}
STORY = {
    "headline": "Zqheadline",
    "words": "Zqwords",
    "about": "another-service",
    "service": "Zqservice",
    "name": "Zqwriter",
    "connection": "other",
    "connection_words": "Zqconnection",
    "paid": "yes",
    "received": "Zqgift",
    "email": "zqwriter@zqhost.example",
    "phone": "(202) 555-0172",
}
LATER = {"phone": "(202) 555-0173", "email": "zqlater@zqhost.example"}
DESK = {"note": "Zqfromus", "own_words": "Zqownwords", "invited": "zqinvited@zqhost.example"}
OTHERS = {"name": "Zqother", "again": "Zqagain", "password": "Zqpassword"}
TYPED = " ".join(text for form in (REQUEST, STORY, LATER, DESK, OTHERS) for text in form.values())
# Whole words: two letters alone also stand in a random key now and then.
CANARIES = {*re.findall("zq[a-z]+", TYPED.lower()), "555-017", "555017"}


@pytest.fixture
def log(whole):
    """What the site's own log would hold; ``whole`` sets the logging up anew."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Mask())
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


class RefusingBackend(BaseEmailBackend):
    """A mail server that repeats in its refusal whom it refuses."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({to: (550, to.encode()) for to in messages[0].to})


def told(texts):
    """The texts in which a canary stands."""
    texts = [str(text) for text in texts]
    return [text for text in texts if any(word in text.lower() for word in CANARIES)]


class Visitor(Client):
    """A client that keeps every address it was led to and every fault it was shown."""

    def __init__(self):
        super().__init__(raise_request_exception=False)
        self.addresses, self.faults = [], []

    def request(self, **request):
        response = super().request(**request)
        self.addresses.append(response.headers.get("Location", ""))
        if response.status_code in {400, 403, 404, 405, 410, 500}:
            self.faults.append(response.content.decode())
        return response


@pytest.fixture
def site(first_content, settings, log):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    settings.MAIL_LEAVES = True
    Clinic.objects.update(notified="desk@example.com")


def failing(fault):
    def fail(*args):
        raise fault

    return connection.execute_wrapper(fail)


def asks(visitor):
    """A patient asks, mistakes included, and does all that a patient can do."""
    booking.send(visitor, **REQUEST | {"phone": "", "email": ""})
    booking.send(visitor, **REQUEST | {"note": "Zqnote" * 200})
    sent = booking.payload(visitor, **REQUEST)
    visitor.post("/book/", sent)
    row = AppointmentRequest.objects.get()
    visitor.post("/book/", sent | {"name": OTHERS["name"]})
    for phone in (LATER["phone"], REQUEST["phone"]):
        act(visitor, row, "download", phone=phone)
    act(visitor, row, "contact", **LATER)
    visitor.get(row.get_absolute_url())
    return row


def is_answered(owner, row):
    """The desk writes a note, offers, agrees, moves and cancels."""
    karen = make_practitioner("Ann")
    for key, values in [
        ("note", {"note": DESK["note"]}),
        ("offer", time(karen, day="2026-06-09")),
        ("agree", time(karen, day="2026-06-10")),
        ("move", time(karen, day="2026-06-11") | {"own_words": DESK["own_words"]}),
        ("cancel", {"own_words": DESK["own_words"]}),
    ]:
        row.refresh_from_db()
        version = row.version
        owner.get(at(row))
        owner.post(address(key, row), {"seen": version, "anyway": "1", **values})
        row.refresh_from_db()
        assert key == "note" or row.version > version, key
    owner.get("/admin/booking/appointmentrequest/", {"q": "Zqname"})


def tells(visitor, owner):
    """A story is sent, confirmed, changed, read at the desk and withdrawn; others are invited."""
    stories.send(visitor, **STORY | {"headline": ""})
    stories.send(visitor, **STORY)
    story = Testimonial.objects.get(headline=STORY["headline"])
    own = story.get_absolute_url()
    visitor.post(own, {"act": "yes"})
    owner.get(at(story))
    words = stories.hidden(visitor, f"{own}words/") | {"headline": "Zqlater", "words": "Zqlater"}
    visitor.post(f"{own}words/", words | {"consent": "on"})
    visitor.post(own, {"act": "withdraw"})
    owner.post("/admin/testimonials/testimonial/invite/", {"addresses": DESK["invited"]})
    return story


def goes_wrong(visitor, row, story):
    """Every fault, each with something personal in what was sent or in what broke."""
    strict = Visitor()
    strict.handler.enforce_csrf_checks = True
    strict.post("/book/", REQUEST)
    strict.post("/", REQUEST)
    visitor.post("/book/", REQUEST | {f"f{n}": "Zqnote" for n in range(10_001)})
    visitor.post("/book/", {"note": "Zqnote" * 600_000})
    visitor.put("/book/", "Zqnote")
    visitor.get("/nowhere/", REQUEST)
    visitor.get(f"{row.get_absolute_url()}nowhere/", REQUEST)
    visitor.get(f"{story.get_absolute_url()}x", REQUEST)
    visitor.get("/", REQUEST, headers={"Host": "zqhost.example@evil"})
    visitor.post("/admin/login/", {"username": REQUEST["email"], "password": OTHERS["password"]})
    visitor.post("/admin/forgot-password/", {"email": REQUEST["email"]})
    sent = booking.payload(visitor, **REQUEST | {"name": OTHERS["again"]})
    for fault in (ValueError(f"Zqname {row.key}"), OperationalError("gone\nDETAIL: Zqname")):
        with failing(fault):
            visitor.post("/book/", sent)
            visitor.get(row.get_absolute_url())
    return strict


def test_s24_nothing_personal_is_told(site, log, whole, time_machine):
    time_machine.move_to("2026-06-02 14:00+00:00")
    owner, visitor = Visitor(), Visitor()
    come_in(owner, make_colleague(Role.OWNER))
    row = asks(visitor)
    is_answered(owner, row)
    with reversion.create_revision():
        owner.get("/admin/")
    story = tells(visitor, owner)
    strict = goes_wrong(visitor, row, story)
    for path in ("/", "/stories/", "/about/"):
        whole.ask(path)
    Letter.objects.update(not_before="2020-01-01 00:00Z")
    delivery.deliver_due()

    lines = log.getvalue()
    assert len(lines.splitlines()) > 8
    assert told(lines.splitlines()) == []
    assert [key for key in (row.key, story.key) if key in lines] == []
    letters = Letter.objects.all()
    assert len(letters) > 8
    assert told(f"{each.subject} {each.reference} {each.error_class}" for each in letters) == []
    assert AuditEntry.objects.count() > 5
    assert told(AuditEntry.objects.values_list("reference", flat=True)) == []
    assert told(LogEntry.objects.values_list("object_repr", "change_message")) == []
    assert told(Version.objects.values_list("object_repr", "serialized_data")) == []
    assert told(Revision.objects.values_list("comment", flat=True)) == []
    assert (
        told(str(each) for model in apps.get_models() for each in model._base_manager.all()) == []
    )
    kept = whole.application.application.application.pages
    assert len(kept) == 3
    assert told(page.body.decode() for page in kept.values()) == []
    for client in (owner, visitor, strict):
        assert told(client.addresses) == []
        assert told(client.faults) == []
    assert len(visitor.faults + strict.faults) > 9


@pytest.mark.django_db(transaction=True)
def test_s24_neither_the_log_nor_the_name_of_a_process_tells(tmp_path):
    with running(tmp_path, OTHER_URLS="tests.clinic_site.broken_urls") as site:
        data = f"name=Zqname&email=zqemail@zqhost.example&csrfmiddlewaretoken={TOKEN}".encode()
        cookie = f"csrftoken={TOKEN}"
        assert site.ask("/mine/s3cret-key/?q=Zqname", data)[0] == 500
        assert site.ask("/nowhere/?q=Zqname", data)[0] in {403, 404}
        assert site.ask("/book/?q=Zqname", data, Cookie=cookie, Origin="http://evil.example")[0]
        assert (
            site.ask("/request/s3cret-key/nowhere/", Referer="http://zqhost.example/Zqname")[0]
            == 404
        )
        pids = [site.process.pid]
        pids += Path(f"/proc/{pids[0]}/task/{pids[0]}/children").read_text().split()
        titles = [Path(f"/proc/{pid}/cmdline").read_text() for pid in pids]
        log = site.log.read_text(encoding="utf-8")
    assert len(titles) > 1
    assert told(titles) == []
    lines = [json.loads(line) for line in log.splitlines()]
    assert any(line["status"] == 500 for line in lines)
    assert told(lines) == []
    assert "s3cret" not in log
