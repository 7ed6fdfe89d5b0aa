"""Fills in the form to share a story as a browser would."""

import datetime

import time_machine
from django.utils import timezone

from outbox.models import Letter
from testimonials.models import Testimonial
from tests.html import read

SHARE = "/stories/share/"
WORDS = "They took time to explain. I was met kindly. Parking is hard."


def payload(client, address=SHARE, **changes):
    """A valid answer to the form at ``address``, with the changes; None takes a field out.

    The form is opened a little earlier, since nobody fills it in within 3 seconds.
    """
    with time_machine.travel(timezone.now() - datetime.timedelta(seconds=20)):
        page = read(client.get(address))
    hidden = {i["name"]: i["value"] for i in page.all("input") if i.get("type") == "hidden"}
    values = hidden | {
        "stars": "4",
        "headline": "They took time to explain",
        "words": WORDS,
        "about": "the-clinic",
        "month": "",
        "year": "",
        "name": "Maria Lopez",
        "name_form": "first",
        "connection": "patient",
        "paid": "no",
        "email": "maria@example.com",
        "phone": "",
        "website": "",
        "consent": "on",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


def send(client, address=SHARE, **changes):
    """Post a valid answer with changes; the response, not followed."""
    return client.post(address, payload(client, address, **changes))


def errors(response):
    """The sentences of the error summary."""
    return [item.text for item in read(response).one(role="alert").all("li")]


def sent_story(client, **changes):
    """A story sent through the form, not yet confirmed."""
    assert send(client, **changes).status_code == 303
    return Testimonial.objects.order_by("-pk").first()


def confirmed_story(client, **changes):
    """A story sent and confirmed through the link."""
    story = sent_story(client, **changes)
    assert client.post(story.get_absolute_url(), {"act": "yes"}).status_code == 303
    story.refresh_from_db()
    return story


def hidden(client, address):
    """The hidden fields of the page at ``address``."""
    page = read(client.get(address))
    return {i["name"]: i["value"] for i in page.all("input") if i.get("type") == "hidden"}


def letters(kind):
    return list(Letter.objects.filter(kind=f"testimonials.{kind}").order_by("pk"))
