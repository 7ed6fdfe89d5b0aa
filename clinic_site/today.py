"""What waits at the desk today, each with its number and where it is dealt with."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from booking.models import AppointmentRequest, Status
from clinic import formats
from clinic_site.backup import last_backup_at
from outbox.state import mail_state
from techniques.models import Technique
from testimonials.models import Testimonial

REQUESTS = "admin:booking_appointmentrequest_changelist"
STORIES = "admin:testimonials_testimonial_changelist"
TREATMENTS = "admin:techniques_technique_changelist"
LETTERS = "admin:outbox_letter_changelist"
CONSENT_ENDS_SOON = datetime.timedelta(days=30)
ONE_DAY = datetime.timedelta(days=1)
FRESH_BACKUP = datetime.timedelta(hours=36)
MOST_APPOINTMENTS = 20


@dataclass(frozen=True)
class Line:
    """A number, the words behind it, the list it counts, and whether it is high time."""

    count: int | str
    words: str
    url: str
    is_late: bool = False


def lines_for(user, now):
    """The Lines for what this colleague may see at an aware moment; none counts 0."""
    parts = [
        ("booking.view_appointmentrequest", _requests),
        ("testimonials.view_testimonial", _stories),
        ("outbox.view_letter", _letters),
        ("techniques.change_technique", _treatments),
    ]
    lines = [line for right, part in parts if user.has_perm(right) for line in part(now)]
    return [line for line in lines if line.count]


def _requests(now):
    url = reverse(REQUESTS)
    rows = AppointmentRequest.objects
    late = rows.late(now).aggregate(n=Count("pk"), oldest=Min("reply_due_at"))
    waiting = rows.waiting_for_us().count()
    words = _plural(waiting, "request waits for us", "requests wait for us")
    if late["n"]:
        since = formats.due(late["oldest"], timezone.localtime(now))
        words += f", {late['n']} late, the oldest since {since}"
    yield Line(waiting, words, url, is_late=bool(late["n"]))
    call = rows.filter(status=Status.NEEDS_CALL).count()
    yield Line(call, _plural(call, "needs a call", "need a call"), url)
    offered = rows.waiting_for_the_patient().count()
    words = _plural(offered, "waits for the patient", "wait for the patient")
    yield Line(offered, words, f"{url}?tab=patient")
    held = rows.held().count()
    yield Line(held, "held: real people may be among them", f"{url}?tab=held")


def _stories(now):
    url, today = reverse(STORIES), timezone.localdate(now)
    to_read = Testimonial.objects.to_read().count()
    end = Testimonial.objects.ending(today).count()
    yield Line(to_read, _plural(to_read, "story to read", "stories to read"), url)
    words = _plural(end, "consent ends within 30 days", "consents end within 30 days")
    yield Line(end, words, f"{url}?tab=consent-ending")


def _letters(now):
    url, mail = reverse(LETTERS), mail_state(now)
    back = _plural(mail.came_back, "letter came back", "letters came back")
    yield Line(mail.came_back, back, f"{url}?state=back", is_late=True)
    late = _plural(
        mail.late, "letter waits longer than an hour", "letters wait longer than an hour"
    )
    yield Line(mail.late, late, url, is_late=True)


def _treatments(now):
    today = timezone.localdate(now)
    pages = Technique.objects.published().filter(next_review_on__lte=today + CONSENT_ENDS_SOON)
    found = pages.aggregate(n=Count("pk"), over=Count("pk", Q(next_review_on__lt=today)))
    words = _plural(found["n"], "page is due for a check", "pages are due for a check")
    if found["over"]:
        words += f", {found['over']} overdue"
    yield Line(found["n"], words, reverse(TREATMENTS), is_late=bool(found["over"]))


def _plural(n, one, many):
    return one if n == 1 else many


@dataclass(frozen=True)
class Backup:
    """When the last backup was made, in words, and whether that is too long ago."""

    words: str
    is_late: bool


def backup_state(now):
    """The Backup state at an aware moment."""
    made_at = last_backup_at()
    if made_at is None:
        return Backup("No backup has been made yet", is_late=True)
    when = formats.since(made_at, timezone.localtime(now))
    if now - made_at > FRESH_BACKUP:
        return Backup(f"No backup since {when}", is_late=True)
    return Backup(f"Last backup {when}", is_late=False)


def appointments_on(day):
    """The agreed appointments of a date, in order, at most as many as a day holds."""
    midnight = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    rows = AppointmentRequest.objects.filter(
        status=Status.AGREED, starts_at__gte=midnight, starts_at__lt=midnight + ONE_DAY
    )
    return rows.select_related("agreed_with").order_by("starts_at", "pk")[:MOST_APPOINTMENTS]
