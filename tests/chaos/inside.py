"""What runs in the site's own process: preparing it, and telling what it holds.

Each function is run by ``manage.py shell`` and prints one line of JSON.
"""

import datetime
import hashlib
import json
import re

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
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
from tests.chaos.count import DESK
from tests.pictures import picture

ERASED = 7
TRIES = 3
PAGES = ["/", "/about/", "/contact/", "/privacy/", "/techniques/", "/book/"]
FIELDS = ["submission_id", "name", "note", "email", "reference"]


def prepare():
    """Print the form's fields, the clinic's phone and what pages hold, at any hour the same."""
    OpeningHours.objects.all().delete()
    # Else what was published a minute ago would not be, once the clock is put back.
    Technique.objects.update(published_at=timezone.now() - datetime.timedelta(days=30))
    visitor = Client(headers={"host": "clinic.example", "x-forwarded-proto": "https"})
    clinic = Clinic.objects.get()
    data = picture(size=(300, 225), color="red")
    clinic.picture.save("room.jpg", ContentFile(data), save=False)
    clinic.notified, clinic.picture_alt = DESK, "The room."
    clinic.save()
    pages = {path: heading(visitor.get(path).content.decode()) for path in PAGES}
    pages[clinic.picture.url] = hashlib.sha256(data).hexdigest()
    told = {"form": payload(visitor), "phone": clinic.phone.as_e164, "pages": pages}
    print(json.dumps(told))


def heading(page):
    return re.search(r"<h1[^>]*>(.+?)</h1>", page, re.DOTALL)[1]


def tried():
    """Print how many letters wait for another try."""
    print(json.dumps(Letter.objects.unsent().filter(attempts__gt=0).count()))


def migrated():
    """Print how many migrations of the new versions are in the database."""
    print(json.dumps(MigrationRecorder.Migration.objects.filter(name__startswith="900").count()))


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
