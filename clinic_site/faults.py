"""The pages for faults on our side. They ask the database nothing."""

import sys
from contextlib import suppress
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError, OperationalError
from django.shortcuts import render

from clinic.facts import ClinicFacts, last_known_clinic

RETRY_AFTER_SECONDS = 60


def learn_phone():
    """Read the clinic once, before anything can fail; without a database it stays unknown."""
    with suppress(DatabaseError):
        ClinicFacts().clinic  # noqa: B018


def bad_request(request, exception=None):
    """400: a request that cannot be read, such as one with too many fields."""
    return render(None, "400.html", _context(), status=HTTPStatus.BAD_REQUEST)


def server_error(request):
    """503 when the database is locked, full or gone, else 500; with the clinic's phone number.

    A fault in a middleware reaches no ``process_exception``, so the exception is looked at here.
    """
    fault = sys.exc_info()[1]
    if not isinstance(fault, (OperationalError, InterfaceError)):
        return render(None, "500.html", _context(), status=HTTPStatus.INTERNAL_SERVER_ERROR)
    page = render(None, "503.html", _context(), status=HTTPStatus.SERVICE_UNAVAILABLE)
    page.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return page


def _context():
    clinic = last_known_clinic()
    return {"phone": clinic.phone if clinic else None}
