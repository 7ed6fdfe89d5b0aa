"""CPU of one answer inside one process, where no server and no other work disturbs. A program.

``python -m tests.bench.in_process hit|made`` prints microseconds; DJANGO_SETTINGS_MODULE decides
whether the site answers or the constant view.
"""

import sys
import time

from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from clinic_site.page_cache import PageCache

PATH = "/techniques/sacro-occipital-technique/"
PASSES = 7


def answer(application, environ):
    parts = application(environ, lambda status, headers: None)
    for _ in parts:
        pass
    if hasattr(parts, "close"):
        parts.close()


def cheapest(application, environ, times):
    """The least CPU per answer of some passes, in microseconds."""
    found = []
    for _ in range(PASSES):
        started = time.process_time()
        for _ in range(times):
            answer(application, dict(environ))
        found.append((time.process_time() - started) / times * 1e6)
    return min(found)


def main(what):
    application = get_wsgi_application()
    request = RequestFactory().get(PATH, headers={"host": "127.0.0.1", "accept-encoding": "gzip"})
    environ = request.environ
    del environ["HTTP_COOKIE"]
    if what == "hit":
        # Time stands still: every answer but the first is a hit.
        application = PageCache(application, clock=lambda: 0)
    answer(application, dict(environ))
    print(round(cheapest(application, environ, 100 if what == "made" else 5000), 1))


if __name__ == "__main__":
    main(sys.argv[1])
