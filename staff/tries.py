"""How often somebody may try to sign in, counted before a password is hashed.

Eight failed tries from one network in fifteen minutes, or four for one address from there, close
sign-in to that network alone: the right person still gets in from elsewhere. A computer on which a
colleague came in before has four tries of its own for them: what others do wrong does not close it.
"""

import ipaddress
import math
import threading
from contextlib import contextmanager
from http import HTTPStatus

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.template.response import TemplateResponse
from django.utils import timezone

from clinic.away import again_after
from staff import devices

# One person who forgot their password must not use up the tries of the whole office.
WEIGHT_OF_ONE_PERSON = 2
# What is counted stands beside an address, so a known computer gets one that no visitor can have:
# networks throw away what comes from here (RFC 6666).
KNOWN = ipaddress.ip_network("100::/64")
# Hashing is dear: one at a time in each process keeps pages fast in a flood of tries, and lets
# none of the flood pass between counting and hashing.
one_at_a_time = threading.Lock()
# Whoever waits for it holds a thread that answers nobody else. A process has eight: four stay free
# for readers, even if the tries come from many networks.
places = threading.BoundedSemaphore(4)
BUSY = "Many people are signing in just now. Wait a moment and try again."


class TryCounter(AxesDatabaseHandler):
    def get_failures(self, request, credentials=None):
        """Failed tries against AXES_FAILURE_LIMIT; those for one address weigh double."""
        network, person = (
            sum(attempts.values_list("failures_since_start", flat=True))
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(network, person * WEIGHT_OF_ONE_PERSON)

    def reset_user_attempts(self, request, credentials=None):
        """Forget the tries of the one who is in now, not those at others from the same network.

        Else a colleague could guess somebody's password without end, signing in in between.
        """
        _, theirs = self.filter_user_attempts(request, credentials)
        return theirs.delete()[0]


@contextmanager
def turn(request, email):
    """One's turn at hashing a password; raises ValidationError when too many wait for theirs.

    A network that is closed is refused without a hash, so it neither waits nor takes a place.
    """
    AxesProxyHandler.update_request(request)
    if device := devices.known_to(request, email):
        request.axes_ip_address = str(KNOWN[device.pk])
    if not AxesProxyHandler.is_allowed(request, {"username": email}):
        yield
        return
    if not places.acquire(blocking=False):
        raise forms.ValidationError(BUSY)
    try:
        with one_at_a_time:
            yield
    finally:
        places.release()


def locked_out(request, response, credentials):
    """The page that asked for the password once more, with the minutes to wait; status 429."""
    counted = TryCounter().get_user_attempts(request, credentials)
    times = [time for rows in counted for time in rows.values_list("attempt_time", flat=True)]
    left = max(times) + settings.AXES_COOLOFF_TIME - timezone.now()
    context = response.context_data | {"minutes": math.ceil(left.total_seconds() / 60)}
    page = TemplateResponse(
        request, response.template_name, context, status=HTTPStatus.TOO_MANY_REQUESTS
    )
    return again_after(page, math.ceil(left.total_seconds())).render()
