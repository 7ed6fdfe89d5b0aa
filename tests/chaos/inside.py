"""What runs in the site's own process: preparing it, and telling what it holds.

Each function is run by ``manage.py shell`` and prints one line of JSON.
"""

import json

from django.test import Client

from booking.models import AppointmentRequest
from clinic.models import Clinic, OpeningHours
from outbox.models import Letter
from tests.booking.helpers import payload
from tests.chaos.count import DESK

FIELDS = ["submission_id", "name", "note", "email", "reference"]


def prepare():
    """Let the desk be told of each request at once; print the form's fields and the phone."""
    Clinic.objects.update(notified=DESK)
    OpeningHours.objects.all().delete()  # else it is told by a digest while closed
    visitor = Client(headers={"host": "clinic.example", "x-forwarded-proto": "https"})
    clinic = Clinic.objects.get()
    print(json.dumps({"form": payload(visitor), "phone": clinic.phone.as_e164}))


def requests():
    """Print each request that is kept."""
    print(json.dumps(list(AppointmentRequest.objects.values(*FIELDS))))


def letters():
    """Print how many letters there are, and how many want to leave."""
    print(json.dumps([Letter.objects.count(), Letter.objects.unsent().count()]))
