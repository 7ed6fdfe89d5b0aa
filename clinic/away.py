"""What a database that is locked, full or gone looks like, and when to try again."""

from django.db import InterfaceError, OperationalError

DATABASE_AWAY = (OperationalError, InterfaceError)
RETRY_AFTER_SECONDS = 60


def again_after(response, seconds):
    """The response, which now tells programs and browsers when to ask again."""
    response.headers["Retry-After"] = str(seconds)
    return response
