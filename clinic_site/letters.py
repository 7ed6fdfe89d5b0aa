"""The letters of what looks at the whole site."""

from django.conf import settings
from django.urls import reverse

from outbox.kinds import Kind

BACKUP_FAILED = "clinic_site.backup_failed"


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
        foot="You get this because you may do everything at the clinic desk.",
    ),
)
