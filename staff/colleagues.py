"""What an owner does for colleagues."""

from django.db import transaction
from django.utils import timezone

from clinic import formats
from clinic.models import Clinic
from clinic.templatetags.clinic import phone
from outbox.post import post
from staff import devices, second_step


def reset_second_step(member, who_did):
    """Take the second step of a colleague away, end their sign-ins and tell them by letter.

    ``who_did`` names the person for the letter.
    """
    now = timezone.localtime()
    when = f"{formats.day(now, now)}, {formats.time_of_day(now)}"
    with transaction.atomic():
        second_step.forget(member)
        devices.sign_out(member.devices.all())
        values = {"who_did": who_did, "when": when, "phone": phone(Clinic.objects.current().phone)}
        post("staff.second_step_reset", member.email, values)


def shut_out(member):
    """End the sign-ins of a colleague who may no longer come in."""
    devices.sign_out(member.devices.all())
