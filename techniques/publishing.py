"""What can be done with a treatment's place on the site, and the checks that go before it."""

import secrets
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils import timezone

from clinic import formats
from techniques.models import Technique
from techniques.models.technique import PREVIEW_LIFE

PREVIEW_SALT = "techniques.preview"


@dataclass(frozen=True)
class Check:
    """The problems of one treatment: blocking ones, warnings, and warnings already overruled."""

    blocking: list
    warnings: list
    overruled: list

    @classmethod
    def of(cls, technique, on):
        """The check for a publication on the day ``on``."""
        problems = technique.publication_problems(on)
        reasons = {row.sentence: row for row in technique.overrules.all()}
        return cls(
            [problem for problem in problems if problem.is_blocking],
            [p for p in problems if not p.is_blocking and p.sentence not in reasons],
            [reasons[p.sentence] for p in problems if p.sentence in reasons],
        )

    @property
    def count(self):
        return len(self.blocking) + len(self.warnings)


def set_moment(technique, moment):
    """Put the treatment on the site at ``moment`` (aware; None takes it down)."""
    technique.published_at, technique.held_at = moment, None
    technique.save(update_fields=["published_at", "held_at"])


def overrule(technique, warnings, reason, user):
    """Keep that ``user`` publishes in spite of ``warnings``, and why."""
    for problem in warnings:
        technique.overrules.create(sentence=problem.sentence, reason=reason, overruled_by=str(user))


def mark_reviewed(technique):
    """Keep what the reviewer agreed to, so that a later change of it is seen."""
    for benefit in technique.benefits.prefetch_related("sources"):
        mark = benefit.evidence_mark()
        if benefit.reviewed_as != mark:
            benefit.reviewed_as = mark
            benefit.save(update_fields=["reviewed_as"])


def check_off(technique, name, today):
    """Keep that ``name`` read the whole page on ``today`` and that it still holds."""
    technique.reviewed_on, technique.reviewed_by = today, name
    technique.next_review_on = formats.a_year_after(today)
    technique.save(update_fields=["reviewed_on", "reviewed_by", "next_review_on"])
    mark_reviewed(technique)


def make_link(technique):
    """A fresh link that shows the page for 7 days without sign-in; the one before ends."""
    technique.preview_id = secrets.token_hex(16)
    technique.preview_until = timezone.now() + PREVIEW_LIFE
    technique.save(update_fields=["preview_id", "preview_until"])
    key = signing.Signer(salt=PREVIEW_SALT).sign(technique.preview_id)
    return reverse("technique_preview", args=[key])


def technique_of_link(key):
    """The treatment a link shows, or None when the link is not ours, cut or too old."""
    try:
        preview_id = signing.Signer(salt=PREVIEW_SALT).unsign(key)
    except signing.BadSignature:
        return None
    shown = Technique.objects.filter(preview_id=preview_id, preview_until__gt=timezone.now())
    return shown.first()
