"""Takes a colleague's second step away, for who lost the phone and the codes."""

from django.core.management.base import BaseCommand, CommandError

from staff import colleagues
from staff.models import StaffMember


class Command(BaseCommand):
    help = "Reset a colleague's second step: at the next sign-in they set up a new one."

    def add_arguments(self, parser):
        parser.add_argument("email", help="The colleague's e-mail address.")

    def handle(self, *args, email, **options):
        member = StaffMember.objects.filter(email=email.lower()).first()
        if member is None:
            known = ", ".join(StaffMember.objects.values_list("email", flat=True)) or "nobody yet"
            raise CommandError(f"There is no {email} here. Known: {known}.")
        colleagues.reset_second_step(member, "Somebody at the server")
        self.stdout.write(
            f"The second step of {member.email} was reset. All its sign-ins were ended."
        )
