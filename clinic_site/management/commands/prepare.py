"""Brings the database and the static files to the state the code needs, and fills a new site."""

from pathlib import Path

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader

from staff.colleagues import MADE_UP_ADDRESS
from staff.models import StaffMember
from staff.passwords import new_password
from staff.roles import Role, give_role


class Command(BaseCommand):
    help = "Migrate, load the first content, make the first sign-in, collect static files."

    def add_arguments(self, parser):
        parser.add_argument(
            "--sign-in-file",
            help="Write the address and password of a sign-in made now here, not to the screen.",
        )

    def handle(self, *args, sign_in_file=None, **options):
        self.stdout.write("Preparing the database…")
        self.stdout.flush()
        try:
            refuse_a_newer_database()
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write("Loading the first content…")
            call_command("load_first_content", verbosity=0)
            self.make_first_sign_in(sign_in_file)
        except OperationalError as fault:
            if "locked" in str(fault):
                raise CommandError("Another copy of the site is running. Stop it first.") from fault
            raise
        self.stdout.write("Collecting pictures and styles…")
        call_command("collectstatic", interactive=False, verbosity=0)

    def make_first_sign_in(self, sign_in_file):
        """Make the owner, if there is nobody yet."""
        if StaffMember.objects.exists():
            return
        password = new_password()
        owner = StaffMember.objects.create_user(MADE_UP_ADDRESS, is_staff=True)
        owner.take_made_password(password)
        give_role(owner, Role.OWNER)
        if sign_in_file:
            path = Path(sign_in_file)
            path.touch(mode=0o600)
            path.write_text(f"{MADE_UP_ADDRESS} {password}", encoding="utf-8")
        else:
            self.stdout.write(f"Sign in with {MADE_UP_ADDRESS}, password {password}")


def refuse_a_newer_database():
    """Raise CommandError when the database has migrations this code does not know."""
    loader = MigrationLoader(connection)
    ours = {app for app, _ in loader.disk_migrations}
    newer = [key for key in loader.applied_migrations if key not in loader.disk_migrations]
    if any(app in ours for app, _ in newer):
        raise CommandError(
            "The database was made by a newer version. Get that version, or restore a backup."
        )
