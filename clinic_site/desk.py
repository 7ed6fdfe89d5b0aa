"""The clinic desk's own views."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clinic_site import launch


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
