"""What happens to stories by itself, once a day."""

import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from clinic import formats
from outbox.round import Job
from testimonials import terms
from testimonials.decisions import long_day
from testimonials.erasing import erase
from testimonials.models import Consent, Invitation, Route, Testimonial
from testimonials.writer import locked, write_to


def ask_to_keep(now, dry_run):
    """Ask the writers, once, whether their stories may stay."""
    today = timezone.localdate(now)
    stories = Testimonial.objects.ending(today).filter(end_announced_at=None).exclude(email="")
    if dry_run:
        return _sentence("ask", stories.count(), "whose consent ends")
    asked = sum(_ask_to_keep(story, now) for story in stories)
    return _sentence("asked", asked, "whose consent ends")


@transaction.atomic
def _ask_to_keep(story, now):
    story = locked(story)
    if story.end_announced_at or not story.is_public:
        return False
    story.end_announced_at = now
    story.save()
    write_to(story, "testimonials.ending", {"until": long_day(story.consent_until)})
    return True


def erase_unconfirmed(now, dry_run):
    """Erase what nobody confirmed in time, and what its supposed writer did not know."""
    today = timezone.localdate(now)
    limit = today - datetime.timedelta(days=terms.UNCONFIRMED_DAYS)
    stories = Testimonial.objects.filter(erased_at=None, confirmed_at=None).exclude(
        route=Route.CARRIED_OVER
    )
    due = stories.filter(Q(received_on__lt=limit) | Q(declined_at__isnull=False))
    return _erase(due, "nobody confirmed", dry_run)


def erase_ended(now, dry_run):
    """Erase stories a while after they were withdrawn or their consent ended."""
    limit = now - datetime.timedelta(days=terms.ERASED_AFTER_DAYS)
    due = Testimonial.objects.filter(erased_at=None).filter(
        Q(withdrawn_at__lt=limit) | Q(consent_until__lt=timezone.localdate(limit))
    )
    return _erase(due, "withdrawn or with an ended consent", dry_run)


def _erase(due, which, dry_run):
    if dry_run:
        return _sentence("erase", due.count(), which)
    return _sentence("erased", erase(due), which)


def erase_proof(now, dry_run):
    """Erase the lines of the ledger six years after the last of a story's consents ended."""
    limit = terms.years_after(timezone.localdate(now), -terms.PROOF_YEARS)
    over = (
        Testimonial.objects.exclude(erased_at=None)
        .annotate(last=Max("consents__until"), recorded=Max("consents__recorded_at"))
        .filter(recorded__isnull=False, recorded__date__lt=limit)
        .filter(Q(last=None) | Q(last__lt=limit) | Q(withdrawn_at__date__lt=limit))
    )
    lines = Consent.objects.filter(testimonial__in=over)
    count = lines.count()
    if not dry_run and count:
        lines.erase()
    verb = "erase" if dry_run else "erased"
    return [f"{verb} {formats.counted(count, 'line', 'lines')} of old proof"] if count else []


def forget_invited(now, dry_run):
    """Empty the addresses of invitations whose time is over."""
    ended = Invitation.objects.filter(expires_on__lt=timezone.localdate(now)).exclude(email="")
    count = ended.count() if dry_run else ended.update(email="")
    verb = "forget" if dry_run else "forgot"
    return [f"{verb} {formats.counted(count, 'address', 'addresses')} invited"] if count else []


def _sentence(verb, count, which):
    return [f"{verb} {formats.counted(count, 'story', 'stories')} {which}"] if count else []


ASK = Job("Ask writers whose consent ends", ask_to_keep)
UNCONFIRMED = Job("Erase stories nobody confirmed", erase_unconfirmed, erases=True)
ENDED = Job("Erase withdrawn and ended stories", erase_ended, erases=True)
PROOF = Job("Erase old proof of consent", erase_proof, erases=True)
INVITED = Job("Forget whom we invited", forget_invited, erases=True)
