"""Who we are: the clinic, its people, its hours, and what it says."""

from clinic.models.clinic import Clinic
from clinic.models.counting import DailySalt, SendingCount
from clinic.models.hours import Closure, OpeningHours
from clinic.models.people import Practitioner
from clinic.models.texts import Notice, Question, Reason

__all__ = [
    "Clinic",
    "Closure",
    "DailySalt",
    "Notice",
    "OpeningHours",
    "Practitioner",
    "Question",
    "Reason",
    "SendingCount",
]
