"""Who asked to come, and what became of it."""

from booking.models.counting import WeekCount
from booking.models.event import RequestEvent
from booking.models.request import AppointmentRequest, new_link_id, new_reference
from booking.models.states import Forbidden, Kind, Stale, Status
from booking.models.times import Offer, PreferredTime

__all__ = [
    "AppointmentRequest",
    "Forbidden",
    "Kind",
    "Offer",
    "PreferredTime",
    "RequestEvent",
    "Stale",
    "Status",
    "WeekCount",
    "new_link_id",
    "new_reference",
]
