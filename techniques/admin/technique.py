"""The form and the list of treatments."""

import datetime

from django import forms
from django.contrib import admin
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils import timezone
from reversion import add_to_revision

from clinic import conflict, formats
from clinic.reading_form import ReadingForm
from clinic.templatetags.clinic import moment
from techniques import plan, publishing
from techniques.admin.acts import StateActs
from techniques.admin.parts import INLINES
from techniques.models import PARTS, Technique
from techniques.texts import PAGE_TEXTS

REVIEW = ["reviewed_on", "reviewed_by", "next_review_on"]


def native(kind, form):
    """The browser's own control for a day ("date") or an hour ("time")."""
    widget = forms.DateInput if kind == "date" else forms.TimeInput
    return widget(format=form, attrs={"type": kind})


class TechniqueForm(ReadingForm):
    plan_day = forms.DateField(
        label="Day", required=False, widget=native("date", "%Y-%m-%d"), help_text="For a later day."
    )
    plan_hour = forms.TimeField(label="Hour", required=False, widget=native("time", "%H:%M"))

    def clean(self):
        """A planned day lies ahead, and is whole."""
        cleaned = super().clean()
        if "_plan" in self.data:
            day, hour = cleaned.get("plan_day"), cleaned.get("plan_hour")
            if not (day and hour):
                self.add_error("plan_day" if not day else "plan_hour", "Choose day and hour.")
            elif datetime.datetime.combine(day, hour) <= timezone.localtime().replace(tzinfo=None):
                self.add_error("plan_day", "That moment is past. Choose a later one.")
        return cleaned


class StateFilter(admin.SimpleListFilter):
    """The tabs above the list."""

    title = "state"
    parameter_name = "state"
    template = "admin/techniques/technique/tabs.html"

    def lookups(self, request, model_admin):
        rows = Technique.objects.all()
        counts = {
            "On the site": ("on-the-site", rows.published()),
            "Drafts": ("drafts", rows.drafts()),
            "Planned": ("planned", rows.planned()),
            "Due for a check": ("due", rows.due(timezone.localdate())),
        }
        return [(key, (name, rows.count())) for name, (key, rows) in counts.items()]

    def queryset(self, request, queryset):
        sets = {
            "on-the-site": queryset.published,
            "drafts": queryset.drafts,
            "planned": queryset.planned,
            "due": lambda: queryset.due(timezone.localdate()).order_by("next_review_on", "pk"),
        }
        return sets[self.value()]() if self.value() in sets else queryset


@admin.register(Technique)
class TechniqueAdmin(StateActs):
    form = TechniqueForm
    change_form_template = "admin/techniques/technique/change_form.html"
    parts = PARTS
    inlines = INLINES
    list_display = ["name", "state", "checked_on", "next_check", "problems", "who_does_it"]
    list_filter = [StateFilter]
    search_fields = ["name", "short_name", "tagline"]
    prepopulated_fields = {"slug": ["name"]}
    later = "Publish on a later day"
    fieldsets = [
        (None, {"fields": ["name", "short_name", "slug", "category", "position", "tagline"]}),
        (
            "The page",
            {
                "description": "Plain text. A blank line makes a new paragraph.",
                "fields": PAGE_TEXTS,
            },
        ),
        ("A visit", {"fields": ["visit_length", "price_note", "practitioners"]}),
        ("Picture", {"fields": ["picture", "picture_alt", "picture_is_decorative"]}),
        ("Found in search", {"fields": ["search_text"]}),
        ("Review", {"fields": REVIEW}),
        (later, {"fields": ["plan_day", "plan_hour"]}),
    ]

    def get_fieldsets(self, request, obj=None):
        """A page on the site has no later day to come."""
        sets = super().get_fieldsets(request, obj)
        return sets[:-1] if obj is not None and obj.is_on_the_site else sets

    def get_queryset(self, request):
        """The list reads all parts at once; a form must not, or it would miss what it saves."""
        rows = super().get_queryset(request)
        is_list = request.resolver_match.url_name.endswith("_changelist")
        return rows.with_parts() if is_list else rows

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Offer the practitioners as boxes to tick: there are two or three."""
        return super().formfield_for_manytomany(
            db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def get_prepopulated_fields(self, request, obj=None):
        """An address that is known already stays when the name changes."""
        return {} if obj else self.prepopulated_fields

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A preview saves, shows the page, and takes the saving back."""
        if "_preview" not in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        # Whatever others saved meanwhile: nothing is written over by a look.
        request.POST = request.POST.copy()
        request.POST.pop(conflict.VERSION, None)
        with transaction.atomic():
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if isinstance(response, TemplateResponse) and not response.is_rendered:
                if "adminform" in response.context_data:
                    response.template_name = "admin/techniques/technique/preview_faults.html"
                response.render()
            transaction.set_rollback(True)
        return response

    def save_related(self, request, form, formsets, change):
        """Note what the reviewer agreed to; a planned page that problems stop is a draft again."""
        super().save_related(request, form, formsets, change)
        if set(form.changed_data) & {"reviewed_on", "reviewed_by"}:
            publishing.mark_reviewed(form.instance)
            add_to_revision(form.instance)
        if "_preview" not in request.POST:
            plan.tell_held(request)

    def render_change_form(self, request, context, *args, **kwargs):
        """Put the problems on top and the acts at the end."""
        technique = kwargs.get("obj")
        if technique is not None:
            saved = Technique.objects.with_parts().get(pk=technique.pk)
            day = timezone.localdate(saved.published_at if saved.is_planned else None)
            context["check"] = publishing.Check.of(saved, day)
            context["state"] = state_in_words(saved)
        context["later"] = self.later
        context["may_publish"] = self.may(request, "publish")
        context["may_review"] = self.may(request, "review")
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, technique):
        """The page's address, but only once patients can see it."""
        return technique.get_absolute_url() if technique.is_on_the_site else None

    @admin.display(ordering="published_at")
    def state(self, technique):
        return state_in_words(technique)

    @admin.display(description="checked on", ordering="reviewed_on")
    def checked_on(self, technique):
        return day_or_none(technique.reviewed_on) or "Never"

    @admin.display(description="next check", ordering="next_review_on")
    def next_check(self, technique):
        due = technique.next_review_on
        late = "Overdue since " if due and due < timezone.localdate() else ""
        return f"{late}{day_or_none(due)}" if due else "—"

    @admin.display
    def problems(self, technique):
        return publishing.Check.of(technique, timezone.localdate()).count or "None"

    @admin.display(description="who does it")
    def who_does_it(self, technique):
        return ", ".join(person.name for person in technique.practitioners.all())


def day_or_none(date):
    return formats.day(date, timezone.localdate()) if date else ""


def state_in_words(technique):
    """ "Draft", "On the site since …", "Planned for …", "Draft: taken off the plan …" """
    now = timezone.localtime()
    if technique.is_planned:
        return f"Planned for {moment(technique.published_at)}"
    if technique.is_on_the_site:
        return f"On the site since {formats.day(timezone.localtime(technique.published_at), now)}"
    if technique.held_at:
        held = formats.day(timezone.localtime(technique.held_at), now)
        return f"Draft: problems stopped its planned day on {held}"
    return "Draft"
