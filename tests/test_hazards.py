"""docs/hazards.md names tests that exist, and docs/incident.md commands that exist."""

import re

import pytest
from django.core.management import get_commands

from tests.test_architecture import ROOT
from tests.test_asvs import is_there

HAZARDS = (ROOT / "docs/hazards.md").read_text(encoding="utf-8")
INCIDENT = (ROOT / "docs/incident.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("test", re.findall(r"`(tests/[^`]+)`", HAZARDS))
def test_a_barrier_is_tried_by_a_test(test):
    assert is_there(test)


def test_each_hazard_has_a_barrier_with_a_test_and_says_what_is_left():
    rows = [line.split(" | ") for line in HAZARDS.splitlines() if line.startswith("| **")]
    assert len(rows) >= 4
    for row in rows:
        assert len(row) == 5
        assert "`tests/" in row[3]
        assert row[4].strip(" |")


def test_the_commands_to_type_exist():
    made = set(re.findall(r"`(?:\w+=\S+ )?make ([\w-]+)", INCIDENT))
    assert made
    assert made <= set(re.findall(r"^([\w-]+):", MAKEFILE, re.MULTILINE))
    managed = set(re.findall(r"manage\.py (\w+)", INCIDENT))
    assert managed
    assert managed <= set(get_commands())


def test_the_units_it_stops_exist():
    units = set(re.findall(r"(clinic(?:-letters)?)\b(?=[ `])", INCIDENT)) - {"clinic"}
    assert {(ROOT / f"deploy/{unit}.service").is_file() for unit in units | {"clinic"}} == {True}
