"""The table of contents: every address of the site."""

from django.contrib import admin
from django.urls import include, path

from clinic_site import desk, views, welcome

handler400 = "clinic_site.faults.bad_request"
handler500 = "clinic_site.faults.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("", include("clinic.urls")),
    path("techniques/", include("techniques.urls")),
    path("stories/", include("testimonials.urls")),
    path("", include("booking.urls")),
    path("admin/open-the-site/", admin.site.admin_view(desk.open_site), name="open_site"),
    path("admin/welcome/<slug:key>/", admin.site.admin_view(welcome.welcome), name="welcome"),
    path("admin/", include("staff.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
