"""The letters of what looks at the whole site."""

from django.conf import settings
from django.urls import reverse

from outbox.kinds import Kind
from outbox.post import post
from staff.models import StaffMember

BACKUP_FAILED = "clinic_site.backup_failed"
DISK_FULL = "clinic_site.disk_full"
FOOT = "You get this because you may do everything at the clinic desk."


def desk_link(reference):
    """The clinic desk's first page, where open faults stand."""
    return settings.SITE_URL + reverse("admin:index")


KINDS = (
    Kind(
        key=BACKUP_FAILED,
        name="Backup failed",
        subject="No backup was made on {day}",
        body=(
            "Reason: {reason}.\n\n"
            "{last_good}\n\n"
            "What to do: show this letter to who looks after the site. The site itself works.\n\n"
            "Open the clinic desk: {link}"
        ),
        sample={
            "day": "Tuesday, June 15",
            "reason": "No space left on device",
            "last_good": "The last good one is from Monday, June 14, 3:10 am.",
        },
        needed=frozenset({"reason"}),
        link=desk_link,
        is_for_staff=True,
        foot=FOOT,
    ),
    Kind(
        key=DISK_FULL,
        name="Disk nearly full",
        subject="The disk is nearly full",
        body=(
            "{percent} % of the disk is used on which the site keeps requests and backups. When it "
            "is full, patients cannot send requests and no backup is made.\n\n"
            "What to do: show this letter to who looks after the site. The site itself works.\n\n"
            "Open the clinic desk: {link}"
        ),
        sample={"percent": "91"},
        needed=frozenset({"percent"}),
        link=desk_link,
        is_for_staff=True,
        foot=FOOT,
    ),
)


def write_to_owners(kind, values):
    """Post a letter of a kind to each colleague who may do everything."""
    for member in StaffMember.objects.may_sign_in():
        if member.is_superuser:
            post(kind, member.email, values)
