"""Makes things for tests. Each function makes one row, with sensible values for the rest."""

import datetime
from itertools import count

from django.utils import timezone

from booking.models import AppointmentRequest, Offer
from booking.slots import Slot
from clinic.models import Clinic, OpeningHours, Practitioner
from outbox.models import Letter
from staff.models import StaffMember
from techniques.models import Benefit, Caution, Source, Technique
from testimonials.models import Route, Testimonial

_numbers = count(1)


def make_clinic(**values):
    """The clinic, with a phone number and the usual promise of 8 open hours."""
    defaults = {
        "name": "Natural Healthcare Services",
        "phone": "+12025550136",
        "call_from": "+12025550137",
        "email": "desk@example.com",
        "street": "1 Sample Street",
        "town": "Your Town",
        "region": "ST",
        "postal_code": "00000",
        "call_to_action": "Book Your Appointment Today!",
        "tagline": "Gentle, hands-on care, explained plainly",
        "welcome": "We tell you what a visit is like.",
    }
    return Clinic.objects.create(pk=1, **(defaults | values))


def make_hours(opens="09:00", closes="17:00", weekdays=range(5), **values):
    """The same opening hours on each of the weekdays (0 is Monday)."""
    return OpeningHours.objects.bulk_create(
        OpeningHours(
            weekday=weekday,
            opens=datetime.time.fromisoformat(opens),
            closes=datetime.time.fromisoformat(closes),
            **values,
        )
        for weekday in weekdays
    )


def make_practitioner(name=None, **values):
    values.setdefault("published_at", timezone.now() - datetime.timedelta(days=1))
    return Practitioner.objects.create(name=name or f"Person {next(_numbers)}", **values)


def make_technique(**values):
    """A published treatment without parts."""
    n = next(_numbers)
    defaults = {
        "name": f"Technique {n}",
        "slug": f"technique-{n}",
        "tagline": "A gentle, hands-on method.",
        "published_at": timezone.now() - datetime.timedelta(days=1),
    }
    return Technique.objects.create(**(defaults | values))


def make_ready_technique(today, **values):
    """A treatment with everything a page needs on the day ``today``: no problem, no warning."""
    technique = make_technique(
        summary="What a visit is like, and what is known.",
        visit_length="40 minutes",
        price_note="80 dollars for each visit",
        search_text="What a visit is like, its risks, and what research shows.",
        reviewed_on=today - datetime.timedelta(days=31),
        reviewed_by="Karen Miller, chiropractor",
        next_review_on=today + datetime.timedelta(days=300),
        **values,
    )
    technique.practitioners.add(make_practitioner(profession="chiropractor"))
    technique.steps.create(title="You lie down", text="On a table.")
    for name in ("Soreness", "Muscle spasms", "Headache"):
        technique.risks.create(name=name, how_common="Rare.", what_to_do="Rest.")
    technique.urgentsigns.create(sign="Chest pain", group="call")
    benefit = make_benefit(
        technique, name="Back pain", note="Studies are few and small, and they do not agree."
    )
    benefit.sources.add(make_source(checked_on=today, checked_by="Karen Miller"))
    benefit.reviewed_as = benefit.evidence_mark()
    benefit.save()
    return technique


def make_caution(technique, **values):
    defaults = {"name": f"Caution {next(_numbers)}", "why": "It may harm.", "advice": "Ask first."}
    defaults["action"] = Caution.Action.ASK
    return Caution.objects.create(technique=technique, **(defaults | values))


def make_benefit(technique, **values):
    defaults = {
        "name": f"Benefit {next(_numbers)}",
        "statement": "Practitioners say it can help.",
        "level": Benefit.Level.LIMITED,
        "note": "Studies are few.",
        "technique_only": "We found no trial.",
    }
    return Benefit.objects.create(technique=technique, **(defaults | values))


def make_source(**values):
    defaults = {"key": f"source-{next(_numbers)}", "citation": "A. Author. A title. 2020"}
    return Source.objects.create(**(defaults | {"kind": Source.Kind.REVIEW} | values))


def make_story(**values):
    """A story on the site, its words agreed to and its consent running."""
    defaults = {
        "stars": 4,
        "headline": f"They took time to explain {next(_numbers)}",
        "words": "I was met kindly.",
        "route": Route.PAPER,
        "confirmed_at": timezone.now() - datetime.timedelta(days=1),
        "published_at": timezone.now() - datetime.timedelta(days=1),
        "consent_until": timezone.localdate() + datetime.timedelta(days=100),
    }
    story = Testimonial(**(defaults | values))
    if story.confirmed_at:
        story.headline_agreed = values.get("headline_agreed", story.headline)
        story.words_agreed = values.get("words_agreed", story.words)
    story.save(force_insert=True)
    return story


def make_request(**values):
    """A request; one in a later state has the dates that go with it."""
    defaults = {
        "name": "Maria Lopez",
        "phone": "+12025550177",
        "submission_id": f"submission-{next(_numbers)}",
    }
    status = values.get("status")
    if status == "agreed":
        defaults |= _agreed(values)
    if status in {"declined", "withdrawn", "expired"}:
        defaults |= {"closed_at": timezone.now()}
    if status == "held":
        defaults |= {"held_reason": AppointmentRequest.HeldReason.SPAM}
    if status in {"agreed", "declined", "withdrawn", "expired", "held"}:
        defaults |= {"erase_on": timezone.localdate() + datetime.timedelta(days=30)}
    if status in {"offered", "agreed"}:
        defaults |= {"answered_at": timezone.now()}
    return AppointmentRequest.objects.create(**(defaults | values))


def _agreed(values):
    starts_at = values.get("starts_at") or timezone.now() + datetime.timedelta(days=1)
    ends_at = starts_at + datetime.timedelta(minutes=30)
    who = values.get("agreed_with") or make_practitioner()
    return {"starts_at": starts_at, "ends_at": ends_at, "closed_at": ends_at, "agreed_with": who}


def slot(who, days=2, minutes=30, hour=10):
    """A time of ``minutes`` with the practitioner ``who``, so many days ahead."""
    day = timezone.localtime() + datetime.timedelta(days=days)
    starts_at = day.replace(hour=hour, minute=0, second=0, microsecond=0)
    return Slot(starts_at, starts_at + datetime.timedelta(minutes=minutes), who)


def make_offer(request, **values):
    """A time that is kept for the patient for another day."""
    starts_at = timezone.now() + datetime.timedelta(days=2)
    defaults = {
        "starts_at": starts_at,
        "ends_at": starts_at + datetime.timedelta(minutes=30),
        "expires_at": timezone.now() + datetime.timedelta(days=1),
    }
    return Offer.objects.create(request=request, **(defaults | values))


def make_letter(**values):
    """A letter that waits, unless ``values`` give it an end."""
    defaults = {
        "kind": "outbox.test",
        "to": "maria@example.com",
        "sender": "Our clinic",
        "subject": "Test letter",
        "text": "Hello,\n\nIt works.",
        "html": "<p>Hello,</p>",
    }
    return Letter.objects.create(**(defaults | values))


def make_staff(email="desk@example.com", **values):
    """A colleague with every right, unless ``values`` say otherwise."""
    defaults = {"is_staff": True, "is_superuser": True, "password": "four plain words here"}
    return StaffMember.objects.create_user(email, **(defaults | values))
