"""A backup comes back into an empty place with all of it, but what was taken back since."""

import datetime
import hashlib
import subprocess
import zipfile

import pytest
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from booking.models import AppointmentRequest
from clinic_site import backup
from outbox import erasures
from testimonials import decisions, writer
from tests.clinic_site.backups import change_list, make
from tests.factories import make_request, make_staff, make_story
from tests.programs import needs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("place")]


def test_it_comes_back_with_every_row_and_file(elsewhere, place):
    make()
    [path] = backup.backups()
    code, said = elsewhere("restore", path)
    assert code == 0, said
    rows = sum(backup.check(path)["rows"].values())
    assert said.startswith("Restored from today ")
    assert f": {rows} rows and 1 files, all compared, all the same." in said
    assert (place / "other-media/people/karen.webp").read_bytes() == b"a picture"
    ask = "from booking.models import *; print(AppointmentRequest.objects.get().name)"
    assert "Maria Lopez" in elsewhere("shell", "--no-imports", "-c", ask)[1]


def test_what_was_erased_since_is_erased_again(elsewhere, settings):
    settings.ERASE_AGAIN = {"requests": "tests.clinic_site.erasing.erase_requests"}
    gone, stays = AppointmentRequest.objects.get(), make_request()
    make()
    erasures.record("requests", [gone.link_id, "of-an-older-backup"])
    gone.delete()
    [path] = backup.backups()
    code, said = elsewhere("restore", path)
    assert code == 0, said
    assert "Requests erased since then, and erased again now: 1." in said
    ask = "from booking.models import *; print(AppointmentRequest.objects.get().link_id)"
    assert elsewhere("shell", "--no-imports", "-c", ask)[1] == f"{stays.link_id}\n"


def test_what_either_list_names_is_erased_again(elsewhere, settings, tmp_path):
    """The backup and its list come from another computer; here a list is kept, too."""
    settings.ERASE_AGAIN = {"requests": "tests.clinic_site.erasing.erase_requests"}
    here, there = AppointmentRequest.objects.get(), make_request()
    make()
    erasures.record("requests", [here.link_id])
    fetched = tmp_path / "fetched"
    fetched.mkdir()
    (fetched / "erased.txt").write_text(f"requests {there.link_id}\n")
    path = backup.backups()[0].rename(fetched / backup.backups()[0].name)
    code, said = elsewhere("restore", path)
    assert code == 0, said
    assert "Requests erased since then, and erased again now: 2." in said
    assert "There is no erased.txt" not in said


def test_without_a_list_it_says_that_the_erased_is_back(elsewhere, settings):
    make()
    [path] = backup.backups()
    code, said = elsewhere("restore", path)
    assert code == 0, said
    assert (
        f"There is no erased.txt beside the backup or in {settings.BACKUP_FOLDER}: "
        "if anything was erased, withdrawn or taken down since the backup, it is back. "
        "Do it again by hand.\n"
    ) in said


def test_a_story_withdrawn_since_is_not_shown_again_and_nobody_is_signed_in(elsewhere, client):
    story, other = make_story(), make_story()
    owner = make_staff()
    client.force_login(owner)
    make()
    writer.withdraw(story)
    decisions.take_down(other, owner)
    [path] = backup.backups()
    code, said = elsewhere("restore", path)
    assert code == 0, said
    assert "Stories withdrawn since then, and withdrawn again now: 1." in said
    assert "Stories taken down since then, and off the site again, to be read: 1." in said
    assert "Everybody signs in again." in said
    ask = (
        "from django.contrib.sessions.models import Session as S;"
        "from testimonials.models import Testimonial as T;"
        "print(T.objects.published().count(), T.objects.count(), S.objects.count())"
    )
    assert elsewhere("shell", "--no-imports", "-c", ask)[1] == "0 2 0\n"


def test_no_computer_is_remembered_any_longer(elsewhere):
    """One may have been stolen and signed out since, and the backup has the password of then."""
    member = make_staff()
    password = member.get_session_auth_hash()
    month = timezone.now() + datetime.timedelta(days=30)
    member.devices.create(
        cookie_hash="a", session_key="b", remembered_until=month, remembered_with=password
    )
    make()
    [path] = backup.backups()
    code, said = elsewhere("restore", path)
    assert code == 0, said
    ask = (
        "from staff.models import Device as D;"
        "print(*D.objects.values_list('session_key', 'remembered_until'))"
    )
    assert elsewhere("shell", "--no-imports", "-c", ask)[1] == "('', None)\n"


def test_it_comes_back_only_into_an_empty_place(elsewhere):
    make()
    [path] = backup.backups()
    assert elsewhere("restore", path)[0] == 0
    code, said = elsewhere("restore", path)
    assert code == 1
    assert "This place already holds a site. Restore only into an empty one." in said


def test_a_damaged_one_changes_nothing(elsewhere):
    backup.make(timezone.now() - datetime.timedelta(days=1))
    backup.make(timezone.now())
    newest, older = backup.backups()
    damage(newest)
    code, said = elsewhere("restore", newest)
    assert code == 1
    assert (
        f"Stopped: {newest} is damaged at media/people/karen.webp. Nothing was changed. "
        f"Try the backup before it: {older}." in said
    )
    assert elsewhere("restore", older)[0] == 0


def test_one_cut_short_is_damaged_at_its_end():
    make()
    [path] = backup.backups()
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(backup.Damaged, match="its end"):
        backup.check(path)


def damage(path):
    """Put another picture into a backup, but leave its list as it is."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, b"another" if name.startswith("media/") else data)


def test_one_other_value_is_not_the_same(elsewhere):
    """The list tells of a request whose name was another one than the backup has."""
    backup.make(timezone.now() - datetime.timedelta(days=1))
    AppointmentRequest.objects.update(name="Marla Lopez")
    make()
    path, before = backup.backups()
    expected = backup.check(before)["digests"]
    change_list(path, lambda contents: contents.update(digests=expected))
    code, said = elsewhere("restore", path)
    assert code == 1
    assert (
        "Not the same after restoring: booking_appointmentrequest. A restore began here and" in said
    )


def test_one_without_digests_of_tables_says_that_rows_were_only_counted(elsewhere):
    """Backups of earlier versions."""
    make()
    [path] = backup.backups()
    change_list(path, lambda contents: contents.pop("digests"))
    code, said = elsewhere("restore", path)
    assert code == 0, said
    assert " rows and 1 files. Every file is the same, and every table has as many rows; " in said
    assert "all compared" not in said


@pytest.mark.parametrize(
    ("part", "name", "fault"),
    [
        ("files", "media/../../evil", "Stopped: the backup holds a file for another place, {}."),
        # The same place as another file's: only one of them can be there afterwards.
        ("files", "media/people//karen.webp", "Not the same after restoring: {}."),
        ("rows", "clinic_clinic", "Not the same after restoring: {}."),
    ],
)
def test_a_list_that_is_not_of_this_backup(elsewhere, place, part, name, fault):
    make()
    [path] = backup.backups()

    def change(contents):
        contents[part][name] = hashlib.sha256(b"another").hexdigest()

    change_list(path, change, **{name: b"another"})
    code, said = elsewhere("restore", path)
    assert (code, fault.format(name) in said, (place.parent / "evil").exists()) == (1, True, False)


@pytest.fixture
def key(settings, tmp_path):
    """The file with an identity of age, whose recipient is in the settings."""
    path = tmp_path / "clinic-key.txt"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)  # noqa: S603, S607
    settings.BACKUP_AGE_RECIPIENT = path.read_text().split("public key: ")[1].split()[0]
    return path


@needs("age")
def test_a_locked_one_comes_back_with_its_key(elsewhere, place, key):
    make()
    [path] = backup.backups()
    assert path.name.endswith(".zip.age")
    assert path.stat().st_mode & 0o077 == 0
    assert backup.last_backup_at() == backup.made_at(path)
    assert not zipfile.is_zipfile(path)
    assert [each.name for each in backup.folder().iterdir()] == [path.name]
    code, said = elsewhere("restore", path, "--identity", key)
    assert code == 0, said
    assert "all compared, all the same." in said
    assert (place / "other-media/people/karen.webp").read_bytes() == b"a picture"
    assert [each.name for each in backup.folder().iterdir()] == [path.name]


@needs("age")
def test_a_locked_one_does_not_open_without_its_key(elsewhere, key):
    make()
    [path] = backup.backups()
    code, said = elsewhere("restore", path)
    assert (code, said) == (
        1,
        f"CommandError: {path} is locked. Say which file holds its identity: "
        "--identity clinic-key.txt\n",
    )


@needs("age")
def test_a_changed_byte_of_a_locked_one_changes_nothing_here(elsewhere, key, place):
    make()
    [path] = backup.backups()
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    code, said = elsewhere("restore", path, "--identity", key)
    assert code == 1
    assert f"Stopped: {path} could not be opened: " in said
    assert "Nothing was changed." in said
    assert not (place / "other-media").exists()


@needs("age")
def test_age_must_be_there_to_lock_one(key, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("without a PATH there is no pg_dump either")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match=r"No backup was made: age is not installed\."):
        make()
    assert backup.backups() == []
