"""The fastest page Django can give: a constant, without middleware. Settings and addresses."""

import os
from pathlib import Path

from django.http import HttpResponse
from django.urls import path

from clinic_site.settings import *  # noqa: F403

MIDDLEWARE = []
ROOT_URLCONF = WSGI_APPLICATION = __name__
# The finished technique page as gzip, so that both servers send the same bytes.
BODY = Path(os.environ["BENCH_PAGE"]).read_bytes()


def constant(request, rest):
    """The same answer to everybody."""
    headers = {"Content-Encoding": "gzip", "Content-Length": str(len(BODY))}
    return HttpResponse(BODY, headers=headers)


urlpatterns = [path("<path:rest>", constant)]
