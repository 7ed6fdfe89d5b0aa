"""Letters to colleagues about their sign-in."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from outbox.kinds import Kind
from staff import invitations
from staff.models import StaffMember

RESET = "staff.reset"
FOOT = "You get this because this address signs in at the clinic desk."
# What an example of a letter about an owner's act is filled in with.
DONE_BY_OWNER = {
    "who_did": "Karen",
    "when": "Tuesday, June 2, 8:04 am",
    "phone": "(202) 555-0136",
}


def sign_ins_link(reference):
    """The address where a colleague sees and ends their sign-ins."""
    return settings.SITE_URL + reverse("staff:my_sign_ins")


def reference_of(email):
    """What a reset letter regards: an address as a code that only this site can make."""
    return salted_hmac("staff.letters.reset", email.lower()).hexdigest()[:32]


def reset_link(reference):
    """The address where a password is chosen, or None for an address nobody signs in with."""
    for member in StaffMember.objects.may_sign_in():
        if constant_time_compare(reference_of(member.email), reference):
            token = default_token_generator.make_token(member)
            return settings.SITE_URL + reverse("staff:choose_password", args=[token])
    return None


INVITATION = Kind(
    key="staff.invitation",
    name="Invitation to the desk",
    subject="{inviter} invites you to the desk of {clinic}",
    body="""Hello {name},

Open this page, choose a password and set up your second step.

Accept the invitation: {link}

The link works for 3 days. You need a phone with an authenticator app.""",
    sample={"inviter": "Karen", "clinic": "Natural Healthcare Services", "name": "Ana"},
    needed=frozenset({"link"}),
    link=invitations.link,
    is_for_staff=True,
    foot=FOOT,
)
NEW_DEVICE = Kind(
    key="staff.new_device",
    name="New sign-in",
    subject="New sign-in for {colleague}",
    body="""{colleague} signed in on a device we have not seen: {device}, {when}.

If that is right, do nothing. If not: sign out everywhere and choose a new password.

Your sign-ins: {link}""",
    sample={
        "colleague": "Ana Weiss",
        "device": "Firefox on Windows",
        "when": "Tuesday, June 2, 8:04 am",
    },
    link=sign_ins_link,
    is_for_staff=True,
    foot=FOOT,
)
SECOND_STEP_RESET = Kind(
    key="staff.second_step_reset",
    name="Second step reset",
    subject="Your second step was reset",
    body="""{who_did} reset it on {when}. At your next sign-in you set up a new one.

If you did not ask for this, call {phone} now.""",
    sample=DONE_BY_OWNER,
    is_for_staff=True,
    foot=FOOT,
)
ADDRESS_CHANGED = Kind(
    key="staff.address_changed",
    name="Another sign-in address",
    subject="Your sign-in has another e-mail address",
    body="""{who_did} changed it on {when}. You no longer sign in with the address of this letter.

If you did not ask for this, call {phone} now.""",
    sample=DONE_BY_OWNER,
    is_for_staff=True,
    foot="You get this because this address signed in at the clinic desk.",
)
RESET_KIND = Kind(
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
    foot=FOOT,
)
KINDS = (RESET_KIND, INVITATION, NEW_DEVICE, SECOND_STEP_RESET, ADDRESS_CHANGED)
