"""The last migrations go back and forward while others read and write; on a small copy here."""

import json
import subprocess
import sys

import pytest

from tests.clinic_site.running import ROOT
from tests.migrating import Visitor, last_steps


def test_each_last_migration_goes_back_and_forward_under_load(db, same_kind):
    command = [sys.executable, "-m", "tests.migrating", "--rows", "30", "--database", same_kind]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.stderr == ""
    *steps, counted = map(json.loads, done.stdout.splitlines())
    assert [(step["step"], step["way"]) for step in steps] == [
        (f"{app} {last}", way) for app, last, _ in last_steps() for way in ("back", "forward")
    ]
    assert all(step["acts"] for step in steps)
    # On a slow machine a write to SQLite may wait in vain; the site says so, and keeps the words.
    faults = {words for step in steps for words in step["faults"]}
    assert faults <= {"OperationalError: database is locked"}
    assert counted["other counts"] == {}
    assert counted["rows"] > 90


@pytest.mark.django_db(transaction=True)
def test_a_fault_that_somebody_met_is_told():
    visitor = Visitor("no_such_table", True)
    visitor.stop.wait = lambda seconds: visitor.acts == 2
    visitor.run()
    [(words, times)] = visitor.faults.items()
    assert "no_such_table" in words
    assert times == 2
