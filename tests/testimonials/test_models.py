"""What may be shown of a story, and what the database refuses to show."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from testimonials.models import Consent, Testimonial
from tests.factories import make_story

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def update(story, **values):
    Testimonial.objects.filter(pk=story.pk).update(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"words": "Other words."},
        {"headline": "Another headline"},
        {"consent_until": None},
        {"withdrawn_at": timezone.now()},
    ],
)
def test_a_published_story_without_valid_consent_is_refused_by_the_database(values):
    story = make_story()
    with pytest.raises(IntegrityError), transaction.atomic():
        update(story, **values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"words": "Other words."},
            "Not published. These words differ from the words agreed to. Ask the writer again.",
        ),
        ({"consent_until": None}, "Not published. There is no consent on file."),
        (
            {"withdrawn_at": timezone.now()},
            "Not published. The writer withdrew. This cannot be undone by us.",
        ),
    ],
)
def test_a_published_story_without_valid_consent_is_refused_with_a_sentence(values, sentence):
    story = make_story()
    for name, value in values.items():
        setattr(story, name, value)
    with pytest.raises(ValidationError) as caught:
        story.full_clean()
    assert caught.value.messages == [sentence]


@pytest.mark.parametrize("stars", [0, 6])
def test_stars_outside_1_to_5(stars):
    story = make_story()
    with pytest.raises(IntegrityError), transaction.atomic():
        update(story, stars=stars)
    story.stars = stars
    with pytest.raises(ValidationError) as caught:
        story.full_clean()
    assert caught.value.messages == ["Choose 1, 2, 3, 4 or 5 stars."]


def test_half_a_star_is_refused_or_rounded():
    """SQLite would keep 4.5 in a column of whole numbers; PostgreSQL rounds it."""
    story = make_story()
    change = f"UPDATE testimonials_testimonial SET stars = 4.5 WHERE id = {int(story.pk)}"  # noqa: S608
    if connection.vendor == "sqlite":
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    else:
        with connection.cursor() as cursor:
            cursor.execute(change)
        story.refresh_from_db()
        assert story.stars == 5


@pytest.mark.parametrize(("field", "most"), [("headline", 120), ("words", 2000)])
def test_a_story_that_is_too_long(field, most):
    story = make_story(published_at=None)
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        update(story, **{field: "a" * (most + 1)})


@pytest.mark.parametrize(
    ("values", "is_shown"),
    [
        ({}, True),
        ({"consent_until": timezone.localdate()}, True),
        ({"consent_until": timezone.localdate() - DAY}, False),
        ({"published_at": None}, False),
        ({"published_at": timezone.now() + DAY}, False),
        ({"published_at": None, "withdrawn_at": timezone.now()}, False),
    ],
)
def test_published_is_on_the_site_with_a_running_consent(values, is_shown):
    make_story(**values)
    assert Testimonial.objects.published().exists() is is_shown


def test_newest_first():
    older = make_story(published_at=timezone.now() - 2 * DAY)
    newer = make_story()
    assert list(Testimonial.objects.newest_first()) == [newer, older]


def consent(**values):
    defaults = {
        "testimonial": make_story(),
        "kind": "given",
        "wording": "I agree.",
        "route": "paper",
        "until": timezone.localdate(),
    }
    return Consent(**(defaults | values))


def test_the_ledger_is_append_only():
    line = consent()
    line.save()
    line.wording = "I agree to everything."
    for change in (
        line.save,
        line.delete,
        Consent.objects.all().delete,
        lambda: Consent.objects.update(wording=""),
    ):
        with pytest.raises(TypeError, match="append-only"):
            change()
    assert Consent.objects.get().wording == "I agree."


@pytest.mark.parametrize("values", [{"kind": "maybe"}, {"until": None}])
def test_a_consent_line_that_proves_nothing(values):
    line = consent(**values)
    with pytest.raises(ValidationError):
        line.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.bulk_create([line])
