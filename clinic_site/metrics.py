"""Figures for Prometheus, if a key for them is set: answers, letters, the last backup."""

import os
import time

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic_site.health import figures
from clinic_site.refusals import METHODS

settings.METRICS_FOLDER.mkdir(parents=True, exist_ok=True)
# All workers count in one place. The library looks for it while it is imported.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_FOLDER)

from prometheus_client import CollectorRegistry, Histogram, generate_latest  # noqa: E402
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

answers = Histogram(
    "clinic_answer_seconds",
    "How long answers took to begin, by method and status",
    ["method", "status"],
)


class Counted:
    """Wraps the WSGI application and counts its answers."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        begun = time.perf_counter()
        method = environ["REQUEST_METHOD"]

        def start(status, headers, *fault):
            labels = (method if method in METHODS else "other", status[:3])
            answers.labels(*labels).observe(time.perf_counter() - begun)
            return start_response(status, headers, *fault)

        return self.application(environ, start)


@require_safe
@never_cache
def metrics(request):
    """All figures, for who has the key; 404 for anybody else."""
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_KEY}"):
        raise Http404
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(State())
    return HttpResponse(
        generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


class State:
    """What /readyz tells, as figures."""

    def collect(self):
        for name, value in figures(timezone.now()).items():
            # No letter waits, so none is old; but a backup that was never made is as old as can be.
            nothing = 0 if name == "oldest_unsent_letter_seconds" else float("inf")
            yield GaugeMetricFamily(
                f"clinic_{name}", name.replace("_", " "), nothing if value is None else value
            )
