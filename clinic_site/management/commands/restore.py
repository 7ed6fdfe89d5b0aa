"""Brings a backup back, into an empty place only."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from clinic_site.restore import RestoreFailed, restore


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty picture folder."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The backup, clinic-….zip")
        parser.add_argument(
            "--identity", type=Path, help="The file with the identity of a locked one (.zip.age)."
        )

    def handle(self, *args, file, identity, **options):
        if not file.is_file():
            raise CommandError(f"There is no {file}.")
        try:
            self.stdout.write("\n".join(restore(file.resolve(), identity)))
        except RestoreFailed as fault:
            raise CommandError(str(fault)) from fault
