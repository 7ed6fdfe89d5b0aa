"""Erasing a request for a patient who asks for it by phone or letter: an owner's act."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from booking.letters import DESK
from booking.models import AppointmentRequest


def may_erase(http):
    """Whether this colleague may erase requests."""
    return http.user.has_perm("booking.delete_appointmentrequest")


@transaction.atomic
def erase(desk, http, pk):
    """Erase a request that is over or held, with all that regards it; a count stays."""
    if not may_erase(http):
        raise PermissionDenied
    row = get_object_or_404(AppointmentRequest, pk=pk)
    if not erasable(row).select_for_update().erase():
        http.changed_nothing = True
        messages.error(http, "First close it: it is still waiting, or its appointment is ahead.")
        return redirect(f"{DESK}_change", pk)
    messages.success(http, f"Request {row.reference} is erased. We kept nothing but a count.")
    return redirect(f"{DESK}_changelist")


def erasable(row):
    """The request, as a queryset that is empty while somebody still counts on it."""
    rows = AppointmentRequest.objects.filter(pk=row.pk)
    return rows.closed(timezone.now()) | rows.held()
