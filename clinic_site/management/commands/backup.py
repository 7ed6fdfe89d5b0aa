"""Makes a backup now; the daily round makes one by itself."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic_site import backup


class Command(BaseCommand):
    help = "Copy the database and all pictures into one file; the newest of seven days stay."

    def handle(self, *args, **options):
        now = timezone.now()
        try:
            self.stdout.write(backup.make(now))
        except backup.BackupFailed as fault:
            words = f"No backup was made: {fault}. {backup.last_good(now)}"
            raise CommandError(words) from fault
