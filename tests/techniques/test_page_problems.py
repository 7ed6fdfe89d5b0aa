"""What can stop or warn about the page as a whole: each comes with its fault, and goes with it."""

import datetime

import pytest

from clinic.models import Practitioner
from techniques.models import Source, Technique
from tests.factories import make_benefit, make_practitioner, make_source
from tests.techniques.test_problems import TODAY, changed, ready, sentences

__all__ = ["ready"]
pytestmark = pytest.mark.django_db
LONG = "word " * 26


PAGE = {
    "placeholder": (
        {"summary": "TBD"},
        '"TBD" in "Summary" is a placeholder. Write the real text.',
        {"summary": "What a visit is like."},
    ),
    "safe": (
        {"risks_intro": "It is very safe."},
        '"Before the risks" says "safe" without saying for whom or how far. '
        "Say which risks are small and which are not known.",
        {"risks_intro": "It is safe for most adults. The risk for babies is not known."},
    ),
    "time": (
        {"schedule": "You feel relief within a few weeks."},
        '"How often" promises a time or a number of visits. '
        "Say who says so, and what happens without treatment.",
        {
            "schedule": "The clinic says patients feel relief within a few weeks. "
            "Many aches get better with time."
        },
    ),
    "free": (
        {"price_note": "First visit free"},
        '"Price note" says "free" or "special offer" without the conditions. '
        "Say them, or take it out.",
        {"price_note": "First visit free for new patients, until June 30"},
    ),
    "cure in the tagline": (
        {"tagline": "Guaranteed to help."},
        '"Tagline" says "Guaranteed", which promises a cure or proof. '
        "Say what practitioners say and what studies found.",
        {"tagline": "Nobody can say it is guaranteed to help."},
    ),
    "overdue": (
        {"next_review_on": datetime.date(2026, 5, 31)},
        "This page was due for a check on Sunday, May 31. "
        "Have it checked before you publish again.",
        {"next_review_on": TODAY},
    ),
    "no address": (
        {"slug": None, "published_at": None},
        "No short address. Write one in small letters, such as sacro-occipital-technique.",
        {"slug": "a-treatment"},
    ),
}


@pytest.mark.parametrize(("wrong", "sentence", "right"), PAGE.values(), ids=PAGE)
def test_problem_of_the_page(ready, wrong, sentence, right):
    assert sentences(changed(ready, **wrong), blocking=True) == [sentence]
    assert sentences(changed(ready, **right), blocking=True) == []


def test_a_picture_without_description_is_named_even_unsaved(ready):
    fresh = Technique.objects.with_parts().get(pk=ready.pk)
    fresh.__dict__["picture"] = "x.jpg"  # The database refuses such a row.
    found = [p.sentence for p in fresh.publication_problems(TODAY)]
    assert found == ['The picture has no description. Describe it, or tick "only decoration".']
    fresh.picture_is_decorative = True
    assert fresh.publication_problems(TODAY) == []


def test_a_source_nobody_checked(ready):
    Source.objects.update(checked_on=None)
    key = Source.objects.get().key
    assert sentences(ready, blocking=True) == [
        f'Source "{key}" has never been checked by a person. '
        'Open it, read it, and fill in "checked on" and "checked by".'
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"doi": "11.1/x"},
            'The DOI of "a" does not look like one. It starts with 10. and has a slash.',
        ),
        ({"pmid": "PMC1"}, 'The PMID of "a" should be digits only.'),
        ({"doi": "10.1136/bmj.l689", "pmid": "30867144"}, None),
    ],
)
def test_the_form_of_doi_and_pmid(ready, values, sentence):
    Source.objects.update(key="a", **values)
    assert sentences(ready, blocking=True) == ([sentence] if sentence else [])


def test_people_need_a_profession_and_a_doctor_a_degree(ready):
    person = Practitioner.objects.get()
    changed(person, name="Dr. Karen Miller", profession="")
    assert sentences(ready, blocking=True) == [
        "Dr. Karen Miller has no profession. Add it: a page about care must say who gives it.",
        'Dr. Karen Miller is called "Dr.", but no degree is filled in. '
        'Add the degree, or leave out "Dr.".',
    ]
    changed(person, profession="chiropractor", degree="DC")
    assert sentences(ready, blocking=True) == []


WARNINGS = {
    "not reviewed": (
        {"reviewed_on": None, "reviewed_by": ""},
        "Not yet reviewed by a named clinician. Patients read that sentence on the page. "
        "Name a reviewer and the day.",
    ),
    "next check too late": (
        {"next_review_on": datetime.date(2027, 5, 2)},
        "The next check is more than 12 months after the last. Choose a day by "
        "Saturday, May 1, 2027.",
    ),
    "hard to read": (
        {"what_it_is": f"{LONG}. {LONG}."},
        '"What it is" is hard to read: 2 sentences have more than 25 words. Split them.',
    ),
    "may sound like a promise": (
        {"summary": "It is effective."},
        '"Summary" says "effective", which may sound like a promise. '
        "Say it more plainly, or give your reason.",
    ),
    "price and length": (
        {"price_note": "", "visit_length": ""},
        "The price note and the visit length are empty. Patients ask for both.",
    ),
    "search": (
        {"search_text": ""},
        "The text for search results is empty or longer than 160 characters. "
        "Write one or two sentences.",
    ),
}


@pytest.mark.parametrize(("values", "sentence"), WARNINGS.values(), ids=WARNINGS)
def test_warning(ready, values, sentence):
    changed(ready, **values)
    assert sentences(ready, blocking=False) == [sentence]
    assert sentences(ready, blocking=True) == []


def test_no_practitioner_is_chosen(ready):
    ready.practitioners.clear()
    assert sentences(ready) == ["No practitioner is chosen. Patients cannot see who does it."]


def test_a_weak_word_about_a_supported_benefit_only_warns(ready):
    changed(ready.benefits.get(), statement="Practitioners say it is effective for back pain.")
    assert sentences(ready, blocking=True) == []
    assert (
        "Benefit 'Back pain' says \"effective\", which may sound like a promise. "
        "Say it more plainly, or give your reason." in sentences(ready, blocking=False)
    )


@pytest.mark.parametrize("change", ["level", "note", "sources"])
def test_evidence_changed_after_the_review(ready, change):
    benefit = ready.benefits.get()
    if change == "sources":
        benefit.sources.add(make_source(checked_on=TODAY, checked_by="Karen"))
    else:
        values = {"level": 1, "note": "Some studies found a little help, others found none."}
        changed(benefit, **{change: values[change]})
    assert sentences(ready) == [
        "You changed the level, note or sources of Benefit 'Back pain' after the review on "
        "Friday, May 1. Ask the reviewer again."
    ]


@pytest.mark.parametrize(
    ("year", "checked", "warns"),
    [
        (2015, datetime.date(2025, 5, 31), True),
        (2015, datetime.date(2025, 6, 1), False),
        (2016, datetime.date(2020, 1, 1), False),
    ],
)
def test_an_old_source_is_looked_at_again_each_year(ready, year, checked, warns):
    Source.objects.update(key="a", year=year, checked_on=checked)
    found = sentences(ready, blocking=False)
    assert found == (
        [
            'Source "a" is older than 10 years and was last checked on Saturday, May 31, 2025. '
            "Look for newer work."
        ]
        if warns
        else []
    )


def test_the_list_is_read_in_a_fixed_number_of_queries(ready, django_assert_max_num_queries):
    for _ in range(20):
        make_benefit(ready).sources.add(make_source())
    ready.practitioners.add(make_practitioner())
    with django_assert_max_num_queries(14):
        Technique.objects.with_parts().get(pk=ready.pk).publication_problems(TODAY)
