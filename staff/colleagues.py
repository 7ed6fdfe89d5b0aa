"""What an owner does for colleagues."""

from django.db import transaction
from django.utils import timezone

from clinic import formats
from clinic.models import Clinic
from clinic.templatetags.clinic import phone
from outbox.post import post
from staff import devices, second_step
from staff.models import StaffMember

# Whom the site makes first signs in with this, until the first run asks for an address of theirs.
MADE_UP_ADDRESS = "desk@example.com"


def is_alone():
    """Whether one person alone works here: then there is no role to choose or to tell apart."""
    return StaffMember.objects.count() == 1


def has_been_in(member):
    """Whether a colleague ever took every step of signing in.

    Whoever got an invitation by mistake may have chosen a password, and then met the second step.
    """
    return second_step.is_set_up(member) or member.devices.exists()


def reset_second_step(member, who_did):
    """Take the second step of a colleague away, end their sign-ins and tell them by letter.

    ``who_did`` names the person for the letter.
    """
    with transaction.atomic():
        second_step.forget(member)
        devices.sign_out(member.devices.all())
        post("staff.second_step_reset", member.email, _facts(who_did))


def tell_old_address(address, who_did):
    """Write to the address a colleague signed in with that it does so no longer.

    The one the site made up is nobody's: a letter to it would only come back.
    """
    if address != MADE_UP_ADDRESS:
        post("staff.address_changed", address, _facts(who_did))


def _facts(who_did):
    """Who did it, when, and whom to call, for a letter."""
    now = timezone.localtime()
    when = f"{formats.day(now, now)}, {formats.time_of_day(now)}"
    return {"who_did": who_did, "when": when, "phone": phone(Clinic.objects.current().phone)}


def shut_out(member):
    """End the sign-ins of a colleague who may no longer come in."""
    devices.sign_out(member.devices.all())
