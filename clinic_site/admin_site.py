"""The clinic desk: Django's admin with the clinic's words and order."""

from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from clinic_site.guides import guides_of
from clinic_site.launch import launch_list
from clinic_site.today import desk_lines
from outbox.models import Round
from outbox.state import mail_state

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
    ("People", ["clinic.Practitioner", "staff.StaffMember"]),
    ("Letters", ["outbox.Letter"]),
]


class ClinicDesk(admin.AdminSite):
    site_header = "Clinic desk"
    site_title = "Clinic desk"
    index_title = "Today"
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Rows are deleted one by one on their own page, so lists need no bar of actions.
        self.disable_action("delete_selected")

    def each_context(self, request):
        """Add the menu, and the tabs of the section that is open."""
        context = super().each_context(request)
        match = request.resolver_match
        open_page = match.url_name if match else ""
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
        context = dict(extra_context or {})
        context["counts"] = [line for line in desk_lines(request.user) if line.count]
        if request.user.has_perm("outbox.view_letter"):
            context["mail"] = mail_state(timezone.now())
            context["last_round"] = Round.objects.first()
        if request.user.has_perm("clinic.change_clinic"):
            context["launch"] = items = launch_list()
            context["is_ready"] = not any(item.is_blocking for item in items)
        return super().index(request, context)
