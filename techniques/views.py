"""The list of treatments and a treatment's own page."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clinic.facts import facts_for
from techniques.leaflet import Leaflet
from techniques.models import Technique
from techniques.page import TechniquePage


@require_safe
def technique_list(request):
    """All treatments on the site."""
    techniques = Technique.objects.published().prefetch_related("practitioners")
    return render(request, "techniques/technique_list.html", {"techniques": techniques})


@require_safe
def technique_detail(request, slug):
    """One treatment, in the order of a patient's questions."""
    technique = get_object_or_404(Technique.objects.published(), slug=slug)
    page = TechniquePage(technique, facts_for(request).today)
    context = {"technique": technique, "page": page}
    return render(request, "techniques/technique_detail.html", context)


@require_safe
def technique_leaflet(request, slug):
    """One treatment on a sheet of paper, to take along to a doctor."""
    technique = get_object_or_404(Technique.objects.published(), slug=slug)
    leaflet = Leaflet(technique, facts_for(request).today)
    return render(request, "techniques/leaflet.html", {"technique": technique, "page": leaflet})
