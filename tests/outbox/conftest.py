"""A mail server, and the site set to use it."""

import pytest

from outbox.post import post
from tests.outbox import sample_kinds
from tests.outbox.mail_server import MailServer


def use(settings, port):
    """Send letters by SMTP to this port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL_LEAVES = True
    settings.DEFAULT_FROM_EMAIL = "desk@clinic.example"


@pytest.fixture
def server(settings):
    """A server that says yes until told otherwise, already in use."""
    server = MailServer()
    server.start()
    use(settings, server.port)
    yield server
    server.stop()


@pytest.fixture
def letter(settings, db):
    """Writes letters: ``letter(to=…)``."""
    settings.LETTER_KINDS = ["tests.outbox.sample_kinds.KINDS"]
    sample_kinds.links.clear()

    def write(kind="sample.plain", to="maria@example.com", **options):
        values = {"name": "Maria", "reference": "4K7-P29"} if kind == "sample.plain" else {}
        return post(kind, to, values, **options)

    return write
