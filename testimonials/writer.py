"""What the writer of a story does: sends it, confirms it, changes it, takes it back.

Each function is one transaction: the row, its line in the ledger and its letters together.
"""

import datetime
import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic import formats
from clinic.models import Clinic
from outbox import erasures
from outbox.models import Letter
from outbox.post import post
from testimonials import terms, wording
from testimonials.models import Consent, Invitation, Reason, Route, Testimonial

log = logging.getLogger(__name__)
# Stories that wait for a yes: no more letters are written beyond these.
MOST_FOR_AN_ADDRESS = 3
MOST_A_DAY = 60


class SentBefore(Exception):
    """The same form came with other words; ``first`` is the story kept the first time."""

    def __init__(self, first):
        super().__init__(first.public_id)
        self.first = first


class NotNow(Exception):
    """The story is no longer in a state in which this can be done."""


def receive(submission_id, values, *, invitation=None, is_suspect=False, judge=None):
    """Keep a story that was sent, once, and write the letter that asks to confirm it.

    ``values`` are fields of Testimonial; ``wording_shown`` among them is the text agreed to. An
    open ``invitation`` is used up by it. The letter of a suspect one is held until a colleague
    sends it. ``judge`` is called once the story is written and may raise: then nothing is kept.
    The same ``submission_id`` again returns the row kept first, or raises SentBefore when the
    words differ.
    """
    story = Testimonial(submission_id=submission_id, **values)
    try:
        with transaction.atomic():
            story.route = _route(story, invitation)
            story.is_letter_held = bool(story.email) and (is_suspect or _are_too_many(story))
            story.save(force_insert=True)
            if judge and story.route != Route.INVITED:
                judge()
            if story.email and not story.is_letter_held:
                _ask_to_confirm(story)
    except IntegrityError:
        first = Testimonial.objects.filter(submission_id=submission_id).first()
        if first is None:
            raise
        if any(getattr(first, name) != getattr(story, name) for name in ("headline", "words")):
            raise SentBefore(first) from None
        return first
    return story


def _route(story, invitation):
    """How it came. An invitation is used up by it; two stories with one link: only the first."""
    if invitation:
        open_ones = Invitation.objects.open().filter(pk=invitation.pk)
        if open_ones.update(used_at=timezone.now()):
            return Route.INVITED
    return Route.BY_EMAIL if story.email else Route.BY_PHONE


def _are_too_many(story):
    """Whether letters would flood one address, or all of them."""
    waiting = Testimonial.objects.undecided().filter(confirmed_at=None).exclude(email="")
    if waiting.filter(email__iexact=story.email).count() >= MOST_FOR_AN_ADDRESS:
        return True
    return waiting.filter(received_on=story.received_on).count() >= MOST_A_DAY


@transaction.atomic
def send_held_letter(story):
    """A colleague found that the story may be real: its writer is asked to confirm it."""
    story = locked(story)
    if not story.is_letter_held or story.confirmed_at or story.declined_at or story.erased_at:
        raise NotNow("This story has no letter that waits.")
    story.is_letter_held = False
    story.save()
    _ask_to_confirm(story)
    return story


def _ask_to_confirm(story):
    today = timezone.localdate()
    day = today + datetime.timedelta(days=terms.UNCONFIRMED_DAYS)
    post(
        "testimonials.confirm",
        story.email,
        {"day": formats.day(day, today)},
        reference=story.reference,
    )


def write_to(story, kind, values, *, not_before=None):
    """Write the writer a letter, if there is an address."""
    if story.email:
        values = {"name": story.name} | values
        post(kind, story.email, values, reference=story.reference, not_before=not_before)


def record_consent(story, text, *, until=None, **proof):
    """Add a yes to the ledger and lay the words agreed to beside the words of the story.

    ``text`` is what was shown, ``until`` the last day (5 years from today without it); ``proof``
    are further fields of the ledger's line.
    """
    until = until or terms.consent_until(timezone.localdate())
    Consent.objects.create(
        testimonial=story,
        kind=Consent.Kind.GIVEN,
        wording=text,
        stars=story.stars,
        headline=story.headline,
        words=story.words,
        name_shown=story.name_shown,
        route=proof.pop("route", story.route),
        given_by=proof.pop("given_by", story.name),
        until=until,
        **proof,
    )
    story.headline_agreed, story.words_agreed = story.headline, story.words
    story.consent_until, story.end_announced_at = until, None
    story.confirmed_at = story.confirmed_at or timezone.now()


def wording_for(story, until=None):
    """The text a writer agrees to from now on, with the story's own stars and name."""
    until = until or terms.consent_until(timezone.localdate())
    return wording.points(Clinic.objects.current(), settings.SITE_URL, until, story)


@transaction.atomic
def confirm(story, *, by=None):
    """The writer says that the story is theirs, on their page or to a colleague (``by``)."""
    story = locked(story)
    if story.confirmed_at or story.withdrawn_at or story.erased_at or story.declined_at:
        raise NotNow("This story was confirmed or closed before.")
    record_consent(story, story.wording_shown, recorded_by=by)
    story.save()
    today = timezone.localdate()
    write_to(
        story,
        "testimonials.copy",
        {"day": formats.day(today, today), "wording": story.wording_shown.split("\n")},
    )
    return story


@transaction.atomic
def deny(story):
    """Whoever got the letter says that the story is not theirs. It is never shown."""
    story = locked(story)
    if story.confirmed_at or story.declined_at:
        raise NotNow("This story was confirmed or closed before.")
    story.declined_at, story.reason = timezone.now(), Reason.NOT_CONFIRMED
    story.save()
    return story


@transaction.atomic
def change_words(story, headline, words, text):
    """The writer's new words, agreed to with ``text``. A person reads them before they appear."""
    story = locked(story)
    if not story.confirmed_at or story.withdrawn_at or story.erased_at:
        raise NotNow("This story cannot be changed.")
    story.headline, story.words, story.is_excerpt = headline, words, False
    story.published_at = story.declined_at = None
    story.reason = ""
    _answered(story)
    record_consent(story, text)
    story.save()
    return story


@transaction.atomic
def agree_to_shorter(story, text):
    """Yes to the shorter version: it takes the place of the words, with a consent of its own."""
    story = locked(story)
    if not story.words_offered:
        raise NotNow("There is no shorter version to agree to.")
    story.headline, story.words = story.headline_offered, story.words_offered
    story.is_excerpt = True
    _answered(story)
    record_consent(story, text)
    story.save()
    return story


@transaction.atomic
def refuse_shorter(story):
    """No to the shorter version. What was written stays as it is, to be decided on."""
    story = locked(story)
    if not story.words_offered:
        raise NotNow("There is no shorter version to refuse.")
    _answered(story)
    story.answer = "No to the shorter version."
    story.save()
    return story


@transaction.atomic
def answer(story, text):
    """The writer's answer to our question."""
    story = locked(story)
    if not story.question:
        raise NotNow("There is no question to answer.")
    story.answer, story.asked_at = text, None
    story.save()
    return story


def _answered(story):
    story.asked_at = None
    story.question = story.answer = story.headline_offered = story.words_offered = ""


@transaction.atomic
def keep(story, text):
    """The consent anew, for as long again, with the words as they stand."""
    story = locked(story)
    if not story.consent_until or story.withdrawn_at or story.erased_at:
        raise NotNow("There is no consent to go on with.")
    record_consent(story, text)
    story.save()
    return story


@transaction.atomic
def withdraw(story, *, by=None):
    """Take the story off the site at once, for good. ``by`` is the colleague who was told."""
    story = locked(story)
    if story.withdrawn_at or story.erased_at:
        raise NotNow("This story was withdrawn before.")
    note_for_restores("withdrawals", story)
    words = "Withdrawn by the writer." if by is None else "The writer told us to withdraw it."
    now = _take_off(story, words, by)
    moment = f"{formats.day(now.date(), now.date())}, {formats.time_of_day(now.time())}"
    write_to(story, "testimonials.withdrawn", {"when": moment})
    return story


def note_for_restores(kind, story):
    """A backup still shows it. Without room for the line it leaves the site all the same."""
    try:
        erasures.record(kind, [story.public_id])
    except OSError:
        log.exception("A restore would show a story again that leaves the site now")


def _take_off(story, words, by=None):
    now = timezone.localtime()
    story.published_at, story.withdrawn_at = None, now
    story.declined_at, story.reason = None, ""
    _answered(story)
    story.save()
    Consent.objects.create(
        testimonial=story,
        kind=Consent.Kind.WITHDRAWN,
        wording=words,
        route=story.route,
        given_by=story.name,
        recorded_by=by,
    )
    Letter.objects.about(story.reference).unsent().delete()
    return now


@transaction.atomic
def withdraw_again(public_ids):
    """After a restore: withdraw those of these that are there as if nobody had; how many."""
    stories = Testimonial.objects.filter(
        public_id__in=public_ids, withdrawn_at=None, erased_at=None
    ).select_for_update()
    for story in stories:
        _take_off(story, "Withdrawn before the site was restored.")
    return len(stories)


def locked(story):
    """The story as it stands now, held until the transaction ends."""
    return Testimonial.objects.select_for_update().get(pk=story.pk)
