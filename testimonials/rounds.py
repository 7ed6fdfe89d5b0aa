"""What happens to stories by itself, once a day."""

import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from clinic import formats
from clinic.models import Clinic
from outbox.post import post
from outbox.round import Job
from testimonials import terms
from testimonials.decisions import long_day
from testimonials.erasing import erase
from testimonials.models import Consent, Invitation, Route, Testimonial
from testimonials.writer import write_to


@transaction.atomic
def ask_to_keep(now, dry_run):
    """Ask the writers, once, whether their stories may stay, and tell the desk which ones end."""
    today = timezone.localdate(now)
    due = Testimonial.objects.ending(today).filter(end_announced_at=None)
    stories = list(due.order_by("consent_until", "pk").select_for_update())
    if stories and not dry_run:
        due.update(end_announced_at=now)
        for story in stories:
            until = long_day(story.consent_until)
            write_to(story, "testimonials.ending", {"until": until})
        _tell_desk(stories)
    return _sentence("ask about" if dry_run else "asked about", len(stories), "whose consent ends")


def _tell_desk(stories):
    values = {
        "stories": formats.counted(len(stories), "story leaves", "stories leave"),
        "list": [f"one on {long_day(story.consent_until)}" for story in stories],
    }
    for address in Clinic.objects.current().notified_addresses:
        post("testimonials.consents_ending", address, values)


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
    """Erase stories a while after they were withdrawn, declined, or their consent ended."""
    limit = now - datetime.timedelta(days=terms.ERASED_AFTER_DAYS)
    due = Testimonial.objects.filter(erased_at=None).filter(
        Q(withdrawn_at__lt=limit)
        | Q(declined_at__lt=limit)
        | Q(consent_until__lt=timezone.localdate(limit))
    )
    return _erase(due, "withdrawn, not shown or with an ended consent", dry_run)


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
