"""Settings of a site of its own, beside the tests' database or an empty one."""

import os
from pathlib import Path

from clinic_site.settings import *  # noqa: F403

MEDIA_ROOT = Path(os.environ["OTHER_MEDIA"])
ERASE_AGAIN = {
    "requests": "tests.clinic_site.erasing.erase_requests",
    "withdrawals": "testimonials.writer.withdraw_again",
    "removals": "testimonials.decisions.take_down_again",
}
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
if "OTHER_URLS" in os.environ:
    ROOT_URLCONF = os.environ["OTHER_URLS"]
