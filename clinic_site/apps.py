"""The root room as an app: it has no models, but commands, templates' glue and the admin site."""

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.core import checks
from django.utils.module_loading import import_string

from clinic_site import half_restored


class ClinicSiteConfig(AppConfig):
    name = "clinic_site"
    verbose_name = "Clinic site"

    def ready(self):
        checks.register(half_restored.check)
        if settings.SENTRY_DSN:
            # Not everybody has the library.
            import_string("clinic_site.sentry.start")(settings.SENTRY_DSN)


class ClinicAdminConfig(AdminConfig):
    default_site = "clinic_site.admin_site.ClinicDesk"
