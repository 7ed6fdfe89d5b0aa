"""Letters at the clinic desk: what waits, what was sent, what came back, and their wording."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from outbox import desk
from outbox.kinds import kinds
from outbox.letters import unseen_test_letter
from outbox.models import Letter
from outbox.reasons import reason
from outbox.state import mail_state
from outbox.wording import blocks


class StateFilter(admin.SimpleListFilter):
    """Shown as tabs above the list."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("waiting", "Waiting"), ("sent", "Sent"), ("back", "Came back")]

    def queryset(self, request, queryset):
        if self.value() == "sent":
            return queryset.gone()
        return queryset.came_back() if self.value() == "back" else queryset.unsent()


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    list_display = ["recipient", "about", "where_it_is", "when"]
    list_filter = [StateFilter]
    search_fields = ["to", "reference"]
    show_full_result_count = False

    def get_urls(self):
        """The acts on letters and their wording, before Django's own pages."""
        own = [
            ("wording/", desk.wording_list, "outbox_letter_wordings"),
            ("wording/<str:key>/", desk.wording, "outbox_letter_wording"),
            ("wording/<str:key>/original/", desk.original, "outbox_letter_original"),
            ("test/", desk.send_test, "outbox_letter_test"),
            ("test/arrived/", desk.test_arrived, "outbox_letter_arrived"),
            ("<int:number>/again/", desk.send_again, "outbox_letter_again"),
        ]
        views = [
            path(route, self.admin_site.admin_view(view), name=name) for route, view, name in own
        ]
        return [*views, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        context = {
            "tab": request.GET.get("state", "waiting"),
            "mail": mail_state(timezone.now()),
            "unseen_test": unseen_test_letter(),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        letter = self.get_object(request, object_id)
        context = {"letter": letter, "subtitle": None}
        if letter:
            context |= {"blocks": blocks(letter.text), "kind": name_of(letter)}
            context |= {"reason": reason(letter), "tab": tab_of(letter)}
        return super().change_view(request, object_id, form_url, context)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="to", ordering="to")
    def recipient(self, letter):
        return letter.to or "Erased"

    @admin.display
    def about(self, letter):
        """What kind of letter it is, and its subject."""
        words = '<span class="stacked">{}<span class="quiet sm">{}</span></span>'
        return format_html(words, name_of(letter), letter.subject)

    @admin.display(description="state")
    def where_it_is(self, letter):
        context = {"letter": letter, "reason": reason(letter)}
        return render_to_string("admin/outbox/letter/_state.html", context)

    @admin.display(ordering="not_before")
    def when(self, letter):
        return render_to_string("admin/outbox/letter/_when.html", {"letter": letter})


def name_of(letter):
    """What the desk calls a letter's kind."""
    kind = kinds().get(letter.kind)
    return kind.name if kind else letter.kind


def tab_of(letter):
    """The tab a letter stands under."""
    if letter.failed_at:
        return "back"
    return "sent" if letter.sent_at or letter.dropped_at else "waiting"
