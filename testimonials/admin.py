"""Stories at the clinic desk: tabs of what to do, and one page on which to read and decide."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import path
from django.utils import timezone

from clinic import formats
from testimonials import desk
from testimonials.decisions import long_day
from testimonials.models import Testimonial
from testimonials.reading import state_of


def _not_shown(stories, today):
    ended = Q(published_at__isnull=False, consent_until__lt=today)
    return stories.filter(Q(declined_at__isnull=False) | ended)


TABS = {
    "to-read": ("To read", lambda stories, today: stories.undecided()),
    "on-the-site": ("On the site", lambda stories, today: stories.published()),
    "not-shown": ("Not shown", _not_shown),
    "withdrawn": ("Withdrawn", lambda stories, today: stories.exclude(withdrawn_at=None)),
    "consent-ending": ("Consent ending", lambda stories, today: stories.ending(today)),
}

ORDERS = {
    "on-the-site": ["-published_at", "-public_id"],
    "consent-ending": ["consent_until", "published_at", "public_id"],
}


class TabFilter(admin.SimpleListFilter):
    """The tabs above the list; without one, or with one there is not, it is the first."""

    title, parameter_name = "tab", "tab"
    template = "admin/testimonials/tab_filter.html"

    def lookups(self, request, model_admin):
        return [(key, label) for key, (label, _) in TABS.items()]

    @property
    def tab(self):
        return self.value() if self.value() in TABS else "to-read"

    def queryset(self, request, queryset):
        return TABS[self.tab][1](queryset, timezone.localdate())

    def choices(self, changelist):
        waiting = Testimonial.objects.to_read().count()
        for key, label in self.lookup_choices:
            yield {
                "selected": key == self.tab,
                "query_string": changelist.get_query_string({self.parameter_name: key}, ["p"]),
                "display": label,
                "count": waiting if key == "to-read" else 0,
            }


@admin.register(Testimonial)
class TestimonialAdmin(admin.ModelAdmin):
    list_display = ["title", "came_in", "about", "name_shown", "until", "state"]
    list_display_links = ["title"]
    list_filter = [TabFilter]
    list_select_related = ["technique", "practitioner"]
    search_fields = ["headline", "words", "name", "name_shown"]
    show_full_result_count = False
    change_list_template = "admin/testimonials/change_list.html"

    def get_ordering(self, request):
        """A tab's own order: as readers see them, or the consent that ends first on top."""
        return ORDERS.get(request.GET.get("tab"), super().get_ordering(request))

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context:
            (tabs,) = context["cl"].filter_specs
            context["story_tabs"] = list(tabs.choices(context["cl"]))
        return response

    def get_urls(self):
        """The pages of ours before Django's, which would take their names for numbers of rows."""
        own = [
            ("invite/", self._page(desk.send_invitations, "add"), "invite"),
            ("cards/", self._page(desk.print_cards, "add"), "new_cards"),
            ("cards/<int:first>-<int:last>/", self._page(desk.show_cards, "add"), "cards"),
            ("former-website/", self._page(desk.former_website, "change"), "former_website"),
        ]
        return [
            path(address, self.admin_site.admin_view(view), name=f"testimonials_testimonial_{name}")
            for address, view, name in own
        ] + super().get_urls()

    def _page(self, view, right):
        """A view of the desk for who has the right to ``right`` stories."""

        def guarded(request, **kwargs):
            if not request.user.has_perm(f"testimonials.{right}_testimonial"):
                raise PermissionDenied
            return view(request, context=self._context(request), **kwargs)

        return guarded

    def _context(self, request):
        return self.admin_site.each_context(request) | {"opts": self.opts}

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return desk.add_from_paper(request, self._context(request))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        may_change = self.has_change_permission(request)
        if not may_change and (request.method == "POST" or not self.has_view_permission(request)):
            raise PermissionDenied
        context = self._context(request) | {"may_change": may_change}
        return desk.read_story(request, object_id, context)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="headline", ordering="headline")
    def title(self, story):
        return story.headline or "(erased)"

    @admin.display(description="came in", ordering="received_on")
    def came_in(self, story):
        return formats.day(story.received_on, timezone.localdate())

    @admin.display
    def about(self, story):
        return story.about or "The clinic"

    @admin.display(description="consent on file until", ordering="consent_until")
    def until(self, story):
        return long_day(story.consent_until) if story.consent_until else "None yet"

    @admin.display
    def state(self, story):
        return state_of(story)
