"""What a restore calls in the tests, to erase requests once more."""

import os
import signal

from booking.models import AppointmentRequest

KILL = "kill"


def erase_requests(ids):
    """Erase them; or die half-way, when the list says so."""
    if KILL in ids:
        os.kill(os.getpid(), signal.SIGKILL)
    return len([row.delete() for row in AppointmentRequest.objects.filter(link_id__in=ids)])
