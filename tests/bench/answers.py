"""Answers to the request form, as a browser would send them."""

from urllib.parse import urlencode

from django.test import Client

from booking.stamp import renewed
from tests.booking.helpers import payload


def write(path, number, cookie):
    """Write ``number`` valid answers to a file, one on each line."""
    answer = payload(Client(headers={"host": "127.0.0.1"})) | {"csrfmiddlewaretoken": cookie}
    with open(path, "w", encoding="utf-8") as file:
        for n in range(number):
            phone = f"(202) 555-{n % 10_000:04}"
            file.write(urlencode(answer | {"submission": renewed(), "phone": phone}) + "\n")
