"""Looking at the desk takes no lock: it answers while something else writes."""

import sqlite3

import pytest
from django.core.management import call_command
from django.db import connection

from techniques.models import Technique
from tests.desk import at, opened
from tests.factories import make_staff
from tests.html import read

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def technique(client):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one lock for all writers")
    call_command("load_first_content", verbosity=0)
    client.force_login(make_staff())
    row = Technique.objects.get()
    client.post(at(row), opened(client, row) | {"_continue": "1", "tagline": "Changed."})
    return row


@pytest.fixture
def foreign_write_lock(technique):
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@pytest.fixture
def version(client, technique):
    """The address of a version; read before the lock is taken."""
    return (
        read(client.get(at(technique, "history"))).one("ol", class_="versions").all("a")[-1]["href"]
    )


def test_reading_answers_under_a_foreign_write_lock(client, technique, version, foreign_write_lock):
    source = technique.benefits.first().sources.first()
    addresses = [
        at(Technique, "changelist"),
        at(Technique, "add"),
        at(technique),
        at(technique, "history"),
        version,
        at(technique, "publish"),
        at(source),
        "/admin/guides/publish-a-treatment/",
    ]
    for address in addresses:
        assert client.get(address).status_code in {200, 302}, address
