"""Keeps a request that was sent, once, however often it was sent."""

from django.db import IntegrityError, transaction

from booking import writing
from booking.models import AppointmentRequest, PreferredTime, RequestEvent
from booking.telling import tell_of_new

TRIES = 5


class SentBefore(Exception):
    """The same form came with other words; ``first`` is the request kept the first time."""

    def __init__(self, first):
        super().__init__(first.reference)
        self.first = first


def receive(submission_id, values, times, facts, *, judge=lambda: "", taken_by=None):
    """Write a request with its times, its first event and its letters, in one transaction.

    ``values`` are fields of AppointmentRequest, ``times`` pairs (weekday, part), ``facts`` the
    clinic's. ``judge`` is asked once for each new request and returns a HeldReason, or "" for
    one that is not held. ``taken_by`` is the colleague who wrote it down on the phone. The same
    ``submission_id`` again returns the row kept the first time; with other answers it raises
    SentBefore.
    """
    with transaction.atomic():
        for _ in range(TRIES):
            request = AppointmentRequest(
                submission_id=submission_id, reply_due_at=facts.reply_due, **values
            )
            first = AppointmentRequest.objects.filter(submission_id=submission_id).first()
            if first is not None:
                return _same_or_refuse(first, request, values, times)
            try:
                with transaction.atomic():
                    return _write(request, times, facts, judge(), taken_by)
            except IntegrityError:
                # Somebody else wrote it meanwhile, or the reference is taken: look, draw anew.
                continue
        raise IntegrityError("no free reference was found")


def _write(request, times, facts, held_reason, taken_by):
    request.begin(held_reason)
    request.save(force_insert=True)
    PreferredTime.objects.bulk_create(
        PreferredTime(request=request, weekday=weekday, part=part) for weekday, part in times
    )
    RequestEvent.objects.create(
        request=request,
        kind=RequestEvent.Kind.RECEIVED,
        happened_at=request.received_at,
        done_by=taken_by,
        letter=None if held_reason else writing.received(request),
    )
    if not (taken_by or held_reason):
        tell_of_new(request, facts)
    return request


def _same_or_refuse(first, again, values, times):
    kept_times = set(first.preferred_times.values_list("weekday", "part"))
    is_same = kept_times == set(times) and all(
        getattr(first, name) == getattr(again, name) for name in values
    )
    if not is_same:
        raise SentBefore(first)
    return first
