"""What the desk does with a story. Marks and stars decide nothing; a person does.

Each function is one transaction: the row, the ledger, the letters and the line in the history.
"""

import datetime
import hashlib

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from clinic import formats
from clinic.models import Clinic, Practitioner
from clinic.wording import REPLY, STORY, check
from outbox.models import Letter
from techniques.models import Technique
from testimonials import terms, wording
from testimonials.erasing import erase
from testimonials.excerpt import shortened
from testimonials.models import Reason, Route, Testimonial
from testimonials.models.choices import SENTENCES
from testimonials.writer import locked, note_for_restores, record_consent, write_to

# Time to undo what one did before the writer reads of it.
LETTER_WAITS = datetime.timedelta(minutes=5)
DECIDED = ["testimonials." + key for key in ("published", "shorter", "question", "not_published")]


class Refused(Exception):
    """The desk cannot do this now; the message is a sentence for the person who tried."""


def digest(story):
    """Stands for the words as they were read, so that nobody decides on words they never saw."""
    return hashlib.sha256(f"{story.headline}\n{story.words}".encode()).hexdigest()[:16]


def marks(story):
    """The Findings in the headline and the words, for the reader to judge."""
    clinic = Clinic.objects.current()
    known = [clinic.name]
    known += Practitioner.objects.values_list("name", flat=True)
    known += Technique.objects.values_list("name", flat=True)
    return check(f"{story.headline}\n{story.words}", STORY, known)


def reply_problems(reply):
    """The Findings that keep a reply from the site."""
    return check(reply, REPLY)


def publication_problems(story, today=None):
    """Why the story may not appear, as sentences; nothing when it may."""
    today = today or timezone.localdate()
    if story.withdrawn_at:
        yield "The writer withdrew. This cannot be undone by us."
    elif story.erased_at:
        yield "This story is erased."
    elif not story.consent_until:
        yield "There is no consent on file."
    elif story.consent_until < today:
        yield f"Consent on file ended on {formats.day(story.consent_until, today)}."
    elif not _is_agreed(story):
        yield "These words differ from the words agreed to. Ask the writer again."


def _is_agreed(story):
    """The words stand in the row as agreed to, and so in the last line of the ledger."""
    last = story.consents.last()
    wanted = (story.headline, story.words)
    return (
        last is not None
        and last.kind == last.Kind.GIVEN
        and wanted == (story.headline_agreed, story.words_agreed) == (last.headline, last.words)
        and last.until == story.consent_until
    )


@transaction.atomic
def publish(story, by, seen):
    """Show the story, stars as given. ``seen`` is the digest of the words that were read."""
    story = locked(story)
    for problem in publication_problems(story):
        raise Refused(f"Not published. {problem}")
    if digest(story) != seen:
        raise Refused("Not published. The writer changed the words meanwhile: read them once more.")
    now = timezone.now()
    story.published_at = story.published_at or now
    story.declined_at, story.reason, story.asked_at = None, "", None
    story.save()
    _note(story, by, "Published.")
    today = timezone.localdate(now)
    _tell(
        story,
        "testimonials.published",
        {
            "day": formats.day(today, today),
            "story_link": settings.SITE_URL + story.place,
            "stars": f"{story.stars} out of 5 stars",
            "name_shown": story.name_shown,
            "until": long_day(story.consent_until),
        },
    )
    return story


def long_day(date):
    """ "March 3, 2031", as consents end."""
    return f"{date:%B} {date.day}, {date.year}"


@transaction.atomic
def offer_shorter(story, by, headline, words, reason):
    """Ask the writer whether a shorter version may appear; nothing of it appears without a yes."""
    story = locked(story)
    _must_be_open(story)
    if not story.confirmed_at:
        # A yes to it would confirm the story, with no call to the writer before.
        raise Refused("Nobody has confirmed this story. Its writer has to do that first.")
    shorter = shortened(story.words, words)
    headline = shortened(story.headline, headline)
    if shorter is None or headline is None:
        raise Refused("A shorter version has only the writer's own words, in their order.")
    if (shorter, headline) == (story.words, story.headline):
        raise Refused("That is the whole story. Take out the words that should not appear.")
    if len(shorter) > Testimonial._meta.get_field("words").max_length:
        raise Refused("With its marks this is longer than 2,000 characters. Cut in fewer places.")
    story.headline_offered, story.words_offered = headline[:120], shorter
    story.asked_at, story.published_at = timezone.now(), None
    story.save()
    _note(story, by, "Asked the writer about a shorter version.")
    values = {"excerpt": shorter, "reason_sentence": SENTENCES[Reason(reason)]}
    _tell(story, "testimonials.shorter", values)
    return story


@transaction.atomic
def ask(story, by, question):
    """Ask the writer something; it waits for the answer."""
    story = locked(story)
    _must_be_open(story)
    story.question, story.answer, story.asked_at = question, "", timezone.now()
    story.save()
    _note(story, by, "Asked the writer.")
    _tell(story, "testimonials.question", {"own_words": question})
    return story


@transaction.atomic
def decline(story, by, reason):
    """Keep the story from the site, with the reason that the public numbers count."""
    story = locked(story)
    _must_be_open(story)
    if story.published_at:
        note_for_restores("removals", story)
    story.published_at, story.declined_at, story.reason = None, timezone.now(), Reason(reason)
    story.save()
    _note(story, by, f"Not shown: {Reason(reason).label}.")
    _tell(story, "testimonials.not_published", {"reason_sentence": SENTENCES[Reason(reason)]})
    return story


@transaction.atomic
def take_down(story, by):
    """Off the site, to be read again; nothing is lost and nobody is written to."""
    story = locked(story)
    if not story.published_at:
        raise Refused("It is not on the site.")
    note_for_restores("removals", story)
    story.published_at = None
    story.save()
    _take_letters_back(story)
    _note(story, by, "Taken down.")
    return story


def take_down_again(public_ids):
    """After a restore: off the site those of these that are on it, to be read again; how many.

    Also one that was published anew since: better read once more than shown against a decision.
    """
    shown = Testimonial.objects.filter(public_id__in=public_ids, published_at__isnull=False)
    return shown.update(published_at=None)


@transaction.atomic
def reopen(story, by):
    """Back among those to read."""
    story = locked(story)
    if not story.declined_at or story.withdrawn_at or story.erased_at:
        raise Refused("It waits to be read already, or the writer withdrew it.")
    story.declined_at, story.reason = None, ""
    story.save()
    _take_letters_back(story)
    _note(story, by, "To be read again.")
    return story


@transaction.atomic
def file_consent(story, by, *, given_by, given_on, route, on_file):
    """Record a consent given on paper or by phone, with who, when and where it lies."""
    story = locked(story)
    if story.withdrawn_at or story.erased_at:
        raise Refused("The writer withdrew. This cannot be undone by us.")
    until = terms.consent_until(given_on)
    clinic = Clinic.objects.current()
    text = wording.as_text(wording.points(clinic, settings.SITE_URL, until, story))
    story.name = given_by
    record_consent(
        story,
        text,
        until=until,
        given_by=given_by,
        route=route,
        on_file=on_file,
        recorded_by=by,
    )
    story.save()
    _note(story, by, "Recorded a consent.")
    return story


@transaction.atomic
def add_from_paper(story, by, *, on_file, signed_on):
    """Keep a story that came on paper (unsaved, with its fields) and the consent signed on it."""
    story.route, story.received_on = Route.PAPER, signed_on
    story.save(force_insert=True)
    return file_consent(
        story, by, given_by=story.name, given_on=signed_on, route=Route.PAPER, on_file=on_file
    )


@transaction.atomic
def write_reply(story, by, reply):
    """Show the clinic's answer below the story, or take it away with an empty text."""
    problems = reply_problems(reply)
    if problems:
        raise Refused(" ".join(problem.sentence for problem in problems))
    story = locked(story)
    _must_be_open(story)
    story.reply = reply
    story.save()
    _note(story, by, "Replied." if reply else "Took the reply away.")
    return story


@transaction.atomic
def let_go(by):
    """Take the stories of the former website off the site; returns how many left."""
    stories = Testimonial.objects.filter(
        route=Route.CARRIED_OVER, confirmed_at=None, declined_at=None, withdrawn_at=None
    )
    left = list(stories.select_for_update())
    for story in left:
        decline(story, by, Reason.NO_CONSENT)
    return len(left)


@transaction.atomic
def erase_now(story, by):
    """Empty a story that is not on the site; the row stays for the count."""
    story = locked(story)
    if not (story.withdrawn_at or story.declined_at):
        raise Refused("First withdraw it for the writer, or keep it from the site with a reason.")
    _take_letters_back(story)
    erase(Testimonial.objects.filter(pk=story.pk))
    _note(story, by, "Erased.")
    story.refresh_from_db()
    return story


def _tell(story, kind, values):
    """Write the writer of a decision; the letter of the one before, if still here, is void."""
    _take_letters_back(story)
    write_to(story, kind, values, not_before=timezone.now() + LETTER_WAITS)


def _take_letters_back(story):
    unsent = Letter.objects.about(story.reference).unsent()
    unsent.filter(kind__in=DECIDED, lease_until=None).delete()


def _must_be_open(story):
    if story.withdrawn_at or story.erased_at:
        raise Refused("The writer withdrew. This cannot be undone by us.")


def _note(story, by, words):
    LogEntry.objects.log_actions(by.pk, [story], CHANGE, words, single_object=True)
