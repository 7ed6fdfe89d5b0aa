"""The ordered parts of a treatment on its form."""

from django.contrib import admin

from clinic.reading_form import ReadingForm
from techniques.models import (
    Benefit,
    Caution,
    Question,
    Risk,
    SectionSources,
    Source,
    Step,
    UrgentSign,
)


class PartInline(admin.StackedInline):
    """An ordered part. Stacked, because the fields of a table have no labels of their own."""

    extra = 0
    form = ReadingForm

    class Media:
        js = ["js/parts.js"]

    def get_queryset(self, request):
        """Read the sources of all parts of a kind at once."""
        rows = super().get_queryset(request)
        has_sources = any(field.name == "sources" for field in self.opts.many_to_many)
        return rows.prefetch_related("sources") if has_sources else rows

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


INLINES = [
    StepInline,
    BenefitInline,
    RiskInline,
    CautionInline,
    UrgentSignInline,
    QuestionInline,
    SectionSourcesInline,
]
