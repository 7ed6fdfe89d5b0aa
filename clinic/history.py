"""The history of a row at the desk: who changed what and when, and any version brought back."""

from http import HTTPStatus

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from reversion import add_to_revision, create_revision, set_comment, set_user

from clinic import conflict, undo, versions
from clinic.claims import STATEMENT, TEXT, problems_of_text
from clinic.templatetags.clinic import moment

# The browser's own calendar: it needs no script and speaks the reader's language.
NATIVE_DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


class HistoryAdmin(admin.ModelAdmin):
    """An admin that keeps every saved version, and tells a second editor of the first.

    Reading opens no transaction: on SQLite one would take the write lock for a look.
    """

    parts = ()
    # The fields whose words are checked and, of these, those that state what care does.
    checked_texts = ()
    statements = ()
    change_form_template = "admin/clinic/change_form.html"
    formfield_overrides = {models.DateField: {"widget": NATIVE_DATE}}

    def get_urls(self):
        """Add the pages of one version and of bringing it back."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        pages = [
            ("<path:object_id>/history/<int:revision_id>/", self.version_view, "version"),
            ("<path:object_id>/history/<int:revision_id>/restore/", self.restore_view, "restore"),
        ]
        return [
            *(path(route, view(page), name=f"{name}_{end}") for route, page, end in pages),
            *super().get_urls(),
        ]

    def address(self, page, *args):
        """The address of one of this admin's pages."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(f"admin:{name}", args=[quote(arg) for arg in args])

    # Saving

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save as a version of its own; show the second of two editors what the first changed."""
        if request.method in SAFE_METHODS:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if object_id:
                row = self.get_locked(request, object_id)
                if row is not None and self.has_change_permission(request, row):
                    versions.keep_first(row)
                    page = conflict.page_or_none(self, request, row)
                    if page is not None:
                        return page
            with create_revision(manage_manually=True):
                set_user(request.user)
                return super().changeform_view(request, object_id, form_url, extra_context)

    def get_locked(self, request, object_id):
        """The row, locked until the transaction ends; None if there is none."""
        locked = self.model._base_manager.select_for_update().filter(pk=object_id)
        return locked.first() and self.get_object(request, object_id)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change or any(saved.has_changed() for saved in (form, *formsets)):
            add_to_revision(form.instance)

    def log_addition(self, request, obj, message):
        entry = super().log_addition(request, obj, message)
        set_comment("Added.")
        return entry

    def log_change(self, request, obj, message):
        entry = super().log_change(request, obj, message)
        set_comment(entry.get_change_message())
        return entry

    def render_change_form(self, request, context, *args, **kwargs):
        """Tell the page which version it shows, and what was just done."""
        row = kwargs.get("obj")
        if row is not None and row.pk:
            shown = request.POST.get(conflict.VERSION)
            context[conflict.VERSION] = shown or versions.latest_revision(row)
            context["words"] = list(self.problems_of(row))
        context["done"] = undo.done(request)
        page = super().render_change_form(request, context, *args, **kwargs)
        if context["errors"]:
            page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return page

    def problems_of(self, row):
        """What a person should look at in the words of a row, as Problems."""
        for name in self.checked_texts:
            label = str(row._meta.get_field(name).verbose_name)
            rules = TEXT + STATEMENT if name in self.statements else TEXT
            called = f'"{label[:1].upper()}{label[1:]}"'
            yield from problems_of_text(getattr(row, name), called, f"#id_{name}", rules)

    # Reading and bringing back

    def get_or_404(self, request, object_id):
        """The row this person may see."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        return row

    def history_view(self, request, object_id, extra_context=None):
        """Every version of a row: who, when, and what in short."""
        row = self.get_or_404(request, object_id)
        entries = [
            {
                "revision": version.revision,
                "url": self.address("version", row.pk, version.revision_id),
            }
            for version in versions.versions_of(row)
        ]
        context = {"title": "History", "row": row, "entries": entries, "opts": self.opts}
        return self.render(request, "admin/clinic/history.html", context)

    def version_view(self, request, object_id, revision_id):
        """One version: what was changed in it, and what bringing it back would change."""
        row = self.get_or_404(request, object_id)
        numbers = list(versions.versions_of(row).values_list("revision_id", flat=True))
        if revision_id not in numbers:
            raise Http404
        n = numbers.index(revision_id)
        before = versions.kept_in(numbers[n + 1]) if n + 1 < len(numbers) else None
        this = versions.kept_in(revision_id)
        latest = versions.kept_in(numbers[0])
        context = {
            "title": "History",
            "row": row,
            "opts": self.opts,
            "version": versions.versions_of(row).get(revision_id=revision_id),
            "changes": None if before is None else versions.changes(before, this),
            "back": versions.changes(latest, this) if n else None,
            "restore_url": self.address("restore", row.pk, revision_id),
            "may_restore": bool(n) and self.may_restore(request),
        }
        return self.render(request, "admin/clinic/version.html", context)

    def may_restore(self, request):
        """Whether this colleague may change the whole row, not only a field of it."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    @method_decorator(require_POST)
    def restore_view(self, request, object_id, revision_id):
        """Bring a version back; the present one stays in the history, so it can be undone."""
        row = self.get_or_404(request, object_id)
        if not self.may_restore(request):
            raise PermissionDenied
        known = versions.versions_of(row).filter(revision_id=revision_id).first()
        if known is None:
            raise Http404
        now = versions.latest_revision(row)
        when = moment(known.revision.date_created)
        try:
            self.bring_back(row, revision_id, request.user, f"Restored the version of {when}.")
        except IntegrityError:
            messages.error(
                request,
                "This version cannot be brought back: something else has its name or address now.",
            )
            return redirect(self.address("history", row.pk))
        done = undo.Done("Restored.", self.address("restore", row.pk, now))
        return redirect(done.after(self.address("change", row.pk)))

    def bring_back(self, row, revision_id, user, comment):
        """Restore a version of ``row``, with its parts."""
        versions.restore(row, revision_id, self.parts, user, comment)

    def render(self, request, template, context, status=200):
        """A page of the desk."""
        context = self.admin_site.each_context(request) | context
        return TemplateResponse(request, template, context, status=status)
