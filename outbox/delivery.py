"""Gets letters out: at least once, through outages and kill -9, by any number of processes.

A letter is leased by compare-and-swap, sent outside any transaction, and marked after the
server's yes. Whoever dies in between leaves a lease that runs out; the next one sends the letter
again under the same Message-ID. While its holder lives, a lease cannot run out: the line is
opened before, and cut off at half its time. The clocks of several hosts must agree to a minute.
"""

import datetime
import logging
import uuid

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from outbox.mail import Line, LinkGone, deadline, describe, is_final, message_for
from outbox.models import Letter

logger = logging.getLogger(__name__)
FIRST_WAITS = (1, 2, 5, 10, 30)  # minutes; then an hour each
HOURS_TO_TRY = 72
LETTERS_AT_ONCE = 100


def deliver_due(stop=None):
    """Try each letter that is due and that nobody has in hand; returns how many were due.

    ``stop`` is an Event that ends it after the letter in hand.
    """
    due = Letter.objects.due(timezone.now()).order_by("not_before", "pk")
    numbers = list(due.values_list("pk", flat=True)[:LETTERS_AT_ONCE])
    if numbers:
        with Line() as line:
            for number in numbers:
                if stop and stop.is_set():
                    break
                line.open()
                if letter := claim(number):
                    settle(letter, **outcome(letter, line))
    return len(numbers)


def lease():
    """How long a letter is in the hands of who sends it."""
    return datetime.timedelta(seconds=2 * deadline())


def claim(number):
    """Lease one letter: the Letter, or None when it is not due any more or somebody has it."""
    now, token = timezone.now(), uuid.uuid4()
    due = Letter.objects.due(now).filter(pk=number)
    due.update(lease_until=now + lease(), lease_token=token, attempts=F("attempts") + 1)
    return Letter.objects.filter(pk=number, lease_token=token).first()


def outcome(letter, line):
    """Try to send a leased letter; returns the fields that say what came of it."""
    try:
        line.send(message_for(letter))
    except LinkGone:
        return {"dropped_at": timezone.now(), "error_class": "What it is about is gone"}
    except Exception as fault:
        # Whatever it is, the letter must not be lost over it.
        logger.warning("Letter %s: %s", letter.pk, describe(fault))
        wait = None if is_final(fault) else wait_after(letter.attempts)
        end = {"lease_until": timezone.now() + wait} if wait else {"failed_at": timezone.now()}
        return end | {"error_class": describe(fault)}
    way = Letter.Way.MAIL if settings.MAIL_LEAVES else Letter.Way.FOLDER
    return {"sent_at": timezone.now(), "left_by": way, "error_class": ""}


def wait_after(attempts):
    """How long to wait after so many tries, or None when 72 hours of trying are over."""
    hours = attempts - len(FIRST_WAITS)
    if hours <= 0:
        return datetime.timedelta(minutes=FIRST_WAITS[attempts - 1])
    return datetime.timedelta(hours=1) if hours < HOURS_TO_TRY else None


def settle(letter, *, lease_until=None, **fields):
    """Write down what came of a letter, if the lease is still ours."""
    ours = Letter.objects.filter(pk=letter.pk, lease_token=letter.lease_token)
    ours.update(lease_until=lease_until, lease_token=None, **fields)


def send_again(letter):
    """Let a letter that came back wait afresh; returns whether it did."""
    back = Letter.objects.came_back().filter(pk=letter.pk).exclude(text="")
    return bool(back.update(failed_at=None, error_class="", attempts=0, not_before=timezone.now()))
