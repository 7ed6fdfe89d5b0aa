"""Requests at the clinic desk. What the patient wrote is read here, never changed."""

from functools import partial

from django.contrib import admin
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking.desk import acts, by_phone, erasing, lists
from booking.models import AppointmentRequest
from staff.asked_again import asked_again

LOOK_OR_DO = require_http_methods(["GET", "HEAD", "POST"])


def erase_guard(view):
    return require_POST(asked_again(view))


@admin.register(AppointmentRequest)
class AppointmentRequestAdmin(admin.ModelAdmin):
    """Django's rights, addresses and frame; the pages are those of booking/desk."""

    def get_urls(self):
        """The acts' addresses before Django's own, which take any text for a row's number."""
        one = "<int:pk>/"
        pages = [
            ("day/", "day", require_safe, lists.day),
            ("table.csv", "table", require_safe, lists.table),
            (f"{one}erase/", "erase", erase_guard, erasing.erase),
            (f"{one}letters/<int:letter_pk>/again/", "again", require_POST, acts.letter_again),
        ]
        pages += [
            (f"{one}{key}/", key, require_POST, partial(acts.at_once, key=key))
            for key in acts.DO_AT_ONCE
        ]
        pages += [
            (f"{one}{key}/", key, LOOK_OR_DO, partial(acts.filled_in, key=key))
            for key in acts.FORMS
        ]
        urls = [
            path(
                address,
                self.admin_site.admin_view(guard(partial(view, self))),
                name=f"booking_appointmentrequest_{name}",
            )
            for address, name, guard, view in pages
        ]
        return [*urls, *super().get_urls()]

    @method_decorator(require_safe)
    def changelist_view(self, request, extra_context=None):
        return lists.inbox(self, request)

    @method_decorator(require_safe)
    def change_view(self, request, object_id, form_url="", extra_context=None):
        return acts.one_request(self, request, object_id)

    def add_view(self, request, form_url="", extra_context=None):
        return by_phone.add(self, request)

    def has_delete_permission(self, request, obj=None):
        return False
