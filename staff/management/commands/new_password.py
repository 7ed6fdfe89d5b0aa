"""Gives a colleague a new password, for who lost theirs."""

from django.core.management.base import BaseCommand, CommandError

from staff.models import StaffMember
from staff.passwords import new_password


class Command(BaseCommand):
    help = "Make a new password for a colleague; without an address for the only one there is."

    def add_arguments(self, parser):
        parser.add_argument("email", nargs="?", help="The colleague's e-mail address.")

    def handle(self, *args, email=None, **options):
        members = StaffMember.objects.all()
        if email is None and members.count() != 1:
            raise CommandError(f"Whose? Known: {known()}.")
        member = members.filter(email=email.lower()).first() if email else members.get()
        if member is None:
            raise CommandError(f"There is no {email} here. Known: {known()}.")
        password = new_password()
        # A session holds a hash of the password, so this ends them all.
        member.take_made_password(password)
        self.stdout.write(
            f"New password for {member.email}: {password}. All its sign-ins were ended."
        )


def known():
    """The addresses of all colleagues, or that there is nobody."""
    return ", ".join(StaffMember.objects.values_list("email", flat=True)) or "nobody yet"
