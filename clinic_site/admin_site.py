"""The clinic desk: Django's admin with the clinic's words and order, behind our own way in."""

from functools import wraps

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import TO_FIELD_VAR
from django.db.models.base import ModelBase
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from clinic_site import desk, watch
from clinic_site.guides import guides_of
from clinic_site.roles import OUR_ROOMS
from staff import entry, views

# Each section of the menu with the lists in it; the first one a person may see opens.
SECTIONS = [
    ("Requests", ["booking.AppointmentRequest"]),
    ("Stories", ["testimonials.Testimonial"]),
    (
        "Notice and hours",
        [
            "clinic.Notice",
            "clinic.Closure",
            "clinic.OpeningHours",
            "clinic.Question",
            "clinic.Reason",
            "clinic.Clinic",
        ],
    ),
    ("Treatments", ["techniques.Technique", "techniques.Source", "techniques.Category"]),
    ("People", ["clinic.Practitioner", "staff.StaffMember", "staff.AuditEntry"]),
    ("Letters", ["outbox.Letter"]),
]
# How the filters of Django's lists compare.
COMPARED = {"", "exact", "isnull", "isempty", "gte", "lt"}


class OnlyItsFilters:
    """A list is narrowed as its own filters do it, not by whatever an address thinks up.

    Django lets an address ask of any column, so that an owner could feel their way along the
    hash of a colleague's password.
    """

    def lookup_allowed(self, lookup, value, request):
        name, _, how = lookup.partition("__")
        names = [getattr(each, "parameter_name", each) for each in self.list_filter]
        names = [each if isinstance(each, str) else each[0] for each in names]
        is_offered = name in names and how.rpartition("__")[2] in COMPARED
        return is_offered and super().lookup_allowed(lookup, value, request)


class ClinicDesk(admin.AdminSite):
    site_header = "Clinic desk"
    site_title = "Clinic desk"
    index_title = "Today"
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Rows are deleted one by one on their own page, so lists need no bar of actions.
        self.disable_action("delete_selected")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take in what the rooms manage; what packages keep for themselves stays out."""
        many = model_or_iterable
        models = [many] if isinstance(many, ModelBase) else many
        ours = [model for model in models if model._meta.app_label in OUR_ROOMS]
        kept = type(admin_class.__name__, (OnlyItsFilters, admin_class), {}) if ours else None
        super().register(ours, kept, **options)

    def get_urls(self):
        """All of Django's but "view on site": for whoever is in, it opens the page of any row, of
        a patient's request too, whose secret address stands for a key."""
        return [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]

    def has_permission(self, request):
        """Only who has taken every step of signing in may see the desk."""
        return entry.may_enter(request)

    def login(self, request, extra_context=None):
        """Our own sign-in page instead of Django's."""
        return views.sign_in(request)

    def logout(self, request, extra_context=None):
        """Leave nothing of the desk in the browser but the cookie that knows the computer again."""
        response = super().logout(request, extra_context)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def password_change(self, request, extra_context=None):
        """Our own page instead of Django's."""
        return views.change_password(request)

    def admin_view(self, view, cacheable=False):
        """Keep what is sent by somebody signed out, and write looks into the audit list."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def outer(request, *args, **kwargs):
            if request.GET.get(TO_FIELD_VAR) == "":
                raise Http404  # Django looks for a field of that name
            is_leaving = request.path == reverse("admin:logout")
            if request.method == "POST" and not is_leaving and not self.has_permission(request):
                return views.sign_in_with_typed(request)
            subject = watch.subject_of(request)
            response = inner(request, *args, **kwargs)
            watch.note(request, response, subject)
            return response

        return outer

    def app_index(self, request, app_label, extra_context=None):
        """The menu and the tabs stand for Django's page of one app."""
        return redirect("admin:index")

    def each_context(self, request):
        """Add the menu, and the tabs of the section that is open."""
        context = super().each_context(request)
        match = request.resolver_match
        open_page = (match and match.url_name) or ""
        menu = [self._section(request, name, models, open_page) for name, models in SECTIONS]
        menu = [section for section in menu if section["tabs"]]
        is_read_here = open_page.endswith(("_changelist", "_add", "_change"))
        opened = next((section for section in menu if section["current"]), None)
        return context | {
            "desk_nav": menu,
            "desk_tabs": opened["tabs"] if opened else [],
            "desk_guides": guides_of(opened["name"]) if opened and is_read_here else [],
        }

    def _section(self, request, name, models, open_page):
        """A menu entry with the lists this person may see."""
        tabs = []
        for model in map(apps.get_model, models):
            if self._registry[model].has_view_permission(request):
                page = f"{model._meta.app_label}_{model._meta.model_name}_"
                label = str(model._meta.verbose_name_plural)
                tabs.append(
                    {
                        "name": label[:1].upper() + label[1:],
                        "url": reverse(f"admin:{page}changelist"),
                        "current": bool(open_page) and open_page.startswith(page),
                    }
                )
        return {
            "name": name,
            "tabs": tabs,
            "url": tabs[0]["url"] if tabs else "",
            "current": any(tab["current"] for tab in tabs),
        }

    def index(self, request, extra_context=None):
        """Today's desk: what waits, and the launch list for who may change the clinic."""
        context = dict(extra_context or {}) | desk.today(request)
        return super().index(request, context)
