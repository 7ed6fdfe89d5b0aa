"""Fills in the request form as a browser would."""

from tests.html import read


def payload(client, address="/book/", **changes):
    """A valid answer to the form at ``address``, with the changes; None takes a field out."""
    page = read(client.get(address))
    values = {
        "submission": page.one("input", name="submission")["value"],
        "name": "Maria Lopez",
        "phone": "(202) 555-0177",
        "email": "",
        "when": "any",
        "note": "",
    }
    if page.all("input", name="safety"):
        values["safety"] = "no"
    return {name: value for name, value in (values | changes).items() if value is not None}


def send(client, address="/book/", **changes):
    """Post a valid answer with changes; the response, not followed."""
    return client.post(address, payload(client, address, **changes))


def errors(response):
    """The sentences of the error summary."""
    return [item.text for item in read(response).one(role="alert").all("li")]
