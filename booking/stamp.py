"""The hidden stamp of a form: which sending it is, and when the form was shown."""

import datetime
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from booking.models import new_link_id

# Nobody reads and answers five questions in less; programs that fill in forms do.
QUICKEST = datetime.timedelta(seconds=3)
# Longer than a lunch break; hours and treatments of an older page may no longer hold.
OLDEST = datetime.timedelta(hours=4)

signer = Signer(salt="booking.submission")


@dataclass(frozen=True)
class Stamp:
    """The id by which a second sending is recognized, and how long ago the form was shown."""

    submission_id: str
    age: datetime.timedelta

    @property
    def is_too_quick(self):
        return self.age < QUICKEST

    @property
    def is_too_old(self):
        return self.age > OLDEST


def new_stamp():
    """The text of a fresh stamp, for a form that is shown now."""
    return _write(new_link_id(), timezone.now())


def renewed(submission_id=None):
    """The text of a stamp for a form shown once more; its answers may be sent at once."""
    return _write(submission_id or new_link_id(), timezone.now() - QUICKEST)


def read_stamp(text):
    """The Stamp in ``text``; BadSignature when we did not write it."""
    submission_id, _, shown = signer.unsign(text).rpartition(".")
    if not submission_id:
        raise BadSignature("no moment in the stamp")
    moment = datetime.datetime.fromtimestamp(int(shown), datetime.UTC)
    return Stamp(submission_id, timezone.now() - moment)


def _write(submission_id, moment):
    return signer.sign(f"{submission_id}.{int(moment.timestamp())}")
