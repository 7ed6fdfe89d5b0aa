"""A time for one patient with one practitioner: is it free, and what speaks against it."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from booking.models import AppointmentRequest, Forbidden, Offer, Status
from clinic import formats, hours
from clinic.models import Practitioner


class Taken(Forbidden):
    """The practitioner has agreed somebody else's time then."""


@dataclass(frozen=True)
class Slot:
    """From ``starts_at`` until ``ends_at`` (aware moments) with ``practitioner``."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime
    practitioner: Practitioner

    def overlapping(self, rows):
        """Those of ``rows`` (with starts_at and ends_at) that share a moment with it."""
        return rows.filter(starts_at__lt=self.ends_at, ends_at__gt=self.starts_at)


def refuse_what_cannot_be(slot, request):
    """Raise Forbidden for a past time, Taken for one that is agreed with somebody else.

    Call it in a transaction: it holds the practitioner, so that of two at once the second waits
    and then sees the first.
    """
    if slot.starts_at <= timezone.now():
        raise Forbidden("That time is past.")
    Practitioner.objects.select_for_update().get(pk=slot.practitioner.pk)
    agreed = AppointmentRequest.objects.filter(
        status=Status.AGREED, agreed_with=slot.practitioner
    ).exclude(pk=request.pk)
    if other := slot.overlapping(agreed).first():
        raise Taken(
            f"{slot.practitioner} has agreed {other.reference} at that time. Choose another."
        )


def warnings(slot, request, facts):
    """What speaks against a time that could be agreed all the same, as sentences."""
    found = against_hours(slot, request, facts)
    offers = Offer.objects.open().filter(practitioner=slot.practitioner)
    offers = offers.exclude(request=request.pk).select_related("request")
    if other := slot.overlapping(offers).first():
        found.append(f"{slot.practitioner} has offered {other.request.reference} the same time.")
    return found


def against_hours(slot, request, facts):
    """What hours, closures and the patient's own wish say against a time, as sentences."""
    who, day = slot.practitioner, timezone.localtime(slot.starts_at).date()
    found = []
    if facts.hours and not _is_open(slot, facts.hours, facts.closures):
        found.append("We are closed then.")
    absences = [row for row in facts.all_closures if row.practitioner_id == who.pk]
    own_hours = [row for row in facts.all_hours if row.practitioner_id == who.pk]
    if any(row.first_day <= day <= row.last_day for row in absences):
        found.append(f"{who} is away then.")
    elif own_hours and not _is_open(slot, own_hours, []):
        found.append(f"{who} does not work at that hour.")
    if request.earliest_on and day < request.earliest_on:
        earliest = formats.day(request.earliest_on, facts.today)
        found.append(f'It is sooner than "not before {earliest}".')
    return found


def _is_open(slot, rows, closures):
    opening = next(hours.openings(rows, closures, timezone.localtime(slot.starts_at)), None)
    return bool(opening) and opening.starts <= slot.starts_at and slot.ends_at <= opening.ends
