"""Contact, privacy and the accessibility statement, made from the clinic's own facts."""

import datetime
import re
from http import HTTPStatus
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from clinic import reading
from clinic.away import RETRY_AFTER_SECONDS, again_after
from clinic.pictures import TYPES

# The days on which the fixed words of these two pages changed last.
PRIVACY_CHANGED_ON = datetime.date(2026, 11, 24)
ACCESSIBILITY_CHANGED_ON = datetime.date(2026, 11, 24)


# A picture and its widths, as clinic/pictures.py names them.
OF_OURS = re.compile(r"[0-9a-f]{32}(?:\.(?:jpg|png)|/\d+w\.(?:avif|webp))")
ONE_YEAR = 365 * 24 * 60 * 60


@require_safe
def media(request, name):
    """A stored picture, from whichever storage, in a sandbox of its own.

    A name is never given twice, so a browser may keep the file for ever. 503 when the storage is
    away: a picture that is "not found" is forgotten by caches and search engines.
    """
    if not OF_OURS.fullmatch(name):
        raise Http404
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise Http404 from fault
    except OSError:
        away = HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
        away.headers["Cache-Control"] = "no-store"
        return again_after(away, RETRY_AFTER_SECONDS)
    response = FileResponse(file, content_type=TYPES[PurePosixPath(name).suffix])
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def reading_note(request):
    """How easy the text sent by the script of a form is to read."""
    note = reading.note(request.POST.get("text", ""))
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


@require_safe
def contact(request):
    """How to reach the clinic, when it is open and where it is."""
    return render(request, "clinic/contact.html")


@require_safe
def privacy(request):
    """What is kept about a patient, why, how long, and who sees it."""
    context = {
        "changed_on": PRIVACY_CHANGED_ON,
        "is_https": settings.SITE_URL.startswith("https:"),
    }
    return render(request, "clinic/privacy.html", context)


@require_safe
def accessibility(request):
    """What the site aims for, how it is checked and what is not good yet."""
    return render(request, "clinic/accessibility.html", {"changed_on": ACCESSIBILITY_CHANGED_ON})
