"""The clinic desk's own views."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from clinic_site import launch
from clinic_site.guides import GUIDES, guide_called


@require_POST
@permission_required("clinic.change_clinic", raise_exception=True)
def open_site(request):
    """Open the site, or take that back; then today's desk again."""
    if "undo" in request.POST:
        launch.close_site(request.user)
        messages.success(request, "The site is a demonstration again.")
        return redirect("admin:index")
    try:
        launch.open_site(request.user)
    except launch.NotReady:
        messages.error(request, "Not yet: the launch list still has open lines.")
    else:
        messages.success(request, "The site is open. Patients and search engines may come.")
    return redirect("admin:index")


@require_safe
def guide(request, slug):
    """One task of the desk, step by step."""
    chosen = guide_called(slug)
    if chosen is None:
        raise Http404
    context = admin.site.each_context(request) | {
        "title": chosen.title,
        "guide": chosen,
        "others": [other for other in GUIDES if other is not chosen],
    }
    return render(request, "admin/guide.html", context)
