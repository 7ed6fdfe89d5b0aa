"""The process of the letters: delivers what is due and sees to the daily round.

It runs as a thread in each of gunicorn's workers, or as ``manage.py deliver_letters``. Several
may run on several hosts: letters are leased, and the round is a row.
"""

import logging
import threading

from django.db import close_old_connections, connections
from django.utils import timezone

from outbox import round as daily
from outbox.delivery import LETTERS_AT_ONCE, deliver_due

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 3
SECONDS_AFTER_A_FAULT = 30
# Longer than one answer of the mail server may take.
SECONDS_TO_JOIN = 15


def work(stop):
    """Look for what is due until the Event ``stop`` is set."""
    while not stop.is_set():
        stop.wait(look(stop))
    connections.close_all()


def look(stop):
    """One look: do what is due, and return how many seconds to wait for the next."""
    try:
        close_old_connections()
        tried = deliver_due(stop)
        if daily.is_due(timezone.now()):
            do_round(timezone.now())
    except Exception as fault:
        # The database is away, or full: the next look may find it back.
        logger.error("Letters wait: %s", type(fault).__name__)
        return SECONDS_AFTER_A_FAULT
    # As many as one look takes: more wait behind them.
    return 0 if tried == LETTERS_AT_ONCE else SECONDS_BETWEEN_LOOKS


def do_round(now):
    """Do today's round unless somebody else took it."""
    if row := daily.begin(now):
        daily.do(row, now)


class Worker:
    """``work`` as a thread that can be stopped."""

    def __init__(self):
        self.stop_event = threading.Event()
        self.thread = threading.Thread(
            target=work, args=[self.stop_event], name="letters", daemon=True
        )
        self.thread.start()

    def stop(self):
        """Let it finish the letter in hand."""
        self.stop_event.set()
        self.thread.join(SECONDS_TO_JOIN)
