"""Takes the words out of old letters: the fact, the time and what they were about stay."""

import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from outbox.erasures import empty_the_log
from outbox.folder import forget
from outbox.models import Letter
from outbox.round import Job


def _run(now, dry_run):
    days = datetime.timedelta(days=import_string(settings.LETTER_DAYS)())
    old = Letter.objects.ended_before(now - days).exclude(text="")
    if dry_run:
        number, verb = old.count(), "empty"
    else:
        forget(old.values_list("message_id", flat=True))
        number, verb = old.update(to="", subject="", text="", html="", attachment=""), "emptied"
        transaction.on_commit(empty_the_log)
    return [f"{verb} {number} old letter{'' if number == 1 else 's'}"] if number else []


JOB = Job("emptying letters", _run, erases=True)
