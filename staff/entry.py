"""The way in: password, then the second step, then the desk."""

import datetime
import logging
import time

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from staff import devices, second_step, typed

log = logging.getLogger(__name__)
# What a session holds: that its person is in, where they want to go, when they last gave the
# password.
IS_IN = "is_in"
GOES_TO = "goes_to"
PASSWORD_GIVEN_AT = "password_given_at"  # noqa: S105 - the name of a value
ASKED_AGAIN_AFTER_SECONDS = 10 * 60


def must_choose(member):
    """Whether a colleague still has the password the site made: good to choose one's own alone.

    On this computer it may be used on, as no second step is needed there.
    """
    return member.password_made_at is not None and not settings.SITE_IS_LOCAL


def may_enter(request):
    """Whether this request comes from a colleague who has taken every step."""
    member = request.user
    if not (member.is_active and member.is_staff) or must_choose(member):
        return False
    return bool(request.session.get(IS_IN)) or not second_step.is_needed(member)


def safe_path(request, path):
    """``path`` if it leads to this site, else the desk's first page."""
    # Anything else could be the name of a view to redirect().
    is_path = path.startswith("/")
    is_ours = is_path and url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if is_ours else reverse("admin:index")


def note_password(session):
    """Keep that the person of this session has just given the password."""
    session[PASSWORD_GIVEN_AT] = time.time()


def gave_password_lately(session):
    """Whether the password was given within the last ten minutes."""
    return time.time() - session.get(PASSWORD_GIVEN_AT, 0) < ASKED_AGAIN_AFTER_SECONDS


def go_on(request, path):
    """After the password: to the second step, or straight in where none is needed."""
    note_password(request.session)
    request.session[GOES_TO] = path
    if second_step.is_needed(request.user) and not devices.is_remembered(request, request.user):
        return redirect("staff:second_step")
    return open_desk(request)


def open_desk(request, *, remember=False):
    """Let a colleague in for a working day; leads to where they wanted to go."""
    session = request.session
    # Another key than before the last step, so that one planted earlier opens nothing.
    session.cycle_key()
    session[IS_IN] = True
    log.info("Signed in: colleague %s", request.user.pk)
    session.set_expiry(timezone.now() + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    cookie = devices.note_sign_in(request, request.user, remember=remember)
    path = session.pop(GOES_TO, reverse("admin:index"))
    response = redirect(typed.way_on(session, path))
    devices.set_cookie(response, cookie)
    return response
