"""Requests at the clinic desk. What the patient wrote is read here, never changed."""

from django.contrib import admin
from django.utils import timezone

from booking.models import AppointmentRequest, PreferredTime, RequestEvent
from clinic import formats
from clinic.inlines import ReadOnlyInline
from clinic.templatetags.clinic import phone


class PreferredTimeInline(ReadOnlyInline):
    model = PreferredTime


class RequestEventInline(ReadOnlyInline):
    model = RequestEvent
    verbose_name_plural = "history"


@admin.register(AppointmentRequest)
class AppointmentRequestAdmin(admin.ModelAdmin):
    list_display = ["due", "name_and_phone", "wants", "practitioner", "status", "reference"]
    list_display_links = ["due", "name_and_phone"]
    list_filter = ["status", "technique", "practitioner"]
    list_select_related = ["technique", "practitioner"]
    search_fields = ["reference", "name", "phone", "email"]
    show_full_result_count = False
    ordering = ["reply_due_at", "pk"]
    inlines = [PreferredTimeInline, RequestEventInline]
    fields = [
        "reference",
        "status",
        "name",
        "phone",
        "email",
        "technique",
        "practitioner",
        "safety",
        "safety_text",
        "note",
        "received_at",
        "reply_due_at",
    ]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("preferred_times")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(ordering="reply_due_at")
    def due(self, row):
        """When the answer is due: "today 5 pm"."""
        now = timezone.localtime()
        return formats.due(timezone.localtime(row.reply_due_at), now) if row.reply_due_at else "—"

    @admin.display(description="name and phone", ordering="name")
    def name_and_phone(self, row):
        return f"{row.name} {phone(row.phone) or row.email}"

    @admin.display
    def wants(self, row):
        """The parts of the week that suit, or any time."""
        return ", ".join(str(time) for time in row.preferred_times.all()) or "Any time"
