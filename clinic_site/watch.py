"""What the desk writes into the audit list: looks at, changes to and exports of personal data.

The desk's addresses say enough: ``booking_appointmentrequest_change`` with the number of a row is
one request's page, ``…_delete`` and ``…_erase`` take it away, ``…_table`` and ``…_day`` take
data along, in a file or on paper.
"""

from http import HTTPStatus

from django.apps import apps
from django.http import Http404
from django.urls import reverse

from clinic.numbers import whole_number
from staff import audit

WATCHED = {
    "booking_appointmentrequest": "booking.AppointmentRequest",
    "testimonials_testimonial": "testimonials.Testimonial",
    "outbox_letter": "outbox.Letter",
    "staff_staffmember": "staff.StaffMember",
}
NUMBERS = ("object_id", "number", "pk")
ERASES = ("_delete", "_erase")
EXPORTS = ("_table", "_day")
DONE = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}


def subject_of(request):
    """The reference a page of the desk is about, "" when it holds nothing to watch.

    Asked before the page does its work: what it erases has no name any more afterwards.
    """
    name, number = request.resolver_match.url_name or "", _number(request)
    label = next((WATCHED[prefix] for prefix in WATCHED if name.startswith(f"{prefix}_")), None)
    if label is None:
        return ""
    model, words = apps.get_model(label), apps.get_model(label)._meta
    if number is None:
        return str(words.verbose_name_plural) if name.endswith(("_add", *EXPORTS)) else ""
    row = model.objects.filter(pk=number).first()
    return (getattr(row, "reference", "") or f"{words.verbose_name} {row.pk}") if row else ""


def _number(request):
    """The number of the row in the address, whatever the page calls it, or None.

    Django's admin reads "+1", "_31" and "١" as 1, too; a row has one address here, or a look at
    it would not be seen.
    """
    kwargs = request.resolver_match.kwargs
    written = next((kwargs[name] for name in NUMBERS if name in kwargs), None)
    if written is None:
        return None
    number = whole_number(str(written), default=None)
    if number is None:
        raise Http404
    return number


def note(request, response, subject):
    """Write the line for a finished page about ``subject``, if there is one to write."""
    act = subject and _act(request, response)
    if act:
        audit.record(request.user, act, subject)


def _act(request, response):
    name = request.resolver_match.url_name
    if name.endswith(EXPORTS):
        return audit.Act.EXPORTED if response.status_code == HTTPStatus.OK else None
    if request.method == "POST":
        is_done = response.status_code in DONE and not _asks_again(response)
        is_erased = name.endswith(ERASES) or request.POST.get("act") == "erase"
        changed = audit.Act.ERASED if is_erased else audit.Act.CHANGED
        return changed if is_done else None
    has_row = _number(request) is not None
    return audit.Act.LOOKED if has_row and response.status_code == HTTPStatus.OK else None


def _asks_again(response):
    return response.headers["Location"].startswith(reverse("staff:password_again"))
