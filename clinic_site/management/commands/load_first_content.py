"""Fills an empty site with the clinic's first content, kept as data in clinic_site/first_content.

Runs only while there is no Clinic row, so that it never brings back what staff took away.
"""

import datetime

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from clinic.models import Clinic, OpeningHours, Practitioner, Question, Reason
from clinic_site.first_content import read
from techniques.models import Benefit, Caution, Risk, SectionSources, Source, Technique
from testimonials.models import Consent, Route, Testimonial

CARRIED_OVER_DAYS = 90
CARRIED_OVER_WORDING = (
    "Carried over from the clinic's former website as it stood there. The writer has not yet "
    "agreed to this website; the story leaves it by itself."
)


class Command(BaseCommand):
    help = "Fill an empty site with the first content; does nothing once there is a clinic."

    @transaction.atomic
    def handle(self, *args, **options):
        if Clinic.objects.exists():
            self.stdout.write("There is a clinic already: nothing was loaded.")
            return
        now = timezone.now()
        load_clinic(read("clinic"), now)
        sources = load_sources(read("sources"))
        load_technique(read("technique"), sources, now)
        load_stories(read("stories"), now)
        if options["verbosity"]:
            self.stdout.write("The first content is loaded.")


def load_clinic(content, now):
    """The clinic's row, its people, hours, practical questions and reasons not yet confirmed."""
    Clinic.objects.create(pk=1, **content["clinic"])
    Practitioner.objects.bulk_create(
        Practitioner(published_at=now, position=n, **person)
        for n, person in enumerate(content["practitioner"], start=1)
    )
    OpeningHours.objects.bulk_create(OpeningHours(**row) for row in content["opening"])
    Question.objects.bulk_create(
        Question(position=n, **question) for n, question in enumerate(content["question"], start=1)
    )
    Reason.objects.bulk_create(
        Reason(position=n, **reason) for n, reason in enumerate(content["reason"], start=1)
    )


def load_sources(content):
    """The library of sources, returned as {key: Source}.

    None counts as checked: that is for a person who opened and read it.
    """
    rows = Source.objects.bulk_create(Source(**row) for row in content["source"])
    return {source.key: source for source in rows}


def load_technique(content, sources, now):
    """The treatment's page with all its parts, published."""
    technique = Technique.objects.create(published_at=now, **content["technique"])
    for name, manager in (
        ("step", technique.steps),
        ("urgent_sign", technique.urgentsigns),
        ("question", technique.questions),
    ):
        for position, row in enumerate(content[name], start=1):
            manager.create(position=position, **row)
    for name, model in (("benefit", Benefit), ("risk", Risk), ("caution", Caution)):
        for position, row in enumerate(content[name], start=1):
            cited = row.pop("sources")
            part = model.objects.create(technique=technique, position=position, **row)
            part.sources.set([sources[key] for key in cited])
    for section, cited in content["section_sources"].items():
        row = SectionSources.objects.create(technique=technique, section=section)
        row.sources.set([sources[key] for key in cited])


def load_stories(content, now):
    """The stories of the former website, with the only consent there is and its early end."""
    until = timezone.localdate(now) + datetime.timedelta(days=CARRIED_OVER_DAYS)
    for row in content["story"]:
        story = Testimonial.objects.create(
            route=Route.CARRIED_OVER,
            headline_agreed=row["headline"],
            words_agreed=row["words"],
            consent_until=until,
            published_at=now,
            **row,
        )
        Consent.objects.create(
            testimonial=story,
            kind=Consent.Kind.GIVEN,
            wording=CARRIED_OVER_WORDING,
            headline=story.headline,
            words=story.words,
            route=story.route,
            until=until,
        )
