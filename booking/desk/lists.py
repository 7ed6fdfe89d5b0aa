"""The views of many requests: the inbox, the day to print, the table to download."""

import csv
import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date

from booking.desk.inbox import Inbox
from booking.desk.words import RequestWords
from booking.models import AppointmentRequest, Status
from clinic import formats
from clinic.facts import facts_for
from clinic.templatetags.clinic import phone
from staff.asked_again import asked_again

ONE_DAY = datetime.timedelta(days=1)
YEARS = range(2000, 2200)
MAY_DOWNLOAD = "booking.download_requests"
# A table program takes a cell that begins with one of these for a formula.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
COLUMNS = {
    "Reference": lambda row: row.reference,
    "State": lambda row: row.get_status_display(),
    "Received": lambda row: _stamp(row.received_at),
    "Answer due": lambda row: _stamp(row.reply_due_at),
    "Answered": lambda row: _stamp(row.answered_at),
    "Name": lambda row: row.name,
    "Phone": lambda row: phone(row.phone),
    "E-mail": lambda row: row.email,
    "About": lambda row: row.technique.name if row.technique else "",
    "Appointment": lambda row: _stamp(row.starts_at),
    "With": lambda row: str(row.agreed_with or row.practitioner or ""),
    "Erased on": lambda row: row.erase_on.isoformat() if row.erase_on else "",
}


def inbox(desk, http):
    """Who waits for whom."""
    if not desk.has_view_permission(http):
        raise PermissionDenied
    found = Inbox(
        facts_for(http),
        http.GET.get("tab", ""),
        http.GET.get("q", ""),
        http.GET.get("page", 1),
    )
    context = desk.admin_site.each_context(http) | {
        "title": f"({found.waiting}) Requests" if found.waiting else "Requests",
        "inbox": found,
        "may_add": desk.has_add_permission(http),
        "may_download": http.user.has_perm(MAY_DOWNLOAD),
    }
    return TemplateResponse(http, "admin/booking/inbox.html", context)


def day(desk, http):
    """The appointments of one day, to print; ``on`` names another day than today."""
    if not desk.has_view_permission(http):
        raise PermissionDenied
    facts = facts_for(http)
    date = _date(http.GET.get("on", "")) or facts.today
    midnight = timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
    rows = AppointmentRequest.objects.filter(
        status=Status.AGREED, starts_at__gte=midnight, starts_at__lt=midnight + ONE_DAY
    ).select_related("agreed_with", "technique", "practitioner")
    rows = rows.prefetch_related("preferred_times").order_by("starts_at", "pk")
    context = desk.admin_site.each_context(http) | {
        "title": formats.day(date, facts.today),
        "rows": [RequestWords(row, facts) for row in rows],
        "before": date - ONE_DAY,
        "after": date + ONE_DAY,
    }
    return TemplateResponse(http, "admin/booking/day.html", context)


def _date(text):
    """The day in an address, or None for one that is none or that no list will ever have."""
    try:
        date = parse_date(text)
    except ValueError:
        return None
    return date if date and date.year in YEARS else None


def table(desk, http):
    """All requests as a table; owners alone may take it out of the house."""
    if not (desk.has_view_permission(http) and http.user.has_perm(MAY_DOWNLOAD)):
        raise PermissionDenied
    return _download(http)


@asked_again
def _download(http):
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="requests.csv"'
    writer = csv.writer(response, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    rows = AppointmentRequest.objects.select_related("technique", "agreed_with", "practitioner")
    for row in rows.iterator():
        writer.writerow(harmless(cell(row)) for cell in COLUMNS.values())
    return response


def harmless(text):
    """A cell that no table program takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _stamp(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
