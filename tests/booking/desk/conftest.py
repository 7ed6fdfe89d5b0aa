"""What the tests of the desk begin with."""

import pytest
import time_machine

from tests.factories import make_clinic, make_hours, make_practitioner, make_staff


@pytest.fixture
def tuesday_at_ten(client):
    with time_machine.travel("2026-06-02 14:00+00:00", tick=False):
        make_clinic()
        make_hours()
        client.force_login(make_staff(first_name="Karen"))
        yield


@pytest.fixture
def karen():
    return make_practitioner("Karen")
