"""A desk with so many rows under each tab of each of its lists."""

import datetime
import uuid

from django.db import connection
from django.utils import timezone

from booking.models import AppointmentRequest, Offer
from staff.models import AuditEntry
from testimonials.models import Reason
from tests.factories import make_letter, make_practitioner, make_request, make_story

MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)


def requests_of_tabs(now):
    """For each tab of the inbox, what makes the n-th request of all stand under it."""
    erased = {"erase_on": now.date() + 30 * DAY}

    def agreed(n):
        starts_at = now + 10 * (n + 1) * MINUTE
        ends_at = starts_at + 30 * MINUTE
        return {"starts_at": starts_at, "ends_at": ends_at, "closed_at": ends_at} | erased

    def waiting(n):
        if n % 3 == 0:
            return {"status": "agreed", "answered_at": None} | agreed(n)
        return {"status": ("received", "needs_call")[n % 2]}

    return [
        waiting,
        lambda n: {"status": "offered", "answered_at": now - n * MINUTE},
        lambda n: {"status": "agreed", "answered_at": now - DAY} | agreed(n),
        lambda n: {"status": "declined", "closed_at": now - n * MINUTE} | erased,
        lambda n: {"status": "held", "held_reason": "spam"} | erased,
    ]


def stories_of_tabs(now):
    """The same of the stories; those whose consent ends stand under two tabs."""
    shown = {"published_at": now - DAY, "consent_until": now.date() + 100 * DAY}
    return [
        lambda n: {},
        lambda n: shown | {"published_at": now - n * MINUTE},
        lambda n: {"declined_at": now, "reason": Reason.values[0]},
        lambda n: {"withdrawn_at": now},
        lambda n: shown | {"consent_until": now.date() + 20 * DAY},
    ]


def letters_of_tabs(now):
    """The same of the letters."""
    return [
        lambda n: {"not_before": now + DAY},
        lambda n: {"sent_at": now},
        lambda n: {"failed_at": now},
    ]


class World:
    """One row of each kind, and as many like it as are asked for."""

    def __init__(self, member):
        self.now = timezone.now()
        self.who = make_practitioner()
        self.request = make_request()
        blank = {"published_at": None, "consent_until": None}
        self.story = make_story(words="I was met kindly. " * 12, **blank)
        self.letter = make_letter(kind="booking.received", html="<p>Hello,</p>" * 100)
        self.line = AuditEntry(member=member, act="looked", reference="4K7-P29")
        self.have = 0

    def grow(self, rows):
        """Spread so many of each kind over the tabs."""
        numbers = range(self.have, rows)
        self._requests(numbers)
        self._stories(numbers)
        self._spread(
            self.letter,
            numbers,
            letters_of_tabs(self.now),
            lambda n: {"message_id": uuid.uuid4(), "written_at": self.now - n * MINUTE},
        )
        self._spread(self.line, numbers, [lambda n: {}], lambda n: {"at": self.now - n * MINUTE})
        self.have = rows
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")

    def _requests(self, numbers):
        def fresh(n):
            return {
                "reference": f"K{n // 1000:02x}-{n % 1000:03}".upper(),
                "link_id": f"link-{n}",
                "submission_id": f"bench-{n}",
                "received_at": self.now - 5 * n * MINUTE,
                "reply_due_at": self.now - n * MINUTE,
                "agreed_with": None,
            }

        self._spread(self.request, numbers, requests_of_tabs(self.now), fresh, self._with_whom)
        offered = AppointmentRequest.objects.waiting_for_the_patient().filter(offers=None)
        Offer.objects.bulk_create(
            Offer(
                request=each,
                practitioner=self.who,
                starts_at=self.now + DAY,
                ends_at=self.now + DAY + 30 * MINUTE,
                expires_at=each.answered_at + DAY,
            )
            for each in offered
        )

    def _with_whom(self, values):
        return values | {"agreed_with": self.who if "starts_at" in values else None}

    def _stories(self, numbers):
        def fresh(n):
            return {
                "public_id": f"bench{n:07}",
                "link_id": f"link-{n}",
                "received_on": self.now.date() - n // 50 * DAY,
            }

        self._spread(self.story, numbers, stories_of_tabs(self.now), fresh)

    def _spread(self, row, numbers, tabs, fresh, finish=dict):
        """Copies of ``row`` under its tabs by turns; ``fresh`` makes what each has of its own."""
        model = type(row)
        kept = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
        del kept["id"]
        rows = (model(**finish(kept | fresh(n) | tabs[n % len(tabs)](n))) for n in numbers)
        model.objects.bulk_create(rows, batch_size=1000)
