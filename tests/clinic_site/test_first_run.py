"""What make runs: every fault ends in one sentence, and nothing is done twice."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from clinic_site import first_run
from clinic_site.first_run import Fault

ROOT = Path(__file__).parents[2]


@pytest.fixture
def empty_place(tmp_path, monkeypatch):
    """A folder in the place of the project, with its example of settings."""
    shutil.copy(ROOT / ".env.example", tmp_path)
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(first_run, "ROOT", tmp_path)
    monkeypatch.setattr(first_run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(first_run, "BIN", Path(sys.executable).parent)
    monkeypatch.setattr(first_run, "ENV_FILE", tmp_path / ".env")
    return tmp_path


def test_a_taken_port_is_named_with_a_free_one():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Fault, match=rf"Port {port} is in use .* make run PORT=\d+$"):
            first_run.check_port("127.0.0.1", port)


def test_a_free_port_is_no_fault():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    first_run.check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_named():
    with pytest.raises(Fault, match="cannot listen on 192.0.2.1:8000"):
        first_run.check_port("192.0.2.1", 8000)


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", ""])
def test_a_port_must_be_a_number(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Fault, match="is not a port. Write a number from 1 to 65535"):
        first_run.main("run")


def test_settings_are_written_once_with_a_fresh_key(empty_place):
    assert first_run.write_env()
    written = (empty_place / ".env").read_text()
    key = first_run.settings_in_file()["SECRET_KEY"]
    assert len(key) >= 60
    assert (empty_place / ".env").stat().st_mode & 0o077 == 0
    assert not first_run.write_env()
    assert (empty_place / ".env").read_text() == written


def test_a_failed_install_says_what_to_do(empty_place):
    (empty_place / "none.txt").write_text("/nowhere/nothing.whl --hash=sha256:" + "0" * 64)
    with pytest.raises(Fault, match="could not be installed: .*Is this computer online"):
        first_run.install("none.txt")


def test_what_is_installed_is_not_installed_again(empty_place):
    (empty_place / "empty.txt").touch()
    assert first_run.install("empty.txt")
    assert not first_run.install("empty.txt")
    (empty_place / "empty.txt").write_text("# changed")
    assert first_run.install("empty.txt")


def test_a_broken_setting_is_told_in_its_own_words(empty_place):
    with pytest.raises(Fault, match=r"^SITE_URL: that is no address\.$"):
        first_run.run_or_fault(
            [
                sys.executable,
                "-c",
                "raise SystemExit('django.core.exceptions.ImproperlyConfigured: "
                "SITE_URL: that is no address.')",
            ],
            "{reason}.",
        )


def test_the_address_follows_the_port_on_this_computer(empty_place):
    first_run.write_env()
    assert first_run.site_environment("0.0.0.0", 9000)["SITE_URL"] == "http://127.0.0.1:9000"  # noqa: S104


def test_an_address_of_the_clinics_own_stays(empty_place):
    (empty_place / ".env").write_text("SITE_URL=https://clinic.example\n")
    assert "SITE_URL" not in first_run.site_environment("127.0.0.1", 9000)


def test_without_python_one_sentence_says_so():
    told = subprocess.run(  # noqa: S603
        ["/bin/sh", ROOT / "clinic_site/find_python.sh", "script.py"],
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr == (
        "Python 3.11 or newer is needed, and none was found. "
        "Install it, then type make run again.\n"
    )


def test_with_an_old_python_its_version_is_named(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ncase "$2" in *print*) echo 3.9;; *) exit 1;; esac\n')
    old.chmod(0o755)
    told = subprocess.run(  # noqa: S603
        ["/bin/sh", ROOT / "clinic_site/find_python.sh", "script.py"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, "only 3.9 was found" in told.stderr) == (1, True)


def test_help_lists_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = makefile.split(".PHONY:")[1].split("\n")[0].split()
    told = subprocess.run(
        ["make", "help"],  # noqa: S607
        cwd=ROOT,
        env=os.environ | {"MAKEFLAGS": ""},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert [target for target in targets if f"{target}:" not in told] == []
