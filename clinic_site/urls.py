"""The table of contents: every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.utils.module_loading import import_string

from clinic.views import reading_note
from clinic_site import backup_pages, desk, found, views, welcome
from techniques.views import technique_preview

handler400 = "clinic_site.faults.bad_request"
handler404 = "clinic_site.faults.not_found"
handler500 = "clinic_site.faults.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("", include("clinic.urls")),
    path("techniques/", include("techniques.urls")),
    path("preview/<str:key>/", technique_preview, name="technique_preview"),
    path("stories/", include("testimonials.urls")),
    path("", include("booking.urls")),
    path("admin/open-the-site/", admin.site.admin_view(desk.open_site), name="open_site"),
    path("admin/backups/", admin.site.admin_view(backup_pages.backups), name="backups"),
    path(
        "admin/backups/<str:name>/",
        admin.site.admin_view(backup_pages.download_backup),
        name="download_backup",
    ),
    path("admin/reading/", admin.site.admin_view(reading_note), name="reading"),
    path("admin/guides/<slug:slug>/", admin.site.admin_view(desk.guide), name="guide"),
    path("admin/welcome/<slug:key>/", admin.site.admin_view(welcome.welcome), name="welcome"),
    path("admin/", include("staff.urls")),
    path("admin/", admin.site.urls),
    path("robots.txt", found.robots, name="robots"),
    path("sitemap.xml", found.sitemap, name="sitemap"),
    path("manifest.webmanifest", found.manifest, name="manifest"),
    path(".well-known/security.txt", found.security_txt, name="security_txt"),
    path("share/<str:key>.png", found.share_picture, name="share_picture"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
if settings.METRICS_KEY:
    urlpatterns.append(path("metrics", import_string("clinic_site.metrics.metrics")))
