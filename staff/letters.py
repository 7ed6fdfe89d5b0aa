"""The letters of this room."""

from django.conf import settings

from outbox.kinds import Kind
from staff import invitations


def sign_ins_link(reference):
    """The address where a colleague sees and ends their sign-ins."""
    return f"{settings.SITE_URL}/admin/my-sign-ins/"


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
)
SECOND_STEP_RESET = Kind(
    key="staff.second_step_reset",
    name="Second step reset",
    subject="Your second step was reset",
    body="""{who_did} reset it on {when}. At your next sign-in you set up a new one.

If you did not ask for this, call {phone} now.""",
    sample={
        "who_did": "Karen",
        "when": "Tuesday, June 2, 8:04 am",
        "phone": "(202) 555-0136",
    },
    is_for_staff=True,
)
KINDS = (INVITATION, NEW_DEVICE, SECOND_STEP_RESET)
