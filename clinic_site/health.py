"""What nobody would notice until it is too late, as figures for whoever watches the site."""

from clinic_site import disk
from clinic_site.backup import last_backup_at
from outbox.models import Round
from outbox.state import mail_state


def figures(now):
    """Each figure by its name, at an aware moment; None where there is nothing yet.

    Letters that do not leave, daily rounds that are not done, old backups, a disk that fills up.
    """
    letters = mail_state(now)
    return {
        "oldest_unsent_letter_seconds": letters.oldest_seconds,
        "letters_came_back": letters.came_back,
        "last_backup_seconds": _since(last_backup_at(), now),
        "last_daily_round_seconds": _since(Round.objects.last_finished_at(), now),
        "disk_used_percent": disk.used_percent(),
    }


def _since(moment, now):
    return int((now - moment).total_seconds()) if moment else None
