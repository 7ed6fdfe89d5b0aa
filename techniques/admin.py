"""Treatments, their ordered parts and the library of sources at the clinic desk."""

from django import forms
from django.contrib import admin
from django.db import models
from django.utils import timezone

from techniques.models import (
    Benefit,
    Category,
    Caution,
    Question,
    Risk,
    SectionSources,
    Source,
    Step,
    Technique,
    UrgentSign,
)


class PartInline(admin.StackedInline):
    """An ordered part. Stacked, because the fields of a table have no labels of their own."""

    extra = 0

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Offer the sources; their list is read once, however many parts the page has."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.related_model is Source:
            if not hasattr(request, "source_choices"):
                request.source_choices = list(field.choices)
            field.choices = request.source_choices
        return field


class StepInline(PartInline):
    model = Step


class BenefitInline(PartInline):
    model = Benefit


class RiskInline(PartInline):
    model = Risk


class CautionInline(PartInline):
    model = Caution


class UrgentSignInline(PartInline):
    model = UrgentSign


class QuestionInline(PartInline):
    model = Question


class SectionSourcesInline(PartInline):
    model = SectionSources


@admin.register(Technique)
class TechniqueAdmin(admin.ModelAdmin):
    list_display = ["name", "state", "reviewed_on", "next_review_on", "who_does_it"]
    list_filter = [
        "category",
        ("published_at", admin.EmptyFieldListFilter),
        ("reviewed_on", admin.EmptyFieldListFilter),
    ]
    search_fields = ["name", "short_name", "tagline"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [
        StepInline,
        BenefitInline,
        RiskInline,
        CautionInline,
        UrgentSignInline,
        QuestionInline,
        SectionSourcesInline,
    ]
    fieldsets = [
        (None, {"fields": ["name", "short_name", "slug", "category", "position", "tagline"]}),
        (
            "The page",
            {
                "description": "Plain text. A blank line makes a new paragraph.",
                "fields": [
                    "summary",
                    "what_it_is",
                    "history",
                    "idea_behind_it",
                    "visit_intro",
                    "feeling",
                    "schedule",
                    "benefits_intro",
                    "general_statement",
                    "general_note",
                    "risks_intro",
                    "cautions_intro",
                ],
            },
        ),
        ("A visit", {"fields": ["visit_length", "price_note", "practitioners"]}),
        ("Found in search", {"fields": ["search_text"]}),
        ("Review", {"fields": ["reviewed_on", "reviewed_by", "next_review_on"]}),
        ("On the site", {"fields": ["published_at"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("practitioners")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Offer the practitioners as boxes to tick: there are two or three."""
        return super().formfield_for_manytomany(
            db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def view_on_site(self, technique):
        """The page's address, but only once patients can see it."""
        is_shown = technique.published_at and technique.published_at <= timezone.now()
        return technique.get_absolute_url() if is_shown else None

    @admin.display(ordering="published_at")
    def state(self, technique):
        if not technique.published_at:
            return "Draft"
        return "On the site" if technique.published_at <= timezone.now() else "Planned"

    @admin.display(description="who does it")
    def who_does_it(self, technique):
        return ", ".join(person.name for person in technique.practitioners.all())


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "position"]
    search_fields = ["name"]


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["key", "kind", "year", "citation", "checked_on"]
    list_filter = ["kind", ("checked_on", admin.EmptyFieldListFilter)]
    search_fields = ["key", "citation", "doi", "pmid"]
    # What Django 6 does anyway, and until then warns about.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def view_on_site(self, source):
        """The source itself, where a reader can open it."""
        return source.link or None
