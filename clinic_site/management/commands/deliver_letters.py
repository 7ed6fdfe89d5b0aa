"""Delivers letters as a process of its own, with DELIVER_LETTERS=false for the web's workers."""

import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand

from clinic_site.sqlite.base import only_open
from outbox.worker import work


class Command(BaseCommand):
    help = "Deliver letters and do the daily round until stopped by Ctrl+C or SIGTERM."

    def handle(self, *args, **options):
        only_open(settings.DATABASES["default"])
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        self.stdout.write("Delivering letters. Stop with Ctrl+C.")
        self.stdout.flush()
        work(stop)
