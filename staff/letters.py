"""Letters to colleagues about their sign-in."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from outbox.kinds import Kind
from staff.models import StaffMember

RESET = "staff.reset"


def reference_of(email):
    """What a reset letter regards: an address as a code that only this site can make."""
    return salted_hmac("staff.letters.reset", email.lower()).hexdigest()[:32]


def reset_link(reference):
    """The address where a password is chosen, or None for an address nobody signs in with."""
    for member in StaffMember.objects.may_sign_in():
        if constant_time_compare(reference_of(member.email), reference):
            token = default_token_generator.make_token(member)
            return settings.SITE_URL + reverse("choose_password", args=[token])
    return None


KINDS = (
    Kind(
        key=RESET,
        name="New password",
        subject="Choose a new password",
        body=(
            "You, or someone else, asked for a new password for this address.\n\n"
            "Choose one within 1 hour: {link}\n\n"
            "If it was not you, do nothing. Your old password still works."
        ),
        sample={},
        needed=frozenset({"link"}),
        link=reset_link,
        is_for_staff=True,
        foot="You get this because this address signs in at the clinic desk.",
    ),
)
