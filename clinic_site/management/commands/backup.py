"""Makes a backup now; the daily round makes one by itself."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic import formats
from clinic_site import backup


class Command(BaseCommand):
    help = "Copy the database and all pictures into one file; seven are kept."

    def handle(self, *args, **options):
        now = timezone.now()
        try:
            self.stdout.write(backup.make(now))
        except backup.BackupFailed as fault:
            raise CommandError(f"No backup was made: {fault}. {last_good(now)}") from fault


def last_good(now):
    """The sentence about the last good backup."""
    last = backup.last_backup_at()
    if last is None:
        return "There is none yet."
    return f"The last good one is from {formats.due(last, timezone.localtime(now))}."
