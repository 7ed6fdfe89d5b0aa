"""What the tests of the own page begin with."""

import pytest
import time_machine

from tests.booking.own import NOW
from tests.factories import make_clinic, make_hours


@pytest.fixture
def tuesday(db):
    """A clinic that is open, and whose desk has an address."""
    make_clinic(notified="front@example.com")
    make_hours()
    with time_machine.travel(NOW, tick=False):
        yield
