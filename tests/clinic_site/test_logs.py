"""Secret keys stay out of the logs."""

import logging
import logging.config

import pytest
from django.conf import settings


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/request/abc:def-1/", "/request/…/"),
        ("/request/abc:def-1/calendar.ics", "/request/…/calendar.ics"),
        ("/stories/mine/abc/", "/stories/mine/…/"),
        ("/admin/new-password/abc-def/", "/admin/new-password/…/"),
        ("/techniques/sacro-occipital-technique/", "/techniques/sacro-occipital-technique/"),
    ],
)
def test_an_address_is_logged_without_its_key(path, logged):
    reader = logging.config.DictConfigurator(settings.LOGGING)
    [name] = settings.LOGGING["handlers"]["console"]["filters"]
    mask = reader.configure_filter(dict(settings.LOGGING["filters"][name]))
    record = logging.makeLogRecord({"msg": "%s: %s", "args": ("Not Found", path)})
    assert mask.filter(record)
    assert record.getMessage() == f"Not Found: {logged}"
