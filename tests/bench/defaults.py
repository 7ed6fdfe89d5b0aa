"""The site on SQLite as Django sets it up by default, for comparison. Settings."""

from clinic_site.settings import *  # noqa: F403
from clinic_site.settings import DATABASES

DATABASES["default"] |= {"OPTIONS": {}, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
