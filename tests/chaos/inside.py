"""What runs in the site's own process: preparing it, and telling what it holds.

Each function is run by ``manage.py shell`` and prints one line of JSON.
"""

import datetime
import hashlib
import json

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from booking.models import AppointmentRequest
from clinic.models import Clinic, OpeningHours
from outbox.delivery import deliver_due
from outbox.models import Letter
from techniques.models import Technique
from testimonials import erasing
from testimonials.models import Testimonial
from tests.booking.helpers import payload

ERASED = 7
TRIES = 3
FIELDS = ["submission_id", "name", "note", "email", "reference"]


def prepare():
    """Print the form's fields and the clinic's phone, the same at any hour of the day."""
    OpeningHours.objects.all().delete()
    # Else what was published a minute ago would not be, once the clock is put back.
    Technique.objects.update(published_at=timezone.now() - datetime.timedelta(days=30))
    visitor = Client(headers={"host": "clinic.example", "x-forwarded-proto": "https"})
    clinic = Clinic.objects.get()
    print(json.dumps({"form": payload(visitor), "phone": clinic.phone.as_e164}))


def requests():
    """Print each request that is kept."""
    print(json.dumps(list(AppointmentRequest.objects.values(*FIELDS))))


def drain():
    """Let each letter leave that waits for another try or whose holder was killed."""
    for _ in range(TRIES):
        now = timezone.now()
        Letter.objects.unsent().update(lease_until=None, lease_token=None, not_before=now)
        while deliver_due():
            pass


def rows():
    """Print every table's rows as digests."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            digests = (hashlib.sha256(repr(row).encode()).hexdigest() for row in cursor)
            found[table] = sorted(digests)
    print(json.dumps(found))


def erase():
    """Erase some requests, a story and their letters; print the requests' ids."""
    oldest = AppointmentRequest.objects.order_by("pk").values_list("pk", flat=True)[:ERASED]
    with transaction.atomic():
        chosen = AppointmentRequest.objects.filter(pk__in=list(oldest))
        ids = list(chosen.values_list("submission_id", flat=True))
        chosen.erase()
    story = Testimonial.objects.filter(erased_at=None).order_by("pk").first()
    assert erasing.erase(Testimonial.objects.filter(pk=story.pk)) == 1
    print(json.dumps(ids))


def stories():
    """Print how many stories hold words."""
    print(json.dumps(Testimonial.objects.exclude(words="").count()))
