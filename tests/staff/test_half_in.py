"""Half signed in: no address of the desk opens before the last step, by looking or by sending."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from staff import entry
from staff.roles import Role
from tests.addresses import addresses
from tests.html import read
from tests.staff.helpers import PASSWORD, SECOND_STEP, SIGN_IN, digits, give_password
from tests.staff.helpers import give_second_step as give_step
from tests.staff.walking import filled_in, one_of_everything, walked

pytestmark = pytest.mark.django_db
# The way in and the way out, which show nothing of the desk.
STEPS = {
    "/admin/login/",
    "/admin/logout/",
    "/admin/leave/",
    "/admin/forgot-password/",
    "/admin/second-step/",
    "/admin/second-step/set-up/",
    "/admin/own-password/",
}
WITH_A_KEY = ("/admin/new-password/", "/admin/invited/")
OF_PATIENTS = ("Maria Lopez", "maria@example.com", "4K7-P29")
MAY_BE_WRITTEN = {"django_session"}


@pytest.fixture
def owner(settings, tmp_path):
    settings.BACKUP_FOLDER, settings.SITE_IS_LOCAL = tmp_path, False
    return one_of_everything(tmp_path)[Role.OWNER]


def without_a_second_step(client, owner):
    give_password(client, owner.email)


def before_the_second_step(client, owner):
    give_step(owner)
    give_password(client, owner.email)


def with_a_password_the_site_made(client, owner):
    owner.take_made_password(PASSWORD)
    give_step(owner)
    give_password(client, owner.email)
    client.post(SECOND_STEP, {"code": digits()})
    assert client.session[entry.IS_IN]


def everywhere():
    """Every address of the desk that is no step of signing in, with the numbers of real rows."""
    models = [model for model in admin.site._registry if model.objects.exists()]
    numbers = {model.objects.order_by("pk").first().pk for model in models}
    found = {*addresses(numbers, under="admin/"), *map(filled_in, walked())}
    return sorted(each for each in found - STEPS if not each.startswith(WITH_A_KEY))


def ask(client, method, address):
    """The response, and the tables that were written to; whatever changed is taken back."""
    connection.queries_log.clear()  # else its limit of 9,000 is met on the way
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        sent = {"post": "yes", "_save": "1"} if method == "post" else {}
        response = getattr(client, method)(address, sent)
        if response.streaming:
            response.getvalue()
        transaction.set_rollback(True)
    sentences = [query["sql"] for query in asked if not query["sql"].startswith("SELECT")]
    tables = [model._meta.db_table for model in apps.get_models()]
    return response, {table for table in tables for sql in sentences if f'"{table}"' in sql}


def is_the_way_in(response):
    """Whether this is the sign-in page, or leads to it or to the step that is missing."""
    if response.status_code == 302:
        return response.headers["Location"].startswith((SIGN_IN, SECOND_STEP))
    return response.status_code == 403 and read(response).one("h1").text == "Sign in"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "come_half_in",
    [without_a_second_step, before_the_second_step, with_a_password_the_site_made],
)
def test_nothing_opens_before_the_last_step(client, owner, come_half_in, method):
    come_half_in(client, owner)
    walk = everywhere()
    assert len(walk) > 150
    for address in walk:
        response, written = ask(client, method, address)
        assert is_the_way_in(response), (address, response.status_code)
        assert written <= MAY_BE_WRITTEN, address
        body = response.content.decode().replace(address, "")
        assert not [word for word in OF_PATIENTS if word in body], address


@pytest.mark.parametrize("come_half_in", [without_a_second_step, before_the_second_step])
def test_the_steps_themselves_show_nothing_of_the_desk(client, owner, come_half_in):
    come_half_in(client, owner)
    for address in sorted(STEPS):
        for method in ("get", "post"):
            response, _ = ask(client, method, address)
            assert not read(response).all("nav", class_="desk-nav"), address
            assert not [word for word in OF_PATIENTS if word in response.content.decode()], address


def test_the_same_addresses_open_after_the_last_step(client, owner):
    """So the walk above is one over pages, not over addresses that open to nobody."""
    before_the_second_step(client, owner)
    client.post(SECOND_STEP, {"code": digits()})
    opened = [each for each in everywhere() if ask(client, "get", each)[0].status_code == 200]
    assert len(opened) > 60
