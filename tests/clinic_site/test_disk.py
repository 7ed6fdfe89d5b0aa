"""A disk that fills up is told in time: at the desk, by letter, and to whoever watches."""

import shutil
import subprocess

import pytest
from django.utils import timezone

from clinic_site import disk
from outbox.models import Letter, Round
from tests.factories import make_clinic, make_staff
from tests.html import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    make_clinic()
    member = make_staff("owner@example.com")
    client.force_login(member)
    make_staff("desk@example.com", is_superuser=False)
    return member


@pytest.fixture(params=[100, -1], ids=["room", "no room"])
def has_room(request, monkeypatch):
    """Whether the disk has room, by where the bar is laid."""
    monkeypatch.setattr(disk, "MOST_PERCENT", request.param)
    return request.param == 100


def test_the_percentage_is_the_one_of_the_system(settings):
    settings.BACKUP_FOLDER = settings.VAR / "not-there"
    said = subprocess.run(  # noqa: S603 - a program of the system
        [shutil.which("df"), "--output=pcent", settings.VAR],
        capture_output=True,
        text=True,
        check=True,
    )
    # It rounds up.
    assert 0 <= int(said.stdout.split()[1].rstrip("%")) - disk.used_percent() <= 1


def test_the_daily_round_tells_the_owners_alone(owner, has_room):
    said = disk.JOB.run(timezone.now(), False)
    letters = [
        (letter.to, str(disk.used_percent()) in letter.text) for letter in Letter.objects.all()
    ]
    assert letters == ([] if has_room else [("owner@example.com", True)])
    assert len(said) == len(letters)


def test_a_dry_run_writes_to_nobody(owner, has_room):
    said = disk.JOB.run(timezone.now(), True)
    assert len(said) == (0 if has_room else 1)
    assert not Letter.objects.exists()


def test_the_desk_warns(client, owner, has_room):
    text = read(client.get("/admin/")).one("main").text
    assert (f"The disk is {disk.used_percent()} % full." in text) is not has_room


def test_whoever_watches_is_told_the_disk_and_the_last_round(client):
    now = timezone.now()
    assert client.get("/readyz").json()["last_daily_round_seconds"] is None
    Round.objects.create(day=now.date(), started_at=now, finished_at=now)
    said = client.get("/readyz").json()
    assert 0 <= said["last_daily_round_seconds"] < 60
    assert said["disk_used_percent"] == disk.used_percent()
