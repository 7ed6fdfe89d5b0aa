"""Settings of an empty place to restore into."""

import os
from pathlib import Path

from clinic_site.settings import *  # noqa: F403

MEDIA_ROOT = Path(os.environ["OTHER_MEDIA"])
ERASE_AGAIN = {"requests": "tests.clinic_site.erasing.erase_requests"}
