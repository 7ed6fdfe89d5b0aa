"""Every route to publication without a valid consent, and that none of them leads there."""

import datetime

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from testimonials import decisions
from testimonials.models import Consent, Reason, Route, Testimonial
from tests.factories import make_story
from tests.html import read
from tests.testimonials.desk import change
from tests.testimonials.helpers import confirmed_story, sent_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def unpublished(**values):
    return make_story(**({"published_at": None} | values))


WITHOUT_CONSENT = {
    "never confirmed": {"confirmed_at": None, "consent_until": None},
    "agreed but not confirmed": {
        **{"headline": "A", "words": "B", "headline_agreed": "A", "words_agreed": "B"},
        "confirmed_at": None,
    },
    "other words": {"words_agreed": "Other words."},
    "another headline": {"headline_agreed": "Other"},
    "no end": {"consent_until": None},
    "withdrawn": {"withdrawn_at": timezone.now()},
    "declined": {"declined_at": timezone.now(), "reason": Reason.INSULT},
    "empty": {"headline": "", "words": ""},
    "erased": {"headline": "", "words": "", "erased_at": timezone.now()},
}
SENTENCES = dict.fromkeys(
    WITHOUT_CONSENT, "These words differ from the words agreed to. Ask the writer again."
) | {
    "never confirmed": "There is no consent on file.",
    "no end": "There is no consent on file.",
    "withdrawn": "The writer withdrew. This cannot be undone by us.",
    "erased": "This story is erased.",
}


@pytest.mark.parametrize("values", WITHOUT_CONSENT.values(), ids=WITHOUT_CONSENT)
def test_saving_updating_and_raw_sql_are_refused(values):
    story = unpublished(**values)
    story.published_at = timezone.now()
    with pytest.raises(ValidationError):
        story.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        story.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Testimonial.objects.filter(pk=story.pk).update(published_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Testimonial.objects.bulk_update([story], ["published_at"])
    sql = "UPDATE testimonials_testimonial SET published_at = received_on WHERE id = %s"
    if connection.vendor == "postgresql":
        sql = sql.replace("received_on", "now()")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [story.pk])
    assert not Testimonial.objects.published().exists()


@pytest.mark.parametrize("name", WITHOUT_CONSENT)
def test_the_desk_is_refused_with_a_sentence(client, boss, name):
    story = unpublished(**WITHOUT_CONSENT[name])
    page = read(client.get(change(story)))
    assert page.all("button", value="publish") == []
    data = {"act": "publish", "seen": decisions.digest(story)}
    response = client.post(change(story), data)
    assert response.status_code == 422
    assert read(response).one(role="alert").text == f"Not published. {SENTENCES[name]}"
    assert not Testimonial.objects.published().exists()


def test_words_in_the_row_without_a_line_in_the_ledger_are_no_consent(boss):
    story = unpublished()
    with pytest.raises(decisions.Refused, match="Ask the writer again"):
        decisions.publish(story, boss, decisions.digest(story))


def test_a_withdrawal_in_the_ledger_is_stronger_than_the_row(client, boss):
    story = confirmed_story(client)
    words = {"headline": story.headline, "words": story.words, "until": story.consent_until}
    Consent.objects.create(
        testimonial=story, kind="withdrawn", wording="No.", route=story.route, **words
    )
    with pytest.raises(decisions.Refused, match="Ask the writer again"):
        decisions.publish(story, boss, decisions.digest(story))


def test_a_consent_that_has_ended_is_never_shown_and_cannot_be_published(client, boss):
    story = confirmed_story(client)
    decisions.publish(story, boss, decisions.digest(story))
    Testimonial.objects.filter(pk=story.pk).update(consent_until=TODAY() - DAY)
    assert story.headline not in client.get("/stories/").content.decode()
    story = decisions.take_down(story, boss)
    with pytest.raises(decisions.Refused, match="Consent on file ended on"):
        decisions.publish(story, boss, decisions.digest(story))


def test_the_form_cannot_publish(client):
    story = sent_story(
        client,
        published_at="2026-01-01",
        confirmed_at="2026-01-01",
        consent_until="2040-01-01",
        words_agreed="x",
    )
    assert story.published_at is story.confirmed_at is story.consent_until is None


def test_no_bulk_action_stands_at_the_desk(boss):
    request = RequestFactory().get("/admin/")
    request.user = boss
    desk = admin.site._registry[Testimonial]
    assert desk.get_actions(request) == {}
    assert desk.get_list_display(request)
    assert not desk.list_editable


def test_the_form_of_django_s_admin_is_not_reachable(client, boss):
    story = unpublished(confirmed_at=None)
    response = client.post(
        change(story), {"published_at_0": "2026-01-01", "published_at_1": "00:00", "words": "Mine"}
    )
    assert response.status_code == 422
    story.refresh_from_db()
    assert story.published_at is None
    assert story.words == "I was met kindly."


def test_only_carried_over_stories_may_stand_without_a_yes():
    make_story(
        route=Route.CARRIED_OVER,
        confirmed_at=None,
        headline_agreed="A",
        headline="A",
        words_agreed="B",
        words="B",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Testimonial.objects.update(route=Route.PAPER)


@pytest.mark.parametrize("stars", [0, 6, 2**31 - 1, 2**63])
def test_stars_no_writer_can_give(stars):
    with pytest.raises((IntegrityError, DataError, OverflowError)), transaction.atomic():
        Testimonial.objects.filter(pk=make_story().pk).update(stars=stars)
    story = Testimonial(stars=stars, headline="A", words="B", route=Route.PAPER)
    with pytest.raises(ValidationError):
        story.full_clean()


@pytest.mark.parametrize(
    "values",
    [
        {"declined_at": timezone.now()},
        {"declined_at": timezone.now(), "reason": "no reason"},
        {"reason": Reason.INSULT},
    ],
)
def test_not_shown_has_a_reason_from_the_list(values):
    story = unpublished()
    with pytest.raises(IntegrityError), transaction.atomic():
        Testimonial.objects.filter(pk=story.pk).update(**values)
    for name, value in values.items():
        setattr(story, name, value)
    with pytest.raises(ValidationError):
        story.full_clean()


@pytest.mark.parametrize("field", ["name", "email", "phone", "headline", "words", "reply"])
def test_an_erased_story_keeps_nothing_of_the_writer(field):
    empty = {"headline": "", "words": "", "erased_at": timezone.now()}
    story = unpublished(**empty)
    with pytest.raises(IntegrityError), transaction.atomic():
        Testimonial.objects.filter(pk=story.pk).update(**{field: "+12025550177"})
