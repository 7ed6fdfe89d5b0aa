"""The root room as an app: it has no models, but commands, templates' glue and the admin site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ClinicSiteConfig(AppConfig):
    name = "clinic_site"
    verbose_name = "Clinic site"


class ClinicAdminConfig(AdminConfig):
    default_site = "clinic_site.admin_site.ClinicDesk"
