"""The request form."""

from http import HTTPStatus

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from booking.forms import AppointmentRequestForm
from booking.misuse import count
from booking.submissions import SentBefore, receive
from clinic.away import DATABASE_AWAY, RETRY_AFTER_SECONDS, again_after
from clinic.counting import TooMany
from clinic.facts import facts_for
from clinic.network import network_of
from techniques.models import Technique


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_appointment(request):
    """The form; a valid one is kept and leads to the patient's own page."""
    form = _form_for(request)
    if not form.is_bound:
        return _show(request, form)
    if not form.is_valid():
        return _show(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        kept = _receive(request, form)
    except SentBefore as again:
        return _show(request, form, status=HTTPStatus.CONFLICT, first=again.first)
    except TooMany as flood:
        response = _show(request, form, status=HTTPStatus.TOO_MANY_REQUESTS, wait=flood.minutes)
        return again_after(response, flood.minutes * 60)
    except DATABASE_AWAY:
        response = _show(request, form, status=HTTPStatus.SERVICE_UNAVAILABLE, is_away=True)
        return again_after(response, RETRY_AFTER_SECONDS)
    return HttpResponseRedirect(kept.get_absolute_url(), status=HTTPStatus.SEE_OTHER)


def _receive(request, form):
    values, times = form.answers()
    contact = values["email"].lower() or values["phone"]
    return receive(
        form.cleaned_data["submission"],
        values,
        times,
        facts_for(request),
        judge=lambda: count(network_of(request), contact, is_trapped=form.is_trapped),
    )


def _form_for(request):
    """The form about the treatment named in the address, or about the only one there is."""
    techniques = list(Technique.objects.published().prefetch_related("practitioners"))
    slug = request.GET.get("technique")
    chosen = next((t for t in techniques if t.slug == slug), None)
    is_gone = bool(slug) and chosen is None
    if not slug and len(techniques) == 1:
        chosen = techniques[0]
    return AppointmentRequestForm(
        request.POST if request.method == "POST" else None,
        facts=facts_for(request),
        techniques=techniques,
        technique=chosen,
        is_gone=is_gone,
    )


def _show(request, form, *, status=HTTPStatus.OK, **context):
    context |= {"form": form, "technique": form.technique, "has_others": form.has_others}
    return render(request, "booking/request_appointment.html", context, status=status)
