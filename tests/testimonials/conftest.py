"""What the tests of the desk begin with."""

import pytest

from tests.factories import make_clinic, make_staff


@pytest.fixture
def boss(client):
    boss = make_staff()
    client.force_login(boss)
    return boss


@pytest.fixture
def clinic(db):
    return make_clinic()
