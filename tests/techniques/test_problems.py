"""Each sentence that can stop or warn: it comes with its fault, and goes when that is mended."""

import datetime

import pytest

from techniques.models import Technique
from tests.factories import (
    make_caution,
    make_ready_technique,
    make_source,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


def sentences(technique, *, blocking=None):
    fresh = Technique.objects.with_parts().get(pk=technique.pk)
    return [
        problem.sentence
        for problem in fresh.publication_problems(TODAY)
        if blocking is None or problem.is_blocking == blocking
    ]


@pytest.fixture
def ready():
    return make_ready_technique(TODAY)


def changed(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def test_a_complete_page_has_no_problems(ready):
    assert sentences(ready) == []


def test_a_short_treatment_without_benefits_needs_only_its_few_fields(ready):
    for parts in (ready.benefits, ready.risks, ready.urgentsigns, ready.steps, ready.cautions):
        parts.all().delete()
    assert sentences(ready) == []


BENEFIT = {
    "no level": ({"level": None}, "Benefit 'Back pain' has no evidence level. Choose one."),
    "no note": (
        {"note": " "},
        "Benefit 'Back pain' has no note. Say in two sentences what the research found.",
    ),
    "short note": (
        {"note": "Studies are few."},
        "Benefit 'Back pain' has a very short note. Write at least 40 characters.",
    ),
    "nothing on the technique alone": (
        {"technique_only": ""},
        "Benefit 'Back pain' does not say what is known of this technique alone. "
        'Write it, or write "We found no study".',
    ),
    "who claims it": (
        {"statement": "It eases back pain."},
        "Benefit 'Back pain' does not say who claims it. Begin with \"Practitioners say\".",
    ),
    "cure": (
        {"statement": "Practitioners say it cures back pain."},
        "Benefit 'Back pain' says \"cures\", which promises a cure or proof. "
        "Say what practitioners say and what studies found.",
    ),
    "proof at a weak level": (
        {"statement": "Practitioners say it is proven for back pain.", "level": 3},
        "Benefit 'Back pain' says \"proven\", which promises a cure or proof. "
        "Say what practitioners say and what studies found.",
    ),
    "infection": (
        {"kind": "infection", "note": "It treats the infection, as forty letters must stand here."},
        "Benefit 'Back pain' is about an infection and says \"treats\". Take that word out; "
        "nothing here may say that it treats an infection.",
    ),
    "babies without their doctor": (
        {"about": "babies"},
        "Benefit 'Back pain' is about babies or children, but does not say \"See your child's "
        'doctor first". Add it.',
    ),
    "babies without their signs": (
        {"about": "children", "note": "See your child's doctor first. " * 2},
        "Benefit 'Back pain' is about babies or children, and the signs for babies are missing "
        'under "When to get urgent help". Add them.',
    ),
    "lasting illness": (
        {"kind": "chronic"},
        "Benefit 'Back pain' is about a lasting illness, but does not say \"Do not stop or change "
        'your medicine". Add it.',
    ),
}


@pytest.mark.parametrize(("values", "sentence"), BENEFIT.values(), ids=BENEFIT)
def test_problem_of_a_benefit(ready, values, sentence):
    changed(ready.benefits.get(), **values)
    assert sentence in sentences(ready, blocking=True)


MENDED = {
    "who claims it": {"statement": "The clinic says it can ease back pain."},
    "denied": {"statement": "Practitioners say it can help. It has not been proven."},
    "infection": {
        "kind": "infection",
        "note": "There is no good evidence that this treats an infection. See a doctor.",
    },
    "lasting illness": {
        "kind": "chronic",
        "note": "The best trials found no difference. Do not stop or change your asthma medicine.",
    },
}


@pytest.mark.parametrize("values", MENDED.values(), ids=MENDED)
def test_no_problem_of_a_benefit(ready, values):
    changed(ready.benefits.get(), **values)
    assert sentences(ready, blocking=True) == []


def test_babies_with_doctor_and_signs_are_no_problem(ready):
    ready.urgentsigns.create(sign="A limp baby", group="babies")
    changed(ready.benefits.get(), about="babies", note="See your baby's doctor first. " * 2)
    assert sentences(ready, blocking=True) == []


SUPPORT = 'is at "Some support", but no source is a guideline or a review of many studies.'
LIMITED = 'is at "Limited evidence", but no source is a trial or a review.'
NEVER = "it rests only on reports of single patients or on practitioners' sites."
NO_SOURCE = "has no source. Add at least one."


@pytest.mark.parametrize(
    ("level", "kinds", "words"),
    [
        (1, ["guideline"], None),
        (1, ["review", "practitioner_site"], None),
        (1, ["trial"], SUPPORT),
        (1, ["single_patients"], NEVER),
        (2, ["trial"], None),
        (2, ["review"], None),
        (2, ["other_study"], LIMITED),
        (2, ["guideline"], LIMITED),
        (3, ["other_study"], None),
        (3, ["single_patients", "practitioner_site"], NEVER),
        (5, ["practitioner_site"], NEVER),
        (4, ["expert_body"], None),
        (3, [], NO_SOURCE),
    ],
)
def test_a_level_rests_on_its_kinds_of_sources(ready, level, kinds, words):
    benefit = changed(ready.benefits.get(), level=level)
    made = [make_source(kind=kind, checked_on=TODAY, checked_by="Karen") for kind in kinds]
    benefit.sources.set(made)
    found = [s for s in sentences(ready, blocking=True) if s.startswith("Benefit")]
    assert [words in sentence for sentence in found] == ([True] if words else [])


def test_a_weak_benefit_shown_elsewhere_is_named_even_unsaved(ready):
    fresh = Technique.objects.with_parts().get(pk=ready.pk)
    benefit = fresh.benefits.all()[0]
    benefit.shown = "page_and_cards"
    words = "may not be shown outside this page"
    assert not any(words in p.sentence for p in fresh.publication_problems(TODAY))
    benefit.level = 3
    assert any(words in p.sentence for p in fresh.publication_problems(TODAY))


GROUPS = {
    "risks": "Fewer than three risks. "
    "Add soreness, muscle spasms and headache, or what applies here.",
    "urgentsigns": 'There is nothing under "When to get urgent help". Add the signs.',
    "steps": "No step says what happens in a visit. Add at least one.",
}


@pytest.mark.parametrize(("parts", "sentence"), GROUPS.items())
def test_missing_parts(ready, parts, sentence):
    getattr(ready, parts).first().delete()
    assert sentences(ready, blocking=True) == [sentence]


def test_the_cautions_the_clinic_names(ready):
    sentence = '"{}" is missing from the cautions, which the clinic\'s own text names. Add it back.'
    changed(ready, name="Sacro-Occipital Technique (SOT)")
    names = ["Osteoporosis", "Spinal instability", "Rheumatoid arthritis", "Pregnancy", "Stroke"]
    assert sentences(ready, blocking=True) == [sentence.format(name) for name in names]
    for name in ("Osteoporosis (weak bones)", *names[1:4], "A past stroke"):
        make_caution(ready, name=name)
    assert sentences(ready, blocking=True) == []


def test_a_caution_without_action(ready):
    make_caution(ready, name="Pregnancy", action="")
    assert sentences(ready, blocking=True) == [
        '"Pregnancy" has no action. Choose "ask a doctor first" or "do not have it".'
    ]
