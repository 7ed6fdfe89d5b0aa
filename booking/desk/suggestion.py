"""A first time to propose on the phone: one that suits the patient and is free."""

import datetime
import re

from django.utils import timezone

from booking.models import AppointmentRequest, Offer, Status
from booking.slots import Slot, against_hours
from clinic import hours

USUAL_MINUTES = 30
STEP = datetime.timedelta(minutes=30)
ONE_DAY = datetime.timedelta(days=1)
DAYS_AHEAD = datetime.timedelta(days=28)


def minutes_of(request):
    """How long a visit takes, as the treatment's page says it ("40 minutes"); else 30."""
    said = re.search(r"\d+", request.technique.visit_length) if request.technique else None
    return int(said[0]) if said else USUAL_MINUTES


def suggest(request, facts):
    """The first Slot from tomorrow on that suits and is free, or None if there is none soon."""
    wished = request.agreed_with or request.practitioner
    people = [wished] if wished else facts.practitioners
    length = datetime.timedelta(minutes=minutes_of(request))
    tomorrow = facts.now.replace(hour=0, minute=0, second=0, microsecond=0) + ONE_DAY
    taken = _taken(request, tomorrow)
    for starts_at in _starts(request, facts, tomorrow, length):
        for who in people:
            slot = Slot(starts_at, starts_at + length, who)
            is_taken = any(
                who.pk == person and starts < slot.ends_at and ends > starts_at
                for person, starts, ends in taken
            )
            if not is_taken and not against_hours(slot, request, facts):
                return slot
    return None


def _starts(request, facts, after, length):
    """Every half hour at which the clinic is open for ``length``, in the parts that suit."""
    wanted = {(time.weekday, time.part) for time in request.preferred_times.all()}
    for opening in hours.openings(facts.hours, facts.closures, after):
        starts_at = max(opening.starts, after)
        if starts_at > after + DAYS_AHEAD:
            return
        while starts_at + length <= opening.ends:
            local = timezone.localtime(starts_at)
            if not wanted or (local.weekday(), hours.part_of(local.time())) in wanted:
                yield starts_at
            starts_at += STEP


def _taken(request, after):
    """What is agreed or offered from ``after`` on, as (practitioner's id, starts, ends)."""
    agreed = AppointmentRequest.objects.filter(status=Status.AGREED, ends_at__gt=after)
    offered = Offer.objects.open().filter(ends_at__gt=after).exclude(request=request)
    return [
        *agreed.exclude(pk=request.pk).values_list("agreed_with_id", "starts_at", "ends_at"),
        *offered.values_list("practitioner_id", "starts_at", "ends_at"),
    ]
