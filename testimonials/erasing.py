"""Erases stories: words, name and contact go, the row stays for the public count."""

from django.db import transaction
from django.utils import timezone

from outbox import erasures
from outbox.models import Letter
from testimonials.models import Reason, Testimonial

KIND = "stories"
# What is kept: when it came in and how, the stars, what it was about, and why it is not shown.
EMPTIED = [
    *["headline", "words", "headline_agreed", "words_agreed", "headline_offered", "words_offered"],
    *["name", "phone", "email", "name_shown", "connection_words", "received", "service"],
    *["question", "answer", "reply", "wording_shown"],
]


@transaction.atomic
def erase(stories):
    """Empty these stories and delete their letters; returns how many there were.

    One that was neither withdrawn nor kept from the site counts from now on as without consent.
    The ledger keeps the proof of what was agreed to until its own time is over.
    """
    stories = list(stories.filter(erased_at=None).select_for_update())
    if not stories:
        return 0
    erasures.record(KIND, [story.public_id for story in stories])
    for story in stories:
        _empty(story)
    transaction.on_commit(erasures.empty_the_log)
    return len(stories)


def _empty(story):
    now = timezone.now()
    for name in EMPTIED:
        setattr(story, name, "")
    story.published_at, story.erased_at, story.submission_id = None, now, None
    if not story.withdrawn_at and not story.declined_at:
        is_unconfirmed = story.confirmed_at is None and story.consent_until is None
        story.reason = Reason.NOT_CONFIRMED if is_unconfirmed else Reason.NO_CONSENT
        story.declined_at = now
    story.save()
    Letter.objects.about(story.reference).erase()


def erase_again(public_ids):
    """After a restore: erase those of these that are there with their words once more."""
    return erase(Testimonial.objects.filter(public_id__in=public_ids))
