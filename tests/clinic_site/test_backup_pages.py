"""Owners download backups at the desk, having given the password, and it is written down."""

import pytest
from django.utils import timezone

from staff.entry import PASSWORD_GIVEN_AT
from staff.models import AuditEntry
from staff.roles import Role
from tests.factories import make_clinic
from tests.html import read
from tests.staff.helpers import come_in, make_colleague

pytestmark = pytest.mark.django_db
NAME = f"clinic-{timezone.now():%Y%m%dT%H%M%SZ}.zip"
ADDRESS = f"/admin/backups/{NAME}/"


@pytest.fixture
def owner(client, settings, tmp_path):
    """An owner who is in, a backup that is locked and one that is not."""
    settings.BACKUP_FOLDER = tmp_path
    (tmp_path / NAME).write_bytes(b"all of it")
    (tmp_path / f"{NAME}.age").write_bytes(b"all of it, locked")
    (tmp_path / "erased.txt").write_bytes(b"ids")
    make_clinic()
    member = make_colleague(Role.OWNER)
    come_in(client, member)
    return member


def test_the_list_says_which_are_locked(client, owner):
    page = read(client.get("/admin/backups/"))
    locked, plain = (item.text for item in page.one("ul", class_="todo").all("li"))
    assert locked.startswith("Download the one of ")
    assert f" {NAME}.age, " in locked
    assert locked.endswith(", locked")
    assert plain.endswith(", not locked: whoever has the file can read it")
    assert page.all("a", href=ADDRESS)


def test_today_leads_there(client, owner):
    assert read(client.get("/admin/")).all("a", href="/admin/backups/")


def test_a_download_is_whole_and_written_down(client, owner):
    response = client.get(ADDRESS)
    assert response.getvalue() == b"all of it"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{NAME}"'
    assert "no-store" in response.headers["Cache-Control"]
    entry = AuditEntry.objects.get()
    assert (entry.member, entry.act, entry.reference) == (owner, "exported", f"backup {NAME}")


@pytest.mark.parametrize(
    "address", [ADDRESS, "/admin/backups/erased.txt/"], ids=["a backup", "the list"]
)
def test_the_password_is_asked_for_again(client, owner, address):
    session = client.session
    session[PASSWORD_GIVEN_AT] -= 11 * 60
    session.save()
    response = client.get(address)
    assert response.headers["Location"].startswith("/admin/password-again/?next=")
    assert not AuditEntry.objects.exists()


def test_the_list_of_what_was_erased_is_beside_them(client, owner):
    page = read(client.get("/admin/backups/"))
    assert page.all("a", href="/admin/backups/erased.txt/")
    response = client.get("/admin/backups/erased.txt/")
    assert response.getvalue() == b"ids"
    assert response.headers["Content-Disposition"] == 'attachment; filename="erased.txt"'
    entry = AuditEntry.objects.get()
    assert (entry.member, entry.act, entry.reference) == (owner, "exported", "backup erased.txt")


def test_where_nothing_was_erased_there_is_no_list(client, owner, settings):
    (settings.BACKUP_FOLDER / "erased.txt").unlink()
    assert not read(client.get("/admin/backups/")).all("a", href="/admin/backups/erased.txt/")
    assert client.get("/admin/backups/erased.txt/").status_code == 404
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("name", ["clinic-20270615T071001Z.zip", "..%2f..%2fetc"])
def test_what_is_no_backup_is_not_handed_out(client, owner, name):
    assert client.get(f"/admin/backups/{name}/").status_code == 404
    assert not AuditEntry.objects.exists()
