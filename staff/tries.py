"""How often somebody may try to sign in, counted before a password is hashed.

Eight failed tries from one network in fifteen minutes, or four for one address from there, close
sign-in to that network alone: the right person still gets in from elsewhere.
"""

import math
import threading
from http import HTTPStatus

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.template.response import TemplateResponse
from django.utils import timezone

# One person who forgot their password must not use up the tries of the whole office.
WEIGHT_OF_ONE_PERSON = 2
# Hashing is dear: one at a time in each process keeps pages fast in a flood of tries, and lets
# none of the flood pass between counting and hashing.
one_at_a_time = threading.Lock()


class TryCounter(AxesDatabaseHandler):
    def get_failures(self, request, credentials=None):
        """Failed tries against AXES_FAILURE_LIMIT; those for one address weigh double."""
        network, person = (
            sum(attempts.values_list("failures_since_start", flat=True))
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(network, person * WEIGHT_OF_ONE_PERSON)


def locked_out(request, response, credentials):
    """The page that asked for the password once more, with the minutes to wait; status 429."""
    counted = TryCounter().get_user_attempts(request, credentials)
    times = [time for rows in counted for time in rows.values_list("attempt_time", flat=True)]
    left = max(times) + settings.AXES_COOLOFF_TIME - timezone.now()
    context = response.context_data | {"minutes": math.ceil(left.total_seconds() / 60)}
    page = TemplateResponse(
        request, response.template_name, context, status=HTTPStatus.TOO_MANY_REQUESTS
    )
    page.headers["Retry-After"] = str(math.ceil(left.total_seconds()))
    return page.render()
