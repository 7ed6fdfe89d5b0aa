"""Where the desk joins two rooms: closed days, and the appointments that fall in them."""

import datetime

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from booking.models import AppointmentRequest
from clinic.admin import ClosureAdmin
from clinic.models import Closure

ONE_DAY = datetime.timedelta(days=1)
SEE_REQUESTS = "booking.view_appointmentrequest"
APPOINTMENTS = "clinic_closure_appointments"


def appointments_in(closure):
    """The agreed appointments ahead that fall in closed days, first one on top."""
    first, last = (
        timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
        for day in (closure.first_day, closure.last_day + ONE_DAY)
    )
    rows = AppointmentRequest.objects.agreed(timezone.now()).select_related("agreed_with")
    rows = rows.filter(starts_at__lt=last, ends_at__gt=first)
    if closure.practitioner_id:
        rows = rows.filter(agreed_with=closure.practitioner_id)
    return rows.order_by("starts_at", "pk")


admin.site.unregister(Closure)


@admin.register(Closure)
class ClosureWithAppointmentsAdmin(ClosureAdmin):
    """Saving closed days leads to the appointments inside them, if there are any."""

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.appointments))
        return [path("<int:pk>/appointments/", view, name=APPOINTMENTS), *super().get_urls()]

    def response_add(self, request, obj, post_url_continue=None):
        return self._to_appointments(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        usual = super().response_change(request, obj)
        return self._to_appointments(request, obj) or usual

    def _to_appointments(self, request, closure):
        may_see = request.user.has_perm(SEE_REQUESTS)
        if may_see and appointments_in(closure).exists():
            return HttpResponseRedirect(reverse(f"admin:{APPOINTMENTS}", args=[closure.pk]))
        return None

    def appointments(self, request, pk):
        """The appointments in these days, each with what to do about it."""
        if not (request.user.has_perm(SEE_REQUESTS) and self.has_view_permission(request)):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": "Closed days",
            "appointments": appointments_in(get_object_or_404(Closure, pk=pk)),
            "may_act": request.user.has_perm("booking.change_appointmentrequest"),
        }
        return TemplateResponse(request, "admin/clinic/appointments.html", context)
