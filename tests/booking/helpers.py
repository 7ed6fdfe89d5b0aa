"""Fills in the request form as a browser would."""

import datetime

from django.core.signing import Signer

from tests.html import read

A_MINUTE = datetime.timedelta(minutes=1)


def aged(stamp, by=A_MINUTE, key=None):
    """The stamp of a form that was shown earlier than this one; ``key`` is the site's."""
    signer = Signer(key=key, salt="booking.submission")
    submission_id, shown = signer.unsign(stamp).split(".")
    return signer.sign(f"{submission_id}.{int(shown) - by.total_seconds():.0f}")


def payload(client, address="/book/", **changes):
    """A valid answer to the form at ``address``, with the changes; None takes a field out.

    The form was open for a minute.
    """
    page = read(client.get(address))
    values = {
        "submission": aged(page.one("input", name="submission")["value"]),
        "name": "Maria Lopez",
        "phone": "(202) 555-0177",
        "email": "",
        "when": "any",
        "note": "",
        "who_for": "me",
        "talk_to": "me",
    }
    if page.all("input", name="safety"):
        values["safety"] = "no"
    if page.all("input", name="language"):
        values["language"] = "English"
    return {name: value for name, value in (values | changes).items() if value is not None}


def send(client, address="/book/", **changes):
    """Post a valid answer with changes; the response, not followed."""
    return client.post(address, payload(client, address, **changes))


def errors(response):
    """The sentences of the error summary."""
    return [item.text for item in read(response).one(role="alert").all("li")]
