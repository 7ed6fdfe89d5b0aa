"""Colleagues and the audit list at the clinic desk. Only owners come here."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from clinic import formats
from staff import colleagues, invitations
from staff.asked_again import asked_again
from staff.models import AuditEntry, StaffMember
from staff.roles import STORIES, WORDS, give_role, names_of, role_of


class ColleagueForm(forms.ModelForm):
    """A colleague's name, address and role. Rights come from the role alone."""

    role = forms.ChoiceField(
        choices=[(role, f"{role}: {words}") for role, words in WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what this colleague does"},
    )
    with_stories = forms.BooleanField(
        label="May read and publish stories, too",
        required=False,
        help_text="For a receptionist. Editors and owners may anyway.",
    )

    class Meta:
        model = StaffMember
        fields = ["first_name", "last_name", "email", "is_active"]
        labels = {"is_active": "May sign in"}
        help_texts = {
            "email": "It signs in, and gets the letter that invites.",
            "is_active": "Take the tick away when a colleague leaves. Nothing they did is lost.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["role"] = role_of(self.instance)
            self.initial["with_stories"] = STORIES in names_of(self.instance)

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()


def for_several(names, *folded):
    """``names`` of columns or filters, without those that tell nothing where one works alone."""
    return [name for name in names if not (name in folded and colleagues.is_alone())]


@admin.register(StaffMember)
class ColleagueAdmin(admin.ModelAdmin):
    form = ColleagueForm
    list_display = ["name", "email", "role", "second_step", "last_sign_in"]
    list_display_links = ["name"]
    list_filter = ["is_active", "groups"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["-is_active", "email"]
    change_form_template = "staff/colleague.html"
    # What fits on a screen needs neither filters nor a search.
    fit_on_a_screen = 8

    def get_queryset(self, request):
        has_step = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        rows = super().get_queryset(request).prefetch_related("groups")
        return rows.annotate(has_step=Exists(has_step))

    def get_list_display(self, request):
        return for_several(self.list_display, "role")

    def get_list_filter(self, request):
        return self.list_filter if self._are_many() else []

    def get_search_fields(self, request):
        return self.search_fields if self._are_many() else []

    def _are_many(self):
        return StaffMember.objects.count() > self.fit_on_a_screen

    def get_fields(self, request, obj=None):
        """Nobody changes their own rights; an invitation begins with the right to sign in."""
        fields = ["first_name", "last_name", "email", "role", "with_stories", "is_active"]
        if obj is None:
            return fields[:-1]
        return fields[:3] if obj == request.user else fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Without the questions about rights on one's own page, whatever is posted there."""
        form = super().get_form(request, obj, change, **kwargs)
        asked = self.get_fields(request, obj)
        left_out = {name: None for name in ("role", "with_stories") if name not in asked}
        return type(form.__name__, (form,), left_out)

    def has_change_permission(self, request, obj=None):
        """Who was made on the command line with every right is changed only there."""
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request, obj=None):
        """What a colleague did stays on record; who leaves may no longer sign in."""
        return False

    @method_decorator(asked_again)
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.is_staff = True
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "role" in form.cleaned_data:
            role, with_stories = form.cleaned_data["role"], form.cleaned_data["with_stories"]
            give_role(obj, role, with_stories=with_stories)
        if not change:
            invitations.invite(obj, request.user)
            messages.success(request, f"An invitation is on its way to {obj.email}.")
            return
        if not obj.is_active:
            colleagues.shut_out(obj)
        if "email" in form.changed_data:
            self._follow_address(request, obj, form.initial["email"])

    def _follow_address(self, request, member, before):
        """Another address: the old one is told, or the invitation that went astray leaves anew."""
        if colleagues.has_been_in(member):
            colleagues.tell_old_address(before, str(request.user))
        elif member.is_active:
            invitations.invite(member, request.user)
            sentence = f"A new invitation is on its way to {member.email}. The one before is over."
            messages.success(request, sentence)

    def response_post_save_add(self, request, obj):
        """The page of who was invited, whose number the audit list takes from there."""
        return self._back_to(obj)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path(
                f"<int:object_id>/{act.replace('_', '-')}/",
                view(require_POST(asked_again(getattr(self, act)))),
                name=f"staff_staffmember_{act}",
            )
            for act in ("reset_second_step", "invite_again")
        ] + super().get_urls()

    def reset_second_step(self, request, object_id):
        """Take a lost second step away; the colleague sets up a new one at the next sign-in."""
        member = self._another(request, object_id)
        colleagues.reset_second_step(member, str(request.user))
        messages.success(request, f"{member} sets up a new second step at the next sign-in.")
        return self._back_to(member)

    def invite_again(self, request, object_id):
        """Send the invitation once more; the one before no longer works."""
        member = self._another(request, object_id)
        if not member.has_usable_password():
            invitations.invite(member, request.user)
            messages.success(request, f"A fresh invitation is on its way to {member.email}.")
        else:
            request.changed_nothing = True
            messages.error(request, f"{member} has a password already and needs no invitation.")
        return self._back_to(member)

    def _another(self, request, object_id):
        """A colleague this person may change, other than themselves."""
        others = StaffMember.objects.exclude(pk=request.user.pk)
        member = get_object_or_404(others, pk=object_id)
        if not self.has_change_permission(request, member):
            raise PermissionDenied
        return member

    def _back_to(self, member):
        return redirect(reverse("admin:staff_staffmember_change", args=[member.pk]))

    @admin.display(ordering="first_name")
    def name(self, member):
        return str(member)

    def role(self, member):
        if member.is_superuser:
            return "Everything, made at the server"
        role = role_of(member) or "None yet"
        return f"{role}, with stories" if STORIES in names_of(member) else str(role)

    def second_step(self, member):
        return "Set up" if member.has_step else "Not yet"

    @admin.display(description="last sign-in", ordering="last_login")
    def last_sign_in(self, member):
        if not member.last_login:
            return "Never"
        return formats.since(member.last_login, timezone.localtime())


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_display = ["at", "member", "act", "reference"]
    list_display_links = None
    list_filter = ["act", "at", "member"]
    list_select_related = ["member"]
    search_fields = ["reference__startswith"]
    show_full_result_count = False

    def get_list_display(self, request):
        return for_several(self.list_display, "member")

    def get_list_filter(self, request):
        return for_several(self.list_filter, "member")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
