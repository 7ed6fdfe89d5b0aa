"""The request form and the patient's own page."""

from http import HTTPStatus

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from booking.forms import AppointmentRequestForm
from booking.models import AppointmentRequest
from booking.page import OwnPage
from booking.submissions import SentBefore, receive
from clinic.facts import facts_for
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
    values, times = form.answers()
    try:
        kept = receive(form.cleaned_data["submission"], values, times, facts_for(request))
    except SentBefore as again:
        return _show(request, form, status=HTTPStatus.CONFLICT, first=again.first)
    return HttpResponseRedirect(kept.get_absolute_url(), status=HTTPStatus.SEE_OTHER)


def _form_for(request):
    """The form about the treatment named in the address, or about the only one there is."""
    techniques = list(Technique.objects.published())
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


def _show(request, form, *, status=HTTPStatus.OK, first=None):
    context = {
        "form": form,
        "technique": form.technique,
        "has_others": form.has_others,
        "first": first,
    }
    return render(request, "booking/request_appointment.html", context, status=status)


@never_cache
@require_safe
def own_page(request, key):
    """What became of a request, for who has the address with its signed key."""
    found = AppointmentRequest.objects.for_key(key).select_related("technique").first()
    if found is None:
        context = {"private": True}
        return render(request, "booking/link_unknown.html", context, status=HTTPStatus.NOT_FOUND)
    page = OwnPage(found, facts_for(request))
    context = {"page": page, "appointment": found, "private": True}
    response = render(request, "booking/own_page.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
