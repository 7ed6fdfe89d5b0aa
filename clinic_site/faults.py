"""The pages for faults. Those for faults on our side ask the database nothing."""

import os
import sys
from contextlib import suppress
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError
from django.middleware.csrf import get_token
from django.shortcuts import render
from phonenumber_field.phonenumber import to_python

from clinic.away import DATABASE_AWAY, RETRY_AFTER_SECONDS, again_after
from clinic.facts import ClinicFacts, last_known_clinic
from clinic_site.kept_answers import kept_answers
from staff.old_token import given_back


def learn_phone():
    """Read the clinic once, before anything can fail, and note its number for a start without."""
    with suppress(DatabaseError, OSError):
        phone = ClinicFacts().clinic.phone
        unfinished = settings.PHONE_NOTE.with_suffix(f".{os.getpid()}")
        unfinished.write_text(phone.as_e164 if phone else "", encoding="utf-8")
        unfinished.replace(settings.PHONE_NOTE)


def _noted_phone():
    """The number that was noted when a worker last started beside a database, or None."""
    with suppress(OSError):
        return to_python(settings.PHONE_NOTE.read_text(encoding="utf-8"))
    return None


def bad_request(request, exception=None):
    """400: a request that cannot be read, such as one with too many fields."""
    return render(None, "400.html", _context(), status=HTTPStatus.BAD_REQUEST)


def unreadable():
    """415: a request written in letters we do not read."""
    return render(None, "400.html", _context(), status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def not_found(request, exception):
    """404. Django's own would read the form first, and break on one that cannot be read."""
    return render(request, "404.html", {"exception": exception}, status=HTTPStatus.NOT_FOUND)


def without_token(request, reason=""):
    """403: a form that did not come from a page of ours; ``reason`` is for developers."""
    # What a page tells machines needs its view, which never ran.
    return given_back(request) or render(
        request, "403_csrf.html", {"private": True}, status=HTTPStatus.FORBIDDEN
    )


def server_error(request):
    """503 when the database is locked, full or gone, else 500; with the clinic's phone number.

    A fault in a middleware reaches no ``process_exception``, so the exception is looked at here.
    What a visitor typed stands on the page and can be sent again.
    """
    fault = sys.exc_info()[1]
    if not _is_away(fault):
        return render(None, "500.html", _context(), status=HTTPStatus.INTERNAL_SERVER_ERROR)
    context = _context()
    if form := kept_answers(request):
        context |= {"form": form, "csrf_token": get_token(request)}
    page = render(None, "503.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
    page.headers["Cache-Control"] = "no-store"
    return again_after(page, RETRY_AFTER_SECONDS)


def _is_away(fault):
    # SQLite says a bare DatabaseError of a file that is damaged or something else.
    return isinstance(fault, DATABASE_AWAY) or type(fault) is DatabaseError


def _context():
    clinic = last_known_clinic()
    return {"phone": clinic.phone if clinic else _noted_phone()}
