"""What letters and the patient's own page say in the same words."""

import datetime

from clinic import formats
from clinic.models import Question

A_MINUTE = datetime.timedelta(minutes=1)


def length(slot):
    """ "30 minutes": how long an appointment or an offer takes."""
    minutes = (slot.ends_at - slot.starts_at) // A_MINUTE
    return formats.counted(minutes, "minute", "minutes")


def bring():
    """What to bring, as the clinic answered that question; "" when it did not."""
    answered = Question.objects.answered().filter(kind=Question.Kind.BRING).first()
    return " ".join(answered.answer.split()) if answered else ""


def getting_in(clinic):
    """Where to park and how to get in, as one line; "" when the clinic does not say."""
    return " ".join(f"{clinic.parking} {clinic.access}".split())
