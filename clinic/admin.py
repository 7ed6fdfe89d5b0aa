"""Notice and hours, and the people patients meet, at the clinic desk."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.utils import timezone

from clinic.history import HistoryAdmin
from clinic.models import Clinic, Closure, Notice, OpeningHours, Practitioner, Question, Reason

WHOLE_CLINIC = "The whole clinic"


@admin.register(Clinic)
class ClinicAdmin(HistoryAdmin):
    statements = ["tagline", "welcome", "call_to_action", "about", "picture_alt"]
    checked_texts = [*statements, "directions", "parking", "access", "map_picture_alt"]
    list_display = ["name", "phone", "email", "opened_at"]
    readonly_fields = ["opened_at"]
    fieldsets = [
        ("Who you are", {"fields": ["name", "field", "about"]}),
        ("The home page", {"fields": ["tagline", "welcome", "call_to_action"]}),
        ("How patients reach you", {"fields": ["phone", "call_from", "email", "notified"]}),
        (
            "Where you are",
            {
                "fields": [
                    "street",
                    "town",
                    "region",
                    "postal_code",
                    "directions",
                    "parking",
                    "access",
                ]
            },
        ),
        (
            "Pictures",
            {
                "fields": [
                    "picture",
                    "picture_alt",
                    "picture_is_decorative",
                    "map_picture",
                    "map_picture_alt",
                    "map_picture_is_decorative",
                ]
            },
        ),
        (
            "Promises",
            {"fields": ["reply_hours", "only_phones", "emergency_number"]},
        ),
        (
            "Data and access",
            {
                "fields": [
                    "privacy_contact",
                    "privacy_days",
                    "retention_days",
                    "hosting_company",
                    "mail_company",
                    "known_faults",
                ]
            },
        ),
        ("Stories", {"fields": ["story_readers", "story_days", "stories_are_unpaid"]}),
        ("The site", {"fields": ["opened_at"]}),
    ]

    def has_change_permission(self, request, obj=None):
        """Who may change the phone number alone opens this form too."""
        may_change_phone = request.user.has_perm("clinic.change_phone")
        return may_change_phone or super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        if super().has_change_permission(request, obj):
            return self.readonly_fields
        return [name for name in flatten_fieldsets(self.fieldsets) if name != "phone"]

    def has_add_permission(self, request):
        return not Clinic.objects.exists() and super().has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Practitioner)
class PractitionerAdmin(HistoryAdmin):
    checked_texts = statements = ["bio", "picture_alt"]
    fields = [
        "name",
        "profession",
        "degree",
        "license",
        "languages",
        "bio",
        "picture",
        "picture_alt",
        "picture_is_decorative",
        "position",
        "published_at",
    ]
    list_display = ["name", "profession", "position", "published_at"]
    list_filter = [("published_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "profession"]

    def problems_of(self, row):
        """Of the words, and of what a person who gives care must show."""
        yield from row.problems()
        yield from super().problems_of(row)


class ForWhomAdmin(HistoryAdmin):
    """Times of the whole clinic, or of one person alone."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs |= {"empty_label": WHOLE_CLINIC}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="for", ordering="practitioner")
    def for_whom(self, row):
        return row.practitioner or WHOLE_CLINIC


@admin.register(OpeningHours)
class OpeningHoursAdmin(ForWhomAdmin):
    list_display = ["weekday", "opens", "closes", "for_whom"]
    list_filter = ["weekday", "practitioner"]
    list_select_related = ["practitioner"]
    search_fields = ["practitioner__name"]


@admin.register(Closure)
class ClosureAdmin(ForWhomAdmin):
    list_display = ["first_day", "last_day", "for_whom", "reason"]
    list_filter = ["practitioner"]
    list_select_related = ["practitioner"]
    search_fields = ["reason", "practitioner__name"]


@admin.register(Notice)
class NoticeAdmin(HistoryAdmin):
    checked_texts = statements = ["sentence"]
    list_display = ["sentence", "from_on", "until_on"]
    list_filter = ["until_on"]
    search_fields = ["sentence"]


@admin.register(Question)
class QuestionAdmin(HistoryAdmin):
    checked_texts = statements = ["answer"]
    list_display = ["question", "kind", "is_answered", "position"]
    list_filter = ["kind", ("answer", admin.EmptyFieldListFilter)]
    search_fields = ["question", "answer"]

    @admin.display(description="answered", boolean=True)
    def is_answered(self, question):
        return bool(question.answer)


class ReasonForm(forms.ModelForm):
    is_confirmed = forms.BooleanField(
        label="This is true of us",
        required=False,
        help_text="Tick it and patients see the line on the home page and on About us.",
    )

    class Meta:
        model = Reason
        fields = ["title", "text", "position"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_confirmed"].initial = self.instance.confirmed_at is not None

    def save(self, commit=True):
        if not self.cleaned_data["is_confirmed"]:
            self.instance.confirmed_at = None
        elif self.instance.confirmed_at is None:
            self.instance.confirmed_at = timezone.now()
        return super().save(commit)


@admin.register(Reason)
class ReasonAdmin(HistoryAdmin):
    checked_texts = statements = ["title", "text"]
    form = ReasonForm
    list_display = ["title", "text", "confirmed_at", "position"]
    search_fields = ["title", "text"]
