"""Requests in every state, and how the patient's own page names it."""

import datetime

from django.utils import timezone

from booking import moves, patient_acts
from booking.models import AppointmentRequest, Kind, RequestEvent
from booking.models.event import DeclineReason
from booking.slots import Slot
from clinic.models import Practitioner
from tests.factories import make_practitioner, make_request

A_DAY = datetime.timedelta(days=1)


def slot(days, hour=10, who="Karen", minutes=30):
    """A time ``days`` ahead with the practitioner of that name."""
    person = Practitioner.objects.filter(name=who).first() or make_practitioner(who)
    day = timezone.localtime() + days * A_DAY
    starts_at = day.replace(hour=hour, minute=0, second=0, microsecond=0)
    return Slot(starts_at, starts_at + datetime.timedelta(minutes=minutes), person)


def asked(**values):
    """A request as the form writes it, with an e-mail address."""
    row = make_request(**({"email": "maria@example.com"} | values))
    RequestEvent.objects.create(request=row, kind=Kind.RECEIVED, happened_at=row.received_at)
    return row


def offered(**values):
    row = asked(**values)
    moves.offer(row, [slot(3), slot(4, 15, "Gregg"), slot(5, 9)])
    return row


def agreed(days=6, **values):
    row = asked(**values)
    moves.agree(row, slot(days, 14))
    return row


def moved_on(row, act, *args):
    act(row, *args)
    return row


def run_out(row):
    row.offers.update(expires_at=timezone.now() - A_DAY)
    return row


def over():
    row = agreed(12)
    began = timezone.now() - 2 * A_DAY
    AppointmentRequest.objects.filter(pk=row.pk).update(
        starts_at=began, ends_at=began + datetime.timedelta(minutes=30)
    )
    return row


STATES = {
    "received": asked,
    "needs_call": lambda: asked(safety="yes", status="needs_call"),
    "called": lambda: moved_on(asked(safety="yes", status="needs_call"), moves.called),
    "offered": offered,
    "agreed": agreed,
    "asked to move": lambda: moved_on(agreed(7), patient_acts.ask_to_move, [(1, "morning")]),
    "agreed and offered": lambda: moved_on(agreed(8), moves.offer, [slot(9, 11)]),
    "over": over,
    "declined": lambda: moved_on(
        asked(), moves.decline, DeclineReason.NO_TIME, "The summer is full."
    ),
    "withdrawn": lambda: moved_on(asked(), patient_acts.withdraw),
    "canceled by them": lambda: moved_on(agreed(10), moves.patient_canceled),
    "canceled by us": lambda: moved_on(agreed(11), moves.cancel, "The room is being repaired."),
    "offers ran out": lambda: run_out(offered()),
    "expired offers": lambda: moved_on(run_out(offered()), moves.expire),
    "expired": lambda: moved_on(asked(), moves.expire),
    "held": lambda: asked(status="held"),
}
