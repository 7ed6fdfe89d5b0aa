"""The list of treatments and a treatment's own page, as the public or a colleague sees it."""

from http import HTTPStatus

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic.facts import facts_for
from techniques.leaflet import Leaflet
from techniques.models import OldAddress, Technique
from techniques.page import TechniquePage
from techniques.publishing import technique_of_link

SAVED = "This is a preview for colleagues. Patients do not see it yet."
UNSAVED = "This is a preview. Nothing of it is saved."


@require_safe
def technique_list(request):
    """All treatments on the site."""
    techniques = Technique.objects.published().prefetch_related("practitioners")
    return render(request, "techniques/technique_list.html", {"techniques": techniques})


@require_safe
def technique_detail(request, slug):
    """One treatment, in the order of a patient's questions; an old address leads to the new."""
    technique = Technique.objects.published().filter(slug=slug).first()
    if technique is None:
        old = get_object_or_404(OldAddress.objects.select_related("technique"), slug=slug)
        if not old.technique.is_on_the_site:
            raise Http404
        return redirect(old.technique, permanent=True)
    return page_of(request, technique)


@require_safe
@never_cache
def technique_preview(request, key):
    """A page as it is saved, for whoever holds a link that is not yet 7 days old."""
    technique = technique_of_link(key)
    if technique is None:
        status = HTTPStatus.NOT_FOUND
        return render(request, "techniques/link_ended.html", {"private": True}, status=status)
    return page_of(request, technique, SAVED)


@never_cache
def preview_of(request, technique):
    """A page with what was typed and is not saved."""
    return page_of(request, technique, UNSAVED)


def page_of(request, technique, preview=""):
    """The page itself; ``preview`` is the sentence that says it is not public."""
    page = TechniquePage(technique, facts_for(request).today)
    context = {"technique": technique, "page": page, "preview": preview, "private": bool(preview)}
    response = render(request, "techniques/technique_detail.html", context)
    if preview:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def technique_leaflet(request, slug):
    """One treatment on a sheet of paper, to take along to a doctor."""
    technique = get_object_or_404(Technique.objects.published(), slug=slug)
    leaflet = Leaflet(technique, facts_for(request).today)
    return render(request, "techniques/leaflet.html", {"technique": technique, "page": leaflet})
