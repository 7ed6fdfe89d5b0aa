"""The table of contents: every address of the site."""

from django.contrib import admin
from django.urls import include, path

from clinic_site import desk, found, views

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
