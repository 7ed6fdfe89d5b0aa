"""The rules of treatments, broken on purpose at the database and at the form."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from techniques.models import (
    Benefit,
    Caution,
    SectionSources,
    Source,
    Technique,
    UrgentSign,
)
from tests.clinic.test_models import refused
from tests.factories import make_source, make_technique

pytestmark = pytest.mark.django_db
JUNE_1 = datetime.date(2026, 6, 1)


def benefit(**values):
    defaults = {
        "technique": make_technique(),
        "name": "Back pain",
        "statement": "Practitioners say it can help.",
        "level": 2,
        "note": "Few studies.",
        "technique_only": "No trial.",
    }
    return Benefit(**(defaults | values))


@pytest.mark.parametrize("values", [{"reviewed_on": JUNE_1}, {"reviewed_by": "Karen"}])
def test_half_a_review(values):
    row = Technique(name="A", slug="a", **values)
    refused(row, "A review has a day and a name: fill in both or neither.")


def test_next_review_before_the_last():
    row = Technique(
        name="A", slug="a", reviewed_on=JUNE_1, reviewed_by="Karen", next_review_on=JUNE_1
    )
    refused(row, "The next review comes after the last one.")


@pytest.mark.parametrize("level", [0, 6])
def test_benefit_of_an_unknown_level(level):
    refused(benefit(level=level), f"Value {level} is not a valid choice.")


@pytest.mark.parametrize(
    "values", [{"level": 3}, {"level": 5}, {"about": "babies"}, {"about": "children"}]
)
def test_weak_benefit_on_cards(values):
    refused(
        benefit(shown="page_and_cards", **values),
        "Only a benefit for adults with some support or limited evidence may be shown on cards.",
    )


def test_caution_with_an_unknown_action():
    row = Caution(technique=make_technique(), name="A", why="B", advice="C", action="hope")
    refused(row, "Value 'hope' is not a valid choice.")


def test_urgent_sign_of_an_unknown_group():
    row = UrgentSign(technique=make_technique(), sign="Fever", group="later")
    refused(row, "Value 'later' is not a valid choice.")


def test_source_of_an_unknown_kind():
    row = Source(key="a", citation="A", kind="rumor")
    refused(row, "Value 'rumor' is not a valid choice.")


def test_sources_of_a_text_twice():
    technique = make_technique()
    SectionSources.objects.create(technique=technique, section="idea")
    again = SectionSources(technique=technique, section="idea")
    refused(again, "This text has its sources already.")


def test_slug_twice():
    make_technique(slug="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_technique(slug="same")


@pytest.mark.parametrize("doi", ["11.1/x", "10.1", "doi:10.1136/bmj", "10.1136/bmj l689"])
def test_doi_that_does_not_look_like_one(doi):
    with pytest.raises(ValidationError) as caught:
        make_source(doi=doi).full_clean()
    assert caught.value.message_dict == {
        "doi": ["This does not look like a DOI. It starts with 10. and has a slash."]
    }


def test_pmid_with_letters():
    with pytest.raises(ValidationError) as caught:
        make_source(pmid="PMC1").full_clean()
    assert caught.value.message_dict == {"pmid": ["A PMID is digits only."]}


@pytest.mark.parametrize(
    ("values", "link"),
    [
        ({"doi": "10.1/x", "pmid": "1"}, "https://doi.org/10.1/x"),
        ({"pmid": "12"}, "https://pubmed.ncbi.nlm.nih.gov/12/"),
        ({"url": "https://example.com/a"}, "https://example.com/a"),
        ({}, ""),
    ],
)
def test_link_of_a_source(values, link):
    assert make_source(**values).link == link


def test_published_techniques_are_those_whose_moment_has_come():
    shown = make_technique()
    make_technique(published_at=None)
    make_technique(published_at=datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC))
    assert list(Technique.objects.published()) == [shown]
