"""Stories in every state of their writer's own page."""

import datetime

from django.utils import timezone

from staff.models import StaffMember
from testimonials import decisions, wording, writer
from testimonials.models import Reason, Route
from tests.factories import make_staff, make_story
from tests.testimonials.helpers import WORDS


def _colleague():
    return StaffMember.objects.first() or make_staff()


def unconfirmed(**values):
    """A story as the form writes it, waiting for the yes of its writer."""
    defaults = {
        "words": WORDS,
        "name": "Maria Lopez",
        "email": "maria@example.com",
        "route": Route.BY_EMAIL,
        "confirmed_at": None,
        "published_at": None,
        "consent_until": None,
    }
    story = make_story(**(defaults | values))
    story.wording_shown = wording.as_text(writer.wording_for(story))
    story.save()
    return story


def confirmed():
    return writer.confirm(unconfirmed())


def published():
    story = confirmed()
    decisions.publish(story, _colleague(), decisions.digest(story))
    story.refresh_from_db()
    return story


def ending():
    """On the site, with a consent that ends within the days in which it may be given anew."""
    story = published()
    day = timezone.localdate() + datetime.timedelta(days=20)
    writer.record_consent(story, story.wording_shown, until=day)
    story.save()
    return story


def asked():
    return decisions.ask(confirmed(), _colleague(), "Was that at our clinic?")


def offered_shorter():
    story = confirmed()
    kept = WORDS.replace("I was met kindly. ", "")
    return decisions.offer_shorter(story, _colleague(), story.headline, kept, Reason.OTHER_PEOPLE)


def declined():
    return decisions.decline(confirmed(), _colleague(), Reason.NOT_ABOUT_US)


def withdrawn():
    story = published()
    writer.withdraw(story)
    return story


def held():
    """At the desk as one that may come from a program."""
    return unconfirmed(is_letter_held=True)


STATES = {
    "unconfirmed": unconfirmed,
    "confirmed": confirmed,
    "published": published,
    "consent ending": ending,
    "asked": asked,
    "offered shorter": offered_shorter,
    "declined": declined,
    "withdrawn": withdrawn,
}
