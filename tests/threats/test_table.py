"""Two tables name what meets each threat and keeps each promise, and the tests that try it."""

import ast
import csv
import re
from pathlib import Path

import pytest

from clinic_site.logs import masked
from tests.chaos.scenarios import TABLE
from tests.test_inventory import LIST

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements/dev.txt", "requirements/scale.txt"]
PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^ ;]+)", re.IGNORECASE)


def table(name):
    with (ROOT / f"docs/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


THREATS, PROMISES = table("threats"), table("promises")


def named_in(path):
    """The names of the tests in a file as pytest takes them: one in a class with its class."""
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}::{part.name}" for part in node.body if is_function(part))
        elif is_function(node):
            yield node.name


def is_function(node):
    return isinstance(node, ast.FunctionDef)


@pytest.mark.parametrize(("letter", "rows", "last"), [("S", THREATS, 36), ("P", PROMISES, 24)])
def test_every_one_is_in_its_table_and_met(letter, rows, last):
    assert [row["number"] for row in rows] == [f"{letter}{n}" for n in range(1, last + 1)]
    assert [row["number"] for row in rows if not (row["met by"] and row["tests"])] == []


def test_a_promise_names_what_chaos_breaks_for_it():
    broken = {name for row in PROMISES for name in row["chaos"].split(", ") if name}
    known = {scenario.name for scenario in TABLE}
    assert broken - known == set()
    # These two are no promise of the list, but break more than it asks for.
    assert known - broken == {"database gone", "one of three hosts cut off"}


@pytest.mark.parametrize("row", [*THREATS, *PROMISES], ids=lambda row: row["number"])
def test_every_test_that_the_table_names_is_there(row):
    for node in row["tests"].split():
        path, _, name = node.partition("::")
        assert name in named_in(path), node


def locked(path):
    """Each requirement of a lock, with the lines that go with it."""
    text = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if PINNED.match(line)]


@pytest.mark.parametrize("path", LOCKS)
def test_s31_every_package_is_locked_with_its_hash(path):
    lines = locked(path)
    assert len(lines) > 3
    assert [line for line in lines if "--hash=sha256:" not in line] == []
    text = (ROOT / path).read_text(encoding="utf-8")
    named = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line, re.IGNORECASE)]
    assert len(named) == len(lines)
    assert not re.search(r"https?://|git\+|--index|--find-links|--trusted", text)


def test_s32_django_is_of_the_series_with_long_support():
    versions = dict(PINNED.match(line).groups() for line in locked("requirements.txt"))
    assert versions["django"].startswith("5.2.")


def keys_in_addresses():
    """The beginning of each address in which a key stands."""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if "who has the key" in line:
            yield line.partition("<")[0]


@pytest.mark.parametrize("start", dict.fromkeys(keys_in_addresses()))
def test_s20_every_key_in_an_address_is_masked(start):
    assert masked(f"Not Found: {start}s3cret.key/words/") == f"Not Found: {start}…/words/"
    nginx = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    (pattern,) = re.findall(r'"~\^\(\?<start>(/\(.+\)/)\)"', nginx)
    assert re.match(pattern, f"{start}s3cret.key/")
