"""The hidden stamp of a form: which sending it is, and when the form was shown."""

import datetime
import secrets
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.utils import timezone

# Nobody reads and answers a form in less; programs that fill in forms do.
QUICKEST = datetime.timedelta(seconds=3)
# Longer than a lunch break; what an older page says may no longer hold.
OLDEST = datetime.timedelta(hours=4)


def new_id():
    """128 random bits, as 22 letters for an address or a form."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Stamp:
    """The id by which a second sending is recognized, and how long ago the form was shown."""

    submission_id: str
    age: datetime.timedelta

    @property
    def is_too_quick(self):
        # A stamp from the future tells that the clock was put back, not that somebody hurried.
        return datetime.timedelta() <= self.age < QUICKEST

    @property
    def is_too_old(self):
        return self.age > OLDEST


class Stamps:
    """Writes and reads the stamps of one form, signed under a salt of its own."""

    def __init__(self, salt):
        self.signer = Signer(salt=salt)

    def new(self):
        """The text of a fresh stamp, for a form that is shown now."""
        return self._write(new_id(), timezone.now())

    def renewed(self, submission_id=None):
        """The text of a stamp whose form may be sent at once: one shown again, or at the desk."""
        return self._write(submission_id or new_id(), timezone.now() - QUICKEST)

    def read(self, text):
        """The Stamp in ``text``; BadSignature when it is not one of ours."""
        submission_id, _, shown = self.signer.unsign(text).rpartition(".")
        if not submission_id:
            raise BadSignature("no moment in the stamp")
        moment = datetime.datetime.fromtimestamp(int(shown), datetime.UTC)
        return Stamp(submission_id, timezone.now() - moment)

    def _write(self, submission_id, moment):
        return self.signer.sign(f"{submission_id}.{int(moment.timestamp())}")
