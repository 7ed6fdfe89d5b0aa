"""The WSGI application gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from clinic_site.page_cache import PageCache
from clinic_site.request_ids import RequestIds
from clinic_site.sqlite.base import only_open

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")

only_open(settings.DATABASES["default"])
application = PageCache(get_wsgi_application())
# Its error page needs the models, which are loaded only now.
application = RequestIds(import_string("clinic_site.refusals.Charsets")(application))
if settings.METRICS_KEY:
    application = import_string("clinic_site.metrics.Counted")(application)
