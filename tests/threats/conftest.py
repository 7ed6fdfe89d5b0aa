"""What the tests of threats begin with."""

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.threats.whole import Whole


@pytest.fixture
def first_content(db):
    """A site with its first content."""
    call_command("load_first_content", verbosity=0)


@pytest.fixture
def whole(first_content):
    """The site as gunicorn serves it."""
    yield Whole()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
