"""The site under fire: its application, a database with one of everything, and a way to ask it."""

import datetime
import shutil
from pathlib import Path

import reversion
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client
from django.utils import timezone
from gunicorn.config import Config
from gunicorn.http.errors import ConfigurationProblem, NoMoreData, ParseException
from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import create

from booking.models import AppointmentRequest
from clinic.models import Closure, Notice, Practitioner
from outbox.models import Letter
from staff.models import AuditEntry
from staff.roles import Role
from techniques.models import Category, Source, Technique
from testimonials.models import Invitation, Testimonial
from testimonials.models.invitation import new_code
from tests.booking.states import STATES
from tests.factories import make_letter, make_staff, make_story
from tests.staff.helpers import come_in, make_colleague

CSRF = "f" * 32
# Gunicorn's own parser refused it: no application was asked.
REFUSED = "refused by gunicorn"
WHERE = ("127.0.0.1", 8000)
# Nobody works at the desk for longer without giving the password again.
CASES_BETWEEN_SIGN_INS = 500


class NoSocket:
    """What gunicorn would say "100 Continue" to."""

    def send(self, data):
        """Nobody listens."""


def prepare(folder):
    """A fresh test database with one of everything in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if connection.vendor == "sqlite":
        settings.DATABASES["default"]["TEST"]["NAME"] = folder / "db.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = folder / "db.sqlite3"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()  # the one that made the file does not know it yet
    # Each answer is part of a transaction that is taken back: the connection has to live on.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("load_first_content", verbosity=0)
    plant()


def plant():
    """Rows in every state, and one of each kind the first content does not bring."""
    for make_state in STATES.values():
        make_state()
    today = timezone.localdate()
    make_story(email="maria@example.com", consent_until=today + datetime.timedelta(days=20))
    make_story(published_at=None)
    make_story(email="zoe@example.com", published_at=None, confirmed_at=None)
    Invitation.objects.create(code=new_code(), expires_on=today + datetime.timedelta(days=30))
    Notice.objects.create(sentence="We moved.", from_on=today, until_on=today)
    Closure.objects.create(first_day=today, last_day=today + datetime.timedelta(days=200))
    Category.objects.get_or_create(name="Hands-on care")
    make_letter(kind="booking.received", failed_at=timezone.now())
    colleague = make_colleague(Role.RECEPTIONIST)
    AuditEntry.objects.create(member=colleague, act="looked", reference="4K7-P29")
    with reversion.create_revision():
        for model in reversion.get_registered_models():
            if row := model._base_manager.order_by("pk").first():
                reversion.add_to_revision(row)


class Site:
    """Answers raw requests as gunicorn would have it answer, and forgets each one afterwards."""

    def __init__(self, application):
        self.application = application
        self.config = Config()
        self.config.set("forwarder_headers", "")  # as gunicorn.conf.py says
        self.owner = make_staff("owner@example.com", is_superuser=False)
        self.owner.groups.add(Group.objects.get(name=Role.OWNER))
        self.keys = _keys()
        self.asked = 0
        self.sign_in()

    def sign_in(self):
        """Let the owner have just come in."""
        self.client = Client()
        come_in(self.client, self.owner)
        name = settings.SESSION_COOKIE_NAME
        self.session = f"{name}={self.client.cookies[name].value}"

    def cookies(self, *, is_owner):
        """The Cookie header of a stranger who opened a form, or of the owner."""
        token = f"{settings.CSRF_COOKIE_NAME}={CSRF}"
        return f"{self.session}; {token}" if is_owner else token

    def throw(self, raw):
        """Status of the answer to these bytes, or REFUSED; whatever it wrote is taken back."""
        self.asked += 1
        if self.asked % CASES_BETWEEN_SIGN_INS == 0:
            self.sign_in()
        try:
            message = next(RequestParser(self.config, iter([raw]), WHERE))
            _, environ = create(message, NoSocket(), WHERE, WHERE, self.config)
        except ConfigurationProblem:
            raise  # gunicorn answers 500
        except (ParseException, NoMoreData, StopIteration):
            return REFUSED
        return self.answer(environ)[0]

    def answer(self, environ):
        """Status and body of the answer to a WSGI environ; whatever it wrote is taken back."""
        said = []
        with transaction.atomic():
            parts = self.application(environ, lambda status, *rest: said.append(status))
            body = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
            transaction.set_rollback(True)
        return int(said[0].split()[0]), body


def _keys():
    """What may stand in the variable parts of an address: keys, slugs and numbers of rows."""
    requests = list(AppointmentRequest.objects.order_by("pk"))
    stories = [row.key for row in Testimonial.objects.order_by("-pk")[:3]]
    codes = list(Invitation.objects.values_list("code", flat=True))
    slugs = [*Technique.objects.values_list("slug", flat=True), "publish-a-treatment", "clinic"]
    models = (Practitioner, Source, Letter, Testimonial)
    numbers = [model.objects.order_by("pk").first().pk for model in models]
    keys = [row.key for row in requests] + [row.pk for row in requests]
    return [str(key) for key in (*keys, *stories, *codes, *slugs, *numbers, "booking.received")]
