"""A request from someone who rings, written down by a colleague."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from booking.forms import AppointmentRequestForm
from booking.letters import DESK
from booking.stamp import renewed
from booking.submissions import SentBefore, receive
from clinic.facts import facts_for
from techniques.models import Technique

# What is asked on the phone, in this order.
ASKED = ["technique", "name", "phone", "email", "when", "times", "safety", "practitioner", "note"]


def add(desk, http):
    """The patient's own form; afterwards the page of the request."""
    if not desk.has_add_permission(http):
        raise PermissionDenied
    techniques = list(Technique.objects.published())
    form = AppointmentRequestForm(
        http.POST if http.method == "POST" else None,
        # A colleague may be as quick as they like.
        initial={"submission": renewed()},
        facts=facts_for(http),
        techniques=techniques,
        technique=techniques[0] if len(techniques) == 1 else None,
    )
    if http.method != "POST" or not form.is_valid():
        return _show(desk, http, form)
    values, times = form.answers()
    submission = form.cleaned_data["submission"]
    try:
        row = receive(submission, values, times, facts_for(http), taken_by=http.user)
    except SentBefore as again:
        http.changed_nothing = True
        row = again.first
    messages.success(http, f"Request {row.reference} added. Tell the caller: {row.reference}.")
    return redirect(f"{DESK}_change", row.pk)


def _show(desk, http, form):
    context = desk.admin_site.each_context(http) | {
        "title": "Taken by phone",
        "form": form,
        "fields": [form[name] for name in ASKED if name in form.fields],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return TemplateResponse(http, "admin/booking/by_phone.html", context, status=status)
