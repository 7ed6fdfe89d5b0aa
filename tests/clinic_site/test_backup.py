"""A backup holds everything, is made each day, and is missed when it is not."""

import datetime
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError
from django.db import connection, transaction
from django.utils import timezone

from clinic_site import backup, dump
from clinic_site.databases import connection_settings
from outbox.kinds import kinds
from outbox.models import Letter
from tests.clinic_site.backups import make
from tests.clinic_site.running import ROOT, environment
from tests.factories import make_practitioner, make_staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("place")]


def test_it_says_what_is_in_it():
    said = make()
    [path] = backup.backups()
    assert said.startswith(f"Backup made: {path}, ")
    assert said.endswith(
        ", 1 request, 1 picture. Kept: 1, the newest 3 and the newest of each of 7 days.\n"
    )
    contents = backup.check(path)
    assert contents["rows"]["clinic_clinic"] == 1
    assert set(contents["files"]) == {"database", "media/people/karen.webp"}
    assert path.stat().st_mode & 0o077 == 0
    assert backup.last_backup_at() == backup.made_at(path)


def test_seven_days_are_kept():
    start = timezone.now()
    for day in range(9):
        said = backup.make(start + datetime.timedelta(days=day))
    kept = [backup.made_at(path) for path in backup.backups()]
    assert len(kept) == 7
    assert "Kept: 7, the newest 3 and the newest of each of 7 days." in said
    assert kept[-1] == (start + datetime.timedelta(days=2)).replace(microsecond=0)
    assert {path.suffix for path in backup.folder().iterdir()} == {".zip"}


NOON = datetime.datetime(2027, 6, 15, 16, tzinfo=datetime.UTC)  # in New York


def put(*moments):
    """Backups of these moments, which nobody reads."""
    backup.folder().mkdir(exist_ok=True)
    for moment in moments:
        (backup.folder() / moment.strftime(backup.STAMP)).touch()


def kept_from(moment):
    """The moments of what is kept besides a backup made at ``moment``, the newest first."""
    backup.make(moment)
    return [made for made in map(backup.made_at, backup.backups()) if made != moment]


def test_one_each_hour_pushes_no_day_out():
    hours = [NOON - datetime.timedelta(hours=n) for n in range(1, 24 * 10)]
    put(*hours)
    last_of_days = [
        datetime.datetime(2027, 6, day, 3, tzinfo=datetime.UTC) for day in range(15, 9, -1)
    ]
    assert kept_from(NOON) == [*hours[:2], *last_of_days]


def test_days_without_one_do_not_count():
    days = [NOON - datetime.timedelta(days=10 * n) for n in range(1, 9)]
    put(*days)
    assert kept_from(NOON) == days[:6]


def test_those_from_the_future_push_none_out_and_go_when_there_are_enough():
    days = [NOON - datetime.timedelta(days=n) for n in range(1, 6)]
    future = [NOON + datetime.timedelta(days=365 + n) for n in (2, 1, 0)]
    put(*days, *future)
    assert kept_from(NOON) == [future[0], *days]
    tomorrow = NOON + datetime.timedelta(days=1)
    assert kept_from(tomorrow) == [NOON, *days]


def test_a_clock_that_is_behind_costs_no_good_one():
    days = [NOON - datetime.timedelta(days=n) for n in range(6)]
    put(*days)
    wrong = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    hours = [wrong + datetime.timedelta(hours=n) for n in range(4)]
    put(*hours[:3])
    assert kept_from(hours[3]) == [*days, hours[2], hours[1]]


def test_a_picture_swept_away_meanwhile_is_left_out(place):
    """A link that leads nowhere is listed, and not there when it is opened."""
    (place / "media/people/swept.webp").symlink_to(place / "nowhere")
    said = make()
    assert ", 1 picture. " in said
    assert "Missing" not in said
    [path] = backup.backups()
    assert set(backup.check(path)["files"]) == {"database", "media/people/karen.webp"}


def test_a_picture_that_a_page_shows_and_nobody_has_is_told(caplog):
    for name in ("karen", "gone"):
        row = make_practitioner(name, picture_is_decorative=True)
        type(row).objects.filter(pk=row.pk).update(picture=f"people/{name}.webp")
    said = make()
    assert said.endswith(" days. Missing, though pages show them: people/gone.webp.\n")
    assert caplog.messages == ["Pictures that pages show are missing: people/gone.webp"]
    assert len(backup.backups()) == 1


@pytest.fixture
def killed(place):
    """The folder that a backup leaves which is killed while it copies a picture."""
    pipe = place / "media/people/pipe.webp"
    os.mkfifo(pipe)
    values = environment(place, OTHER_MEDIA=str(place / "media"))
    command = [sys.executable, "manage.py", "backup"]
    process = subprocess.Popen(command, cwd=ROOT, env=values)  # noqa: S603
    with pipe.open("wb"):  # as soon as it begins to read
        process.kill()
        process.wait()
    pipe.unlink()
    [left] = backup.folder().iterdir()
    return left


@pytest.mark.parametrize(("hours", "is_left"), [(13, False), (11, True)])
def test_what_a_killed_one_left_goes_when_nobody_can_work_in_it_any_more(killed, hours, is_left):
    now = timezone.now()
    begun = (now - datetime.timedelta(hours=hours)).timestamp()
    os.utime(killed, (begun, begun))
    assert backup.last_backup_at() is None
    backup.make(now)
    assert killed.exists() == is_left
    assert len(backup.backups()) == 1


def test_a_folder_that_cannot_be_written_is_told(settings, place):
    (place / "file").write_text("")
    settings.BACKUP_FOLDER = place / "file/backups"
    with pytest.raises(CommandError, match=r"No backup was made: Not a directory\. There is none"):
        make()


def test_a_database_that_cannot_be_read_is_told(settings, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite needs no tool")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match=r"No backup was made: pg_dump is not installed\."):
        make()


def test_a_database_that_says_no_is_told(monkeypatch, tmp_path):
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "away.sqlite3")
        reason = "unable to open database file"
        with pytest.raises(CommandError, match=f"No backup was made: {reason}"):
            make()
        return
    # PostgreSQL shows no snapshot from inside a savepoint.
    reason = "SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction"
    with transaction.atomic(), pytest.raises(CommandError, match=f"No backup was made: {reason}"):
        make()


def test_one_from_the_future_hides_nothing():
    now = timezone.now()
    backup.make(now + datetime.timedelta(days=365))
    assert backup.last_backup_at() is None
    backup.make(now)
    assert backup.last_backup_at() == now.replace(microsecond=0)


def test_the_tools_go_around_pgbouncer(settings, monkeypatch):
    calls = []
    monkeypatch.setattr(dump.subprocess, "run", lambda command, **_: calls.append(command))
    url = "postgresql://name:pass@db.example:5432/clinic"
    settings.DIRECT_DATABASE = connection_settings(url)
    dump._run("pg_dump", "--format=custom")
    assert calls == [
        ["pg_dump", "-U", "name", "-h", "db.example", "-p", "5432", "clinic", "--format=custom"],
    ]


def test_the_daily_round_makes_one(settings):
    assert settings.DAILY_ROUND[0] == "clinic_site.backup.JOB"
    assert backup.JOB.run(timezone.now(), True) == ["make a backup"]
    assert backup.backups() == []
    [sentence] = backup.JOB.run(timezone.now(), False)
    assert sentence.startswith("Backup made: ")


def test_owners_get_a_letter_when_none_was_made(settings, place):
    (place / "file").write_text("")
    settings.BACKUP_FOLDER = place / "file/backups"
    make_staff("owner@example.com")
    make_staff("desk@example.com", is_superuser=False)
    with pytest.raises(backup.BackupFailed):
        backup.JOB.run(timezone.now(), False)
    letter = Letter.objects.get()
    assert letter.to == "owner@example.com"
    assert letter.subject.startswith("No backup was made on ")
    assert "Reason: Not a directory.\n\nThere is none yet." in letter.text
    assert letter.kind in kinds()
