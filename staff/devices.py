"""Where a colleague is signed in, and which computers are remembered.

A cookie, set by signing in alone, tells one browser from another; only its hash is kept. No
network address is.
"""

import datetime
import hashlib
import re
import secrets

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from clinic import formats
from outbox.post import post
from staff.models import Device, StaffMember

COOKIE = "device" if settings.SITE_IS_LOCAL else "__Host-device"
KNOWN_FOR = datetime.timedelta(days=365)
REMEMBERED_FOR = datetime.timedelta(days=30)
# The first that fits counts: Edge and Opera also call themselves Chrome, and Chrome Safari.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
]


def words_for(user_agent):
    """ "Firefox on Windows", as far as a browser says what it is."""
    browser = _first(BROWSERS, user_agent) or "A browser"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def _first(table, text):
    return next((name for pattern, name in table if re.search(pattern, text)), "")


def _hash(cookie):
    return hashlib.sha256(cookie.encode()).hexdigest()


def device_of(request, member):
    """The Device of this browser for a colleague, or None when it is new to them."""
    cookie = request.COOKIES.get(COOKIE, "")
    return member.devices.filter(cookie_hash=_hash(cookie)).first() if cookie else None


def known_to(request, email):
    """The Device of this browser if the colleague with this address came in with it, or None."""
    cookie = request.COOKIES.get(COOKIE, "")
    return Device.objects.filter(cookie_hash=_hash(cookie), member__email=email).first()


def last_in(request):
    """The number of the colleague who signed in last with this browser, or None."""
    cookie = request.COOKIES.get(COOKIE, "")
    return Device.objects.filter(cookie_hash=_hash(cookie)).values_list("member", flat=True).first()


def is_remembered(request, member):
    """Whether this browser was remembered with the password the colleague still has."""
    device = device_of(request, member)
    return (
        device is not None
        and device.remembered_until is not None
        and device.remembered_until > timezone.now()
        and constant_time_compare(device.remembered_with, member.get_session_auth_hash())
    )


def note_sign_in(request, member, *, remember):
    """Keep that this browser's session is now a colleague's; returns the value of its cookie.

    ``remember`` lets it leave out the second step for 30 days. A browser never seen before is
    told to the colleague and the owners by letter.
    """
    now = timezone.now()
    cookie = _cookie_of(request)
    key = request.session.session_key
    values = {"signed_in_at": now, "session_key": key}
    if remember:
        values["remembered_until"] = now + REMEMBERED_FOR
        values["remembered_with"] = member.get_session_auth_hash()
    words = words_for(request.headers.get("User-Agent", ""))
    with transaction.atomic():
        is_first = not member.devices.exists()
        _end_sessions_before(member, cookie, key)
        device, is_new = Device.objects.update_or_create(
            member=member,
            cookie_hash=_hash(cookie),
            defaults=values | {"words": words},
        )
        if is_new:
            tell_of_new(device, is_first=is_first)
    return cookie


def _cookie_of(request):
    """The value this browser has from us, or a new one: what somebody else put there opens none."""
    cookie = request.COOKIES.get(COOKIE, "")
    is_ours = Device.objects.filter(cookie_hash=_hash(cookie)).exists()
    return cookie if is_ours else secrets.token_urlsafe(16)


def _end_sessions_before(member, cookie, key):
    """A browser has one session: one it lost the cookie of ends, and none is listed twice."""
    before = member.devices.filter(cookie_hash=_hash(cookie)).exclude(session_key=key)
    Session.objects.filter(session_key__in=before.values("session_key")).delete()
    member.devices.filter(session_key=key).update(session_key="")


def tell_of_new(device, *, is_first):
    """Write to the owners, and to the colleague unless it is the first device they ever used."""
    member = device.member
    addresses = set(StaffMember.objects.owners().values_list("email", flat=True))
    addresses = addresses - {member.email} if is_first else addresses | {member.email}
    now = timezone.localtime(device.signed_in_at)
    when = f"{formats.day(now, now)}, {formats.time_of_day(now)}"
    for address in sorted(addresses):
        post(
            "staff.new_device",
            address,
            {"colleague": str(member), "device": device.words, "when": when},
        )


def set_cookie(response, cookie):
    """Let the browser be known again for a year."""
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def signed_in(member):
    """The devices on which a colleague is signed in now, newest first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return member.devices.filter(session_key__in=alive)


def sign_out(devices):
    """End the sessions of these Devices (a queryset) and remember none of them any longer."""
    with transaction.atomic():
        Session.objects.filter(session_key__in=devices.values("session_key")).delete()
        devices.update(session_key="", remembered_until=None, remembered_with="")
