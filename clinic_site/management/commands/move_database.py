"""Moves the site to another database: from SQLite to PostgreSQL, or back."""

from django.core.management.base import BaseCommand, CommandError

from clinic_site.moving import MoveFailed, move


class Command(BaseCommand):
    help = "Move everything to an empty database, compare each row. Stop the site first."

    def add_arguments(self, parser):
        parser.add_argument("url", help="postgresql://name:password@host/clinic or sqlite:///…")

    def handle(self, *args, url, **options):
        try:
            self.stdout.write(move(url))
        except MoveFailed as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write("Now write it behind DATABASE_URL= in .env, and start the site again.")
