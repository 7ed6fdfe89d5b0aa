"""The library of sources and the groups of treatments at the clinic desk."""

from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from clinic.history import HistoryAdmin
from techniques import plan
from techniques.models import PARTS, Category, Source, Technique


@admin.register(Category)
class CategoryAdmin(HistoryAdmin):
    list_display = ["name", "position"]
    search_fields = ["name"]


@admin.register(Source)
class SourceAdmin(HistoryAdmin):
    list_display = ["key", "kind", "year", "citation", "checked_on"]
    list_filter = ["kind", ("checked_on", admin.EmptyFieldListFilter)]
    search_fields = ["key", "citation", "doi", "pmid"]
    readonly_fields = ["used_in"]
    # What Django 6 does anyway, and until then warns about.
    formfield_overrides = HistoryAdmin.formfield_overrides | {
        models.URLField: {"assume_scheme": "https"}
    }

    def view_on_site(self, source):
        """The source itself, where a reader can open it."""
        return source.link or None

    def save_related(self, request, form, formsets, change):
        """A planned treatment that this source now stops is taken off its plan."""
        super().save_related(request, form, formsets, change)
        plan.tell_held(request)

    @admin.display(description="used in")
    def used_in(self, source):
        """The treatments that cite it, each with the parts that do, as links."""
        places = {}
        for name in PARTS:
            model = Technique._meta.get_field(name).related_model
            if hasattr(model, "sources"):
                for part in model.objects.filter(sources=source.pk).select_related("technique"):
                    places.setdefault(part.technique, []).append(str(part))
        rows = (
            (
                reverse("admin:techniques_technique_change", args=[technique.pk]),
                technique,
                ", ".join(parts),
            )
            for technique, parts in places.items()
        )
        found = format_html_join("", '<li><a href="{}">{}</a>: {}</li>', rows)
        return format_html("<ul>{}</ul>", found) if found else "No treatment cites it."
