"""What the desk writes into the audit list: looks at, changes to and exports of personal data.

The desk's addresses say enough: ``booking_appointmentrequest_change`` with the number of a row is
one request's page, ``…_changelist`` shows many, ``…_delete`` and ``…_erase`` take one away,
``…_table`` and ``…_day`` take data along, in a file or on paper. A view that refuses an act and
leads on says so itself: ``request.changed_nothing = True``.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.apps import apps
from django.http import Http404
from django.urls import resolve, reverse

from clinic.numbers import whole_number
from clinic_site import welcome
from staff import audit

WATCHED = {
    "booking_appointmentrequest": "booking.AppointmentRequest",
    "testimonials_testimonial": "testimonials.Testimonial",
    "outbox_letter": "outbox.Letter",
    "staff_staffmember": "staff.StaffMember",
    "clinic_closure": "clinic.Closure",
}
# Pages about many rows, of another kind than their name begins with.
ABOUT_OTHERS = {
    "index": "booking.AppointmentRequest",
    "clinic_closure_appointments": "booking.AppointmentRequest",
    "testimonials_testimonial_invite": "testimonials.Invitation",
}
NUMBERS = ("object_id", "number", "pk")
LISTS = ("_changelist", "_appointments", "_former_website")
ERASES = ("_delete", "_erase")
EXPORTS = ("_table", "_day")
ADDS = ("_add", "_invite")
SHOWN = {HTTPStatus.OK, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
DONE = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}


def subject_of(request):
    """The reference a page of the desk is about, "" when it holds nothing to watch.

    Asked before the page does its work: what it erases has no name any more afterwards.
    """
    return _named(request.resolver_match, request.user)


def _named(match, user):
    name, number = match.url_name or "", _number(match)
    if name in ABOUT_OTHERS:
        return str(apps.get_model(ABOUT_OTHERS[name])._meta.verbose_name_plural)
    if _is_own_sign_in(match):
        return _reference(user)
    label = next((WATCHED[prefix] for prefix in WATCHED if name.startswith(f"{prefix}_")), None)
    if label is None:
        return ""
    model = apps.get_model(label)
    if number is None:
        is_about_all = name.endswith((*LISTS, *ADDS, *EXPORTS))
        return str(model._meta.verbose_name_plural) if is_about_all else ""
    row = model.objects.filter(pk=number).first()
    return _reference(row) if row else ""


def _reference(row):
    return getattr(row, "reference", "") or f"{row._meta.verbose_name} {row.pk}"


def _number(match):
    """The number of the row in the address, whatever the page calls it, or None.

    Django's admin reads "+1", "_31" and "١" as 1, too; a row has one address here, or a look at
    it would not be seen.
    """
    written = next((match.kwargs[name] for name in NUMBERS if name in match.kwargs), None)
    if written is None:
        return None
    number = whole_number(str(written), default=None)
    if number is None:
        raise Http404
    return number


def _is_own_sign_in(match):
    return match.url_name == "welcome" and match.kwargs["key"] == welcome.LAST


def note(request, response, subject):
    """Write the line for a finished page about ``subject``, if there is one to write."""
    act = subject and _act(request, response)
    if act:
        audit.record(request.user, act, _added(request, response) or subject)


def _act(request, response):
    match, status = request.resolver_match, response.status_code
    if match.url_name.endswith(EXPORTS):
        return audit.Act.EXPORTED if status == HTTPStatus.OK else None
    if request.method == "POST" and status in DONE:
        is_done = not getattr(request, "changed_nothing", False) and not _asks_again(response)
        is_erased = match.url_name.endswith(ERASES) or request.POST.get("act") == "erase"
        changed = audit.Act.ERASED if is_erased else audit.Act.CHANGED
        return changed if is_done else None
    is_look = status in SHOWN and _shows_rows(match, response)
    return audit.Act.LOOKED if is_look else None


def _shows_rows(match, response):
    """Whether a page shows what we hold, not just an empty form."""
    if match.url_name == "index":
        return any(rows for _, _, rows in response.context_data.get("days", []))
    is_about_one = _number(match) is not None or _is_own_sign_in(match)
    return is_about_one or match.url_name.endswith(LISTS)


def _added(request, response):
    """The reference of a row that is new, from the page that this one leads to."""
    if not request.resolver_match.url_name.endswith(ADDS) or response.status_code not in DONE:
        return ""
    match = resolve(urlsplit(response.headers["Location"]).path)
    return _named(match, request.user) if match.url_name.endswith("_change") else ""


def _asks_again(response):
    return response.headers["Location"].startswith(reverse("staff:password_again"))
