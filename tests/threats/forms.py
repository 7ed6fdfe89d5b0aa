"""The two forms a visitor can send, filled in with everything that can be typed."""

from django.test import Client

from tests.booking import helpers as booking
from tests.testimonials import helpers as stories

OTHER = {"who_for": "other", "talk_to": "them", "their_name": "Tom", "their_contact": "t@x.example"}
CHOSEN = {"about": "another-service", "connection": "other", "paid": "yes", "service": "Massage"}
LINES = {
    "/book/": ["name", "phone", "email", "their_name", "their_contact", "other_language", "access"],
    "/stories/share/": ["headline", "name", "service", "connection_words", "received", "email"],
}
TEXTS = {
    "/book/": [*LINES["/book/"], "note"],
    "/stories/share/": [*LINES["/stories/share/"], "words"],
}


def send(address, **changes):
    """Answer a form with everything in it that can be typed; it is as if nobody came before."""
    if address == "/book/":
        return booking.send(Client(), **OTHER | {"email": "maria@example.com"} | changes)
    rest = {"connection_words": "A neighbor", "received": "A pen", "phone": "2025550177"}
    return stories.send(Client(), **CHOSEN | rest | changes)
