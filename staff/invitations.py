"""Inviting a colleague: a letter with a link that works once, for three days."""

import datetime

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from clinic.models import Clinic
from outbox.post import post
from staff.models import StaffMember

SALT = "staff.invitation"
LASTS = datetime.timedelta(days=3)


def invite(member, inviter):
    """Write the letter that lets ``member`` choose a password; without one nobody signs in.

    Every link sent before ends, also one to another address.
    """
    with transaction.atomic():
        member.set_unusable_password()
        member.save(update_fields=["password"])
        post(
            "staff.invitation",
            member.email,
            {
                "inviter": str(inviter),
                "clinic": Clinic.objects.current().name,
                "name": member.first_name,
            },
            reference=reference_of(member),
        )


def reference_of(member):
    """What an invitation regards: a colleague at one address, named by a code of it."""
    return f"colleague-{member.pk}-{salted_hmac(SALT, member.email).hexdigest()[:12]}"


def link(reference):
    """The absolute address behind an invitation; None once it was taken up or sent elsewhere."""
    _, pk, *_ = reference.split("-")
    member = _waiting().filter(pk=pk).first()
    # A letter that still waits to leave for a wrong address must not carry the new link there.
    if member is None or reference_of(member) != reference:
        return None
    key = signing.dumps([member.pk, _state(member)], salt=SALT)
    return settings.SITE_URL + reverse("staff:invitation", args=[key])


def invited_by(key):
    """The colleague an invitation's ``key`` is for; None when it was used, changed or is old."""
    try:
        pk, state = signing.loads(key, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    member = _waiting().filter(pk=pk).first()
    return member if member and constant_time_compare(state, _state(member)) else None


def _waiting():
    return StaffMember.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)


def _state(member):
    """Changes with password and address: an invitation renewed, taken up or sent elsewhere ends
    the links before it."""
    return salted_hmac(SALT, f"{member.password} {member.email}").hexdigest()[:16]
