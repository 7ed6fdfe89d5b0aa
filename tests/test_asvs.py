"""docs/asvs.csv: every requirement of OWASP ASVS 5.0 that applies here, and what shows it."""

import ast
import csv
from collections import Counter
from functools import cache

import pytest

from tests.test_architecture import ROOT

APPLICABLE = {"L1": 63, "L2": 124}
LEAST_MET = {"L1": 63, "L2": 120}
with (ROOT / "docs/asvs.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def number(row):
    return [int(part) for part in row["id"].removeprefix("V").split(".")]


def test_every_requirement_that_applies_has_one_row():
    assert Counter(row["level"] for row in ROWS) == APPLICABLE
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert [row["id"] for row in ROWS] == [row["id"] for row in sorted(ROWS, key=number)]


def test_enough_are_met_and_the_others_say_why():
    met = Counter(row["level"] for row in ROWS if row["met"] == "yes")
    assert {level: met[level] >= least for level, least in LEAST_MET.items()} == {
        "L1": True,
        "L2": True,
    }
    for row in ROWS:
        assert row["met"] in {"yes", "no"}, row["id"]
        assert len(row["how"].split()) >= (1 if row["met"] == "yes" else 10), row["id"]


@cache
def names_in(path):
    """The names of the tests in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def is_there(named):
    """Whether a file of the tree, or a test as path::name, exists."""
    path, _, test = named.partition("::")
    return (ROOT / path).is_file() and (not test or test in names_in(path))


def test_a_test_or_file_that_is_not_there_would_be_found():
    assert is_there("tests/test_asvs.py::is_there")
    assert not is_there("tests/test_asvs.py::test_of_nothing")
    assert not is_there("docs/nothing.md")


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_what_shows_it_exists(row):
    missing = [named for named in row["shown_by"].split("; ") if not is_there(named)]
    assert missing == []
    assert row["shown_by"]
