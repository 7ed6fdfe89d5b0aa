"""What this room forgets by itself: sign-ins that are over, tries, and old lines of the audit."""

import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session

from clinic import formats
from outbox.round import Job
from staff.devices import KNOWN_FOR
from staff.models import AuditEntry, Device

# As long as a clinic that bills electronically has to keep it.
AUDIT_KEPT = datetime.timedelta(days=6 * 366)


def _forget(now, dry_run):
    tries = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
    sessions = Session.objects.filter(expire_date__lt=now)
    devices = Device.objects.filter(signed_in_at__lt=now - KNOWN_FOR)
    number = devices.count()
    old = AuditEntry.objects.filter(at__lt=now - AUDIT_KEPT).count()
    if not dry_run:
        for rows in (tries, sessions, devices):
            rows.delete()
        AuditEntry.objects.erase_before(now - AUDIT_KEPT)
    verb = "forget" if dry_run else "forgot"
    return [
        f"{verb} {formats.counted(n, one, many)}"
        for n, one, many in [
            (number, "old device", "old devices"),
            (old, "old line of the audit list", "old lines of the audit list"),
        ]
        if n
    ]


FORGET = Job("forgetting old sign-ins", _forget, erases=True)
