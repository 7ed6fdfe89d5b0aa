"""The questions we ask about stories."""

import datetime

from django.core.signing import BadSignature
from django.db import models
from django.db.models import Q
from django.utils import timezone

from testimonials.terms import ENDING_DAYS

# The indexes of the desk's tabs hold what a tab asks for, so that it is counted without a look at
# the rows. Only "is null" stands in their conditions: SQLite cannot tell that another value, which
# it is given apart from the question, is the one of the condition.
SHOWN = Q(published_at__isnull=False, withdrawn_at=None)
UNDECIDED = Q(published_at=None, withdrawn_at=None, declined_at=None, erased_at=None)


class TestimonialQuerySet(models.QuerySet):
    def published(self):
        """Those patients may read: on the site, and with a consent that has not ended."""
        now = timezone.now()
        return self.filter(
            published_at__lte=now,
            withdrawn_at=None,
            consent_until__gte=timezone.localdate(now),
        )

    def newest_first(self):
        """The order of every list of stories."""
        return self.order_by("-published_at", "-public_id")

    def undecided(self):
        """Those that are neither on the site nor kept from it: they wait for us or the writer."""
        return self.filter(UNDECIDED)

    def to_read(self):
        """Those a person at the clinic can do something about now."""
        return self.undecided().filter(
            Q(confirmed_at__isnull=False, asked_at=None)
            | Q(confirmed_at=None, email="")
            | Q(confirmed_at=None, is_letter_held=True)
        )

    def ending(self, today):
        """Those on the site whose consent ends within 30 days."""
        last = today + datetime.timedelta(days=ENDING_DAYS)
        return self.published().filter(consent_until__lte=last)

    def for_key(self, key):
        """The stories (one or none) whose own page has the signed ``key`` in its address."""
        try:
            return self.filter(link_id=self.model.signer.unsign(key))
        except BadSignature:
            return self.none()
