"""Does today's round now, or says what it would do."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import dateformat, timezone

from outbox import round as daily
from outbox.models import Round

FLAG = "--date-is-right"


class Command(BaseCommand):
    help = "Do what is due once a day. The site does this by itself after 3 in the morning."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Change nothing, only tell.")
        parser.add_argument(
            FLAG, action="store_true", help="Erase although the clock jumped more than a day ahead."
        )

    def handle(self, *args, dry_run=False, date_is_right=False, **options):
        now = timezone.now()
        if dry_run:
            self.tell(now, date_is_right)
        elif row := daily.begin(now, date_is_right=date_is_right):
            self.say(daily.do(row, now), row.days_ahead)
            if row.failed:
                raise CommandError(f"Could not be done: {', '.join(row.failed)}.")
        else:
            self.stdout.write(self.why_not(now))

    def tell(self, now, date_is_right):
        days_ahead = 0 if date_is_right else Round.objects.days_ahead(timezone.localdate(now))
        sentences = daily.would_do(now, days_ahead)
        self.stdout.write("Dry run: nothing is changed.")
        if sentences:
            self.stdout.write("Today's round would…")
        self.say(sentences, days_ahead)

    def say(self, sentences, days_ahead):
        self.stdout.write("\n".join(f"· {each}" for each in sentences) or "Nothing to do.")
        if days_ahead:
            self.stdout.write(
                f"The clock jumped {days_ahead} days ahead since the last round. Nothing is "
                f"erased today. If the date is right, run it again with {FLAG}."
            )

    def why_not(self, now):
        row = Round.objects.get(day=timezone.localdate(now))
        moment = dateformat.format(timezone.localtime(row.finished_at or row.started_at), "g:i A")
        done = "Already done today at" if row.finished_at else "It is being done since"
        return f"{done} {moment.lower()}."
