"""Stories at the clinic desk: read, and taken off or put back within their consent."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from clinic.inlines import ReadOnlyInline
from testimonials.models import Consent, Testimonial


class ConsentInline(ReadOnlyInline):
    model = Consent
    verbose_name_plural = "consent on file"


@admin.register(Testimonial)
class TestimonialAdmin(admin.ModelAdmin):
    list_display = ["headline", "stars", "about", "name_shown", "consent_until", "state"]
    list_filter = ["stars", "route", "technique", ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = ["technique", "practitioner"]
    search_fields = ["headline", "words", "name_shown"]
    inlines = [ConsentInline]
    readonly_fields = ["consent_until", "published_at", "withdrawn_at"]

    def get_readonly_fields(self, request, obj=None):
        """What the writer wrote and how it came is never corrected here."""
        written = ["stars", "headline", "words", "is_excerpt", "name_shown", "route", "received_on"]
        return self.readonly_fields + (written if obj else [])

    def has_delete_permission(self, request, obj=None):
        return False

    def view_on_site(self, story):
        return reverse("testimonials:list")

    @admin.display(ordering="published_at")
    def state(self, story):
        if story.withdrawn_at:
            return "Withdrawn"
        if not story.published_at:
            return "To read"
        is_over = story.consent_until < timezone.localdate()
        return "Consent has ended" if is_over else "On the site"
