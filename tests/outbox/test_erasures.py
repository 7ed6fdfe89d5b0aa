"""The erasure list: what was erased is erased again when an older backup comes back."""

import resource
import stat

import pytest

from outbox import erasures
from tests.outbox import jobs


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path / "backups"
    settings.ERASE_AGAIN = {"requests": "tests.outbox.jobs.erase_again"}
    jobs.erased.clear()


def test_the_list_holds_kinds_and_ids_and_nothing_else():
    erasures.record("requests", ["a1", "b2"])
    erasures.record("requests", ["c3"])
    assert erasures.list_path().read_text() == "requests a1\nrequests b2\nrequests c3\n"


def test_the_list_is_for_its_owner_alone():
    erasures.record("requests", ["a1"])
    assert stat.S_IMODE(erasures.list_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(erasures.list_path().parent.stat().st_mode) == 0o700


def test_a_kind_nobody_can_erase_again_is_refused():
    with pytest.raises(KeyError, match="ERASE_AGAIN does not say how to erase stories"):
        erasures.record("stories", ["a1"])


def test_it_is_replayed_through_the_setting():
    lines = ["requests a1\n", "requests b2\n", "requests a1\n", "\n"]
    assert erasures.replay(lines) == {"requests": 2}
    assert jobs.erased == ["a1", "b2"]


def test_a_list_that_cannot_be_written_is_told(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.BACKUP_FOLDER = tmp_path / "file"
    with pytest.raises(OSError, match="file"):
        erasures.record("requests", ["a1"])


def test_a_list_with_room_for_half_a_line_is_told():
    """The most a file may hold stands in for a full disk; both take a part and raise nothing."""
    erasures.record("requests", ["a1"])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, limits[1]))
    try:
        with pytest.raises(OSError, match="No space left"):
            erasures.record("requests", ["b2"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    erasures.record("requests", ["c3"])
    with erasures.list_path().open() as lines:
        erasures.replay(lines)
    assert {"a1", "c3"} <= set(jobs.erased)
