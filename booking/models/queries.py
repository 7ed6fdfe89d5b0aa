"""The questions we ask about requests, and how they are erased."""

from django.core.signing import BadSignature
from django.db import models, transaction
from django.db.models import Q

from booking.models.counting import WeekCount
from booking.models.states import WAITING, Status
from outbox.erasures import empty_the_log, record
from outbox.models import Letter


class AppointmentRequestQuerySet(models.QuerySet):
    def for_key(self, key):
        """The requests (one or none) whose own page has the signed ``key`` in its address."""
        try:
            return self.filter(link_id=self.model.signer.unsign(key))
        except BadSignature:
            return self.none()

    def erase(self):
        """Delete them with all that regards them; counts and a random id stay. Returns how many.

        The id is that of the sending: unlike that of the link it never changes, so that a restore
        finds the row in any backup. Only this deletes requests. Call it inside a transaction.
        """
        rows = list(self)
        record("requests", [row.submission_id for row in rows])
        for row in rows:
            if row.status != Status.HELD:
                WeekCount.objects.add(row)
        Letter.objects.filter(reference__in=[row.reference for row in rows]).erase()
        self.model.objects.filter(pk__in=[row.pk for row in rows]).delete()
        transaction.on_commit(empty_the_log)
        return len(rows)

    def waiting_for_us(self):
        """Those that want an answer, also an agreed one whose patient asked for another time."""
        # The first filter alone would do for neither, but lets the database use its index.
        rows = self.filter(status__in=[*WAITING, Status.AGREED])
        return rows.filter(Q(status__in=WAITING) | Q(answered_at=None))

    def late(self, now):
        """Those that should have had an answer by ``now``."""
        return self.waiting_for_us().filter(reply_due_at__lt=now)

    def waiting_for_the_patient(self):
        return self.filter(status=Status.OFFERED)

    def agreed(self, now):
        """Those whose appointment is not over at ``now``."""
        return self.filter(status=Status.AGREED, ends_at__gt=now)

    def closed(self, now):
        """Those that are over at ``now``, one way or another."""
        return self.filter(closed_at__lte=now)

    def held(self):
        return self.filter(status=Status.HELD)
