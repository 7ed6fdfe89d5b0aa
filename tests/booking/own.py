"""Presses the buttons of the patient's own page."""

import datetime

from booking.models import AppointmentRequest
from outbox.models import Letter
from tests.html import read

# Tuesday, June 2, 2026, 10:14 am in New York.
NOW = datetime.datetime(2026, 6, 2, 14, 14, tzinfo=datetime.UTC)


def address(row, act):
    return f"{row.get_absolute_url()}{act}/"


def act(client, row, name, **values):
    """Open the question of an act and press its button; the answer, not followed."""
    page = read(client.get(address(row, name)))
    version = page.one("main").one("input", name="version")["value"]
    return client.post(address(row, name), {"version": version} | values)


def said(client, response):
    """The sentence with which the page answers an act."""
    assert response.status_code == 303, response.content.decode()
    return read(client.get(response.headers["Location"])).one(role="status").text


def told_the_desk():
    return list(
        Letter.objects.filter(kind="booking.patient_acted").values_list("subject", flat=True)
    )


def now(row):
    return AppointmentRequest.objects.get(pk=row.pk)
