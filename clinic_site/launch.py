"""The launch list: what stands between the first content and an open site.

An item is a sentence with the address where it is put right. What is still a sample is found by
comparing with the content file; no column keeps track of it.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic import formats
from clinic.models import Clinic, OpeningHours, Practitioner, Question, Reason
from clinic_site.backup import last_backup_at
from clinic_site.first_content import read
from clinic_site.guides import ONLINE, guide_to
from outbox.letters import has_seen_test_letter
from outbox.models import Letter
from staff import second_step
from staff.colleagues import MADE_UP_ADDRESS
from staff.models import StaffMember
from techniques.models import Technique
from testimonials.models import Route, Testimonial

LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
ADDRESS_FIELDS = ("street", "town", "region", "postal_code")


class Who(StrEnum):
    """Who settles a line; the list is shown in this order."""

    OWNER = "You, here"
    LAWYER = "You, with your lawyer"
    CLINICIAN = "A clinician who reads the page"
    SERVER = "Whoever runs the server"


@dataclass(frozen=True)
class Item:
    """One line of the list: what to do, where, who does it, and whether the site waits for it.

    ``acts`` are further links, as pairs (words, address).
    """

    sentence: str
    url: str
    who: Who = Who.OWNER
    is_blocking: bool = True
    acts: tuple = ()


def change(row):
    """The address of a row's form at the desk."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def listed(model):
    """The address of a model's list at the desk."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def launch_list():
    """Every open item, in the order a clinic would go through them."""
    clinic = Clinic.objects.current()
    items = [
        *_clinic(clinic),
        *_mail(clinic),
        *_people(),
        *_texts(),
        *_treatments(),
        *_site(),
        *_carried_over(),
    ]
    return [Item(*item) if isinstance(item, tuple) else item for item in items]


def by_whom(items):
    """Pairs of who settles something and their Items, without those who have nothing to do."""
    parts = [(who, [item for item in items if item.who == who]) for who in Who]
    return [(who, theirs) for who, theirs in parts if theirs]


def _clinic(clinic):
    sample = read("clinic")["clinic"]
    url = change(clinic)
    if all(getattr(clinic, name) == sample[name] for name in ADDRESS_FIELDS):
        yield "Address is still the sample", url
    if clinic.phone == sample["phone"]:
        yield "Phone is still the sample", url
    if not clinic.call_from or clinic.call_from == sample["call_from"]:
        yield "The number you call from is missing", url
    if clinic.email == sample["email"]:
        yield "E-mail address is still the sample", url
    if not (clinic.privacy_contact and clinic.hosting_company and clinic.mail_company):
        yield "Privacy contact, hosting and mail company are missing", url, Who.LAWYER
    if _hours_are_samples():
        yield "Hours are still the sample", listed(OpeningHours)


def _mail(clinic):
    if not clinic.notified_addresses:
        yield "No address gets the “new request” letter", change(clinic)
    if clinic.only_phones:
        return
    if not settings.MAIL_LEAVES:
        sentence = "E-mail: no letter leaves this site yet. Until then tick “We only phone”"
        acts = (("We only phone", change(clinic)),)
        yield Item(sentence, guide_to(ONLINE), Who.SERVER, acts=acts)
    elif not has_seen_test_letter():
        yield "Test letter not yet seen", listed(Letter)


def _hours_are_samples():
    samples = {(row["weekday"], row["opens"], row["closes"]) for row in read("clinic")["opening"]}
    rows = OpeningHours.objects.filter(practitioner=None)
    return set(rows.values_list("weekday", "opens", "closes")) in (samples, set())


def _people():
    people = list(Practitioner.objects.published())
    if not people:
        yield "Nobody is shown as a practitioner", listed(Practitioner)
    for person in people:
        missing = [
            name
            for name, is_there in (
                ("surname", " " in person.name.strip()),
                ("profession", person.profession),
                ("license", person.license),
            )
            if not is_there
        ]
        if missing:
            yield f"{person.name} has no {formats.join_words(missing)}", change(person)


def _texts():
    for question in Question.objects.filter(answer=""):
        yield f"“{question.question}” has no answer yet", change(question)
    if not Reason.objects.confirmed().exists():
        yield "No line under “What you can count on” is confirmed", listed(Reason)


def _treatments():
    for technique in Technique.objects.published().with_parts():
        if not technique.reviewed_by:
            yield f"{technique.name} has no named reviewer", change(technique), Who.CLINICIAN
        if not technique.category_id:
            yield f"The category of {technique.name} is missing", change(technique)
        problems = technique.publication_problems()
        if n := sum(problem.is_blocking for problem in problems):
            stop = formats.counted(n, "problem", "problems")
            yield f"{technique.name} has {stop} to put right", change(technique), Who.CLINICIAN


def _site():
    if not settings.SITE_URL.startswith(("https:", *LOOPBACK)):
        yield "The site's address does not start with https", guide_to(ONLINE), Who.SERVER
    if last_backup_at() is None:
        yield "No backup has been made yet", reverse("backups"), Who.SERVER
    if StaffMember.objects.filter(email=MADE_UP_ADDRESS, is_active=True).exists():
        url = reverse("welcome", args=["sign-in"])
        yield Item("You still sign in with the sample address", url, is_blocking=False)
    if not second_step.is_anywhere():
        # Online nobody comes in without one; on this computer it is offered.
        sentence, url = "Nobody has a second step yet", reverse("staff:my_sign_ins")
        yield Item(sentence, url, is_blocking=False)


def _carried_over():
    """Informs and never blocks: these stories leave by themselves."""
    carried = Testimonial.objects.published().filter(route=Route.CARRIED_OVER, confirmed_at=None)
    ends = carried.order_by("consent_until").values_list("consent_until", flat=True)
    if ends:
        today, last = timezone.localdate(), ends[0]
        days = formats.counted((last - today).days, "day", "days")
        leave = formats.counted(
            len(ends),
            "story from the former website leaves",
            "stories from the former website leave",
        )
        sentence = f"{leave} the site on {formats.day(last, today)}, in {days}"
        page = reverse("admin:testimonials_testimonial_former_website")
        acts = (("Record consent", page), ("Let them go", f"{page}#let-go"))
        yield Item(sentence, page, is_blocking=False, acts=acts)


class NotReady(Exception):
    """An item of the launch list still blocks the opening."""


def open_site(user):
    """Take the demonstration strip away and let search engines in; raises NotReady."""
    if any(item.is_blocking for item in launch_list()):
        raise NotReady
    _set_opened(user, timezone.now(), "Opened the site.")


def close_site(user):
    """Take the opening back: the strip returns, search engines stay out."""
    _set_opened(user, None, "Took the opening back.")


def _set_opened(user, moment, words):
    clinic = Clinic.objects.current()
    with transaction.atomic():
        clinic.opened_at = moment
        clinic.save(update_fields=["opened_at"])
        LogEntry.objects.log_actions(user.pk, [clinic], CHANGE, words, single_object=True)
