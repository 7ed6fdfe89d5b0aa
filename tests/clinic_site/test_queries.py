"""The number of queries is small, and the same at one row and at many."""

import pytest
from django.utils import timezone

from clinic.models import Closure, Practitioner, Question, Reason
from techniques.models import Benefit, Caution, Source, Step, Technique
from techniques.models import Question as PatientQuestion
from testimonials import numbers
from testimonials.models import Testimonial
from tests.factories import (
    make_benefit,
    make_caution,
    make_clinic,
    make_hours,
    make_practitioner,
    make_source,
    make_story,
    make_technique,
)

pytestmark = pytest.mark.django_db
MOST_ON_A_TECHNIQUE_PAGE = 16
MOST_ON_ANY_OTHER = 10
MANY = 999


def fill():
    """A site with one of everything."""
    make_clinic()
    make_hours()
    technique = make_technique(slug="first")
    make_story(technique=technique)
    technique.practitioners.add(make_practitioner())
    source = make_source()
    make_benefit(technique).sources.add(source)
    make_caution(technique).sources.add(source)
    technique.steps.create(title="Step", text="You lie down.")
    technique.questions.create(question="Does it hurt?", answer="No.")
    technique.urgentsigns.create(sign="Fever", group="same_day")
    Question.objects.create(question="What does it cost?", answer="Ask us.")
    Reason.objects.create(title="Time", text="Ask all you like.", confirmed_at=timezone.now())
    Closure.objects.create(first_day="2027-06-13", last_day="2027-06-14")
    make_hours(practitioner=technique.practitioners.get(), weekdays=[0])


def copy(model, **fresh):
    """Add 999 copies of the only row of ``model``; ``fresh`` makes a value of each number."""
    row = model.objects.get()
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    del values["id"]
    return model.objects.bulk_create(
        model(**values | {name: make(n) for name, make in fresh.items()}) for n in range(MANY)
    )


def fill_up():
    """A thousand of everything that can be many."""
    parts = {model: copy(model) for model in (Benefit, Caution, Step, PatientQuestion)}
    copy(
        Testimonial,
        link_id=lambda n: f"link-{n}",
        public_id=lambda n: f"copy-{n}",
    )
    copy(Question)
    copy(Reason)
    copy(Closure)
    people = copy(Practitioner, name=lambda n: f"Person number {n}")
    sources = copy(Source, key=lambda n: f"copy-{n}")
    technique = Technique.objects.get()
    technique.practitioners.add(*people)
    for model in (Benefit, Caution):
        through = model.sources.through
        owner = model._meta.model_name
        through.objects.bulk_create(
            through(**{owner: part, "source": source})
            for part, source in zip(parts[model], sources, strict=True)
        )
    copy(Technique, slug=lambda n: f"copy-{n}", name=lambda n: f"Copy {n}")


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", MOST_ON_ANY_OTHER),
        ("/about/", MOST_ON_ANY_OTHER),
        ("/contact/", MOST_ON_ANY_OTHER),
        ("/privacy/", MOST_ON_ANY_OTHER),
        ("/accessibility/", MOST_ON_ANY_OTHER),
        ("/techniques/", MOST_ON_ANY_OTHER),
        ("/techniques/first/", MOST_ON_A_TECHNIQUE_PAGE),
        ("/techniques/first/leaflet/", MOST_ON_A_TECHNIQUE_PAGE),
        ("/stories/", MOST_ON_ANY_OTHER),
        ("/book/", MOST_ON_ANY_OTHER),
        ("/book/?technique=first", MOST_ON_ANY_OTHER),
    ],
)
def test_queries_do_not_grow_with_the_rows(
    client, django_assert_max_num_queries, django_assert_num_queries, address, most
):
    fill()
    with django_assert_max_num_queries(most) as few:
        assert client.get(address).status_code == 200
    fill_up()
    numbers.forget()
    with django_assert_num_queries(len(few)):
        assert client.get(address).status_code == 200
