"""Properties: the numbers of any stories add up, and only words agreed to are ever shown."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from testimonials import numbers
from testimonials.models import Reason, Testimonial
from tests.factories import make_story

DAY = datetime.timedelta(days=1)
MOMENTS = st.sampled_from([None, timezone.now() - DAY])
REASONS = st.sampled_from(["", *Reason.values])
DAYS = st.integers(-2, 2)
# Half of them would be on the site, if their consent still runs.
OPEN = st.tuples(st.just(timezone.now() - DAY), st.none(), st.just(""), DAYS, st.just(False))
FATES = OPEN | st.tuples(MOMENTS, MOMENTS, REASONS, DAYS, st.booleans())


class HonestNumbers(TestCase):
    """However stories came and went, each counts once, and nothing else does."""

    @given(st.lists(FATES))
    @settings(max_examples=60, deadline=None)
    def test_they_add_up(self, fates):
        for published, withdrawn, reason, days, is_erased in fates:
            make_story(**fate(published, withdrawn, reason, days, is_erased))
        found = numbers.count(timezone.now())
        assert found.received == len(fates)
        assert found.shown + found.wish + found.no_consent + found.other + found.reading == len(
            fates
        )
        assert found.shown == Testimonial.objects.published().count()
        assert sum(found.stars.values()) == found.shown
        wishes = sum(1 for _, withdrawn, reason, *_ in fates if withdrawn or reason == "wish")
        assert found.wish == wishes

    @given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.booleans())
    @settings(max_examples=60, deadline=None)
    def test_words_and_consent_match_or_the_database_refuses(self, headline, words, agreed, same):
        agreed = words if same else agreed
        headline, words, agreed = (t.replace("\x00", "") for t in (headline, words, agreed))
        may_show = bool(words) and words == agreed
        assert can_publish(headline, words, agreed) is may_show


def fate(published, withdrawn, reason, days, is_erased):
    """Fields of a story that can be: what was taken back or declined is not on the site."""
    closed = bool(withdrawn or reason or is_erased)
    values = {
        "published_at": None if closed else published,
        "withdrawn_at": withdrawn,
        "reason": reason,
        "declined_at": timezone.now() if reason else None,
        "consent_until": timezone.localdate() + days * DAY,
    }
    if is_erased:
        values |= {"erased_at": timezone.now(), "headline": "", "words": ""}
    return values


def can_publish(headline, words, agreed):
    story = make_story(published_at=None, headline=headline, words=words, words_agreed=agreed)
    try:
        with transaction.atomic():
            Testimonial.objects.filter(pk=story.pk).update(published_at=timezone.now())
    except IntegrityError:
        return False
    return True
