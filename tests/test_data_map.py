"""docs/data-map.md has a row for every field, and its figures are those of the code."""

import datetime
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import models
from django.utils.module_loading import import_string

from tests.test_architecture import ROOT

MAP = (ROOT / "docs/data-map.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^### (\w+\.\w+)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (`[^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| (\w+) \|$", re.MULTILINE)
FIGURE = re.compile(r"^\| (\w+) \| [^|]+ \| (\S+) \| (\S+) \|$", re.MULTILINE)
CLASSES = {"public", "internal", "personal", "secret"}
WITH_ANOTHER = ("with its request", "erased with", "until used", "stays as a count")
UNITS = {"days": 86_400, "hours": 3_600, "minutes": 60}


def mapped(text):
    """{model: the names of its fields, in the order of the rows}."""
    return {
        label: [name for row in ROW.findall(rows) for name in re.findall(r"`(\w+)`", row[0])]
        for label, rows in SECTION.findall(text)
    }


def kept():
    """{model: the names of its fields} of everything that is installed."""
    return {
        model._meta.label: sorted(
            field.name for field in model._meta.get_fields() if getattr(field, "concrete", False)
        )
        for model in apps.get_models()
    }


def test_every_field_has_one_row_and_every_row_a_field():
    assert {label: sorted(names) for label, names in mapped(MAP).items()} == kept()


def test_a_field_without_a_row_would_be_found():
    without = mapped(MAP.replace("| `note` |", "| x |", 1))
    assert "note" in mapped(MAP)["booking.AppointmentRequest"]
    assert "note" not in without["booking.AppointmentRequest"]


def test_every_row_has_a_class_and_a_time_that_is_explained():
    keys = {key for key, *_ in FIGURE.findall(MAP)}
    for fields, what, why, how_long, kind in ROW.findall(MAP):
        assert kind in CLASSES, fields
        known = keys.intersection(re.findall(r"\w+", how_long))
        assert known or how_long.startswith(WITH_ANOTHER), (fields, how_long)
        assert what.strip(), fields
        assert why.strip(), fields


def in_code(path):
    """The value behind a dotted path; of a model's field, what it is by default."""
    place, _, name = path.rpartition(".")
    try:
        found = getattr(import_module(place), name)
    except ModuleNotFoundError:  # a class, or the settings
        found = getattr(import_string(place), name)
    is_field = isinstance(found, models.query_utils.DeferredAttribute)
    return found.field.default if is_field else found


@pytest.mark.parametrize(
    ("key", "figure", "path"), [found for found in FIGURE.findall(MAP) if found[2] != "—"]
)
def test_a_figure_is_that_of_the_code(key, figure, path):
    value = in_code(path.strip("`"))
    sentence = next(line for line in MAP.splitlines() if line.startswith(f"| {key} |"))
    unit = next((unit for unit in UNITS if unit in sentence), "")
    if isinstance(value, datetime.timedelta):
        value = value.total_seconds() / UNITS[unit]
    elif unit == "hours":
        value /= UNITS[unit]
    assert value == int(figure)


def test_backups_and_the_proxys_log_are_as_the_map_says():
    for name in ("KEPT_NEWEST", "KEPT_DAYS"):
        [number] = re.findall(rf"(\d+)[a-z ]* \(`clinic_site\.backup\.{name}`\)", MAP)
        assert int(number) == in_code(f"clinic_site.backup.{name}")
    nginx = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    assert "Kept for 14 days by logrotate." in nginx
    assert "goes after 14 days" in MAP
