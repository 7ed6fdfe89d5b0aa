"""How the letters are doing, for the desk and for whoever watches the site."""

import datetime
from dataclasses import dataclass

from django.conf import settings

from outbox.models import Letter

LONG = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class MailState:
    """``leaves``: whether a mail server is given. ``came_back`` and ``late`` count letters.

    ``oldest_seconds`` is how long the oldest unsent letter has been due, or None; a letter is
    late after an hour.
    """

    leaves: bool
    came_back: int
    late: int
    oldest_seconds: int | None


def mail_state(now):
    """The MailState at an aware moment."""
    oldest = Letter.objects.oldest_due(now)
    return MailState(
        leaves=settings.MAIL_LEAVES,
        came_back=Letter.objects.came_back().count(),
        late=Letter.objects.unsent().filter(not_before__lt=now - LONG).count(),
        oldest_seconds=int((now - oldest.not_before).total_seconds()) if oldest else None,
    )
