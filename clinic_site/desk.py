"""The clinic desk's own views."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic_site import launch
from clinic_site.disk import alarming_percent
from clinic_site.guides import GUIDES, guide_called
from clinic_site.today import ONE_DAY, appointments_on, backup_state, lines_for
from clinic_site.weeks import in_a_sentence, last_weeks
from outbox.models import Round
from outbox.state import mail_state


def today(request):
    """What the first page of the desk shows this colleague."""
    user, now = request.user, timezone.now()
    date = timezone.localdate(now)
    context = {"counts": lines_for(user, now)}
    if user.has_perm("booking.view_appointmentrequest"):
        weeks = last_weeks(date)
        context |= {"weeks": weeks, "week_sentence": in_a_sentence(weeks[-1])}
        days = [("Today", date), ("Tomorrow", date + ONE_DAY)]
        context["days"] = [(name, day, appointments_on(day)) for name, day in days]
    if user.has_perm("outbox.view_letter"):
        context |= {"mail": mail_state(now), "last_round": Round.objects.first()}
    if user.has_perm("clinic.change_clinic"):
        items = launch.launch_list()
        context |= {
            "launch": items,
            "launch_parts": launch.by_whom(items),
            "is_ready": not any(item.is_blocking for item in items),
            "backup": backup_state(now),
            "disk_percent": alarming_percent(),
        }
    return context


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
