"""Everything moves to another database and back, row by row, or nothing does."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import reversion
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from clinic_site.moving import IN_USE
from techniques.models import Technique
from tests.clinic_site.running import ROOT, database_url, environment, running
from tests.factories import make_letter, make_practitioner, make_request, make_staff

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = "from django.db import connection; print(connection.introspection.table_names())"
NEXT = (
    "from tests.factories import make_letter; from outbox.models import Letter;"
    "last = Letter.objects.latest('pk').pk; new = make_letter();"
    "print(new.pk > last); new.delete()"
)


@pytest.fixture
def site():
    """A site in use: treatments with their sources, a request, a letter, a session, versions."""
    call_command("load_first_content", verbosity=0)
    request = make_request(email="maria@example.com", note="Ä “note”\nin two lines")
    request.events.create(kind="received")
    make_letter(failed_at=timezone.now())
    member = make_staff()
    Client().force_login(member)
    LogEntry.objects.create(user=member, action_flag=1, object_repr="4K7-P29")
    with reversion.create_revision():
        reversion.add_to_revision(Technique.objects.first())
    Technique.objects.first().practitioners.add(make_practitioner())


def manage(folder, url, *command):
    """Run manage.py on the database at ``url``, alone: (exit code, what it said)."""
    connection.close()
    return run_beside(folder, url, *command)


def run_beside(folder, url, *command):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", "manage.py", *map(str, command)],
        cwd=ROOT,
        env=environment(folder, DATABASE_URL=url),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def other_kind(tmp_path):
    """The address of a file that is not there yet: of the other kind on PostgreSQL."""
    return f"sqlite:///{tmp_path}/other.sqlite3"


def in_all_tables():
    """The rows of all tables but that of the migrations, which is made anew."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
    }


def test_there_and_back(site, tmp_path, other_kind, same_kind):
    picture = tmp_path / "media/people/karen.jpg"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"a picture")
    seen = picture.stat().st_mtime_ns
    before = in_all_tables()
    total = sum(map(len, before.values()))
    words = f"Moved: {total} rows of {len(before)} tables, each compared, all the same.\n"
    for source, target in [(database_url(), other_kind), (other_kind, same_kind)]:
        code, said = manage(tmp_path, source, "move_database", target)
        assert (code, said.startswith(words)) == (0, True), said
        assert manage(tmp_path, target, "migrate", "--check")[0] == 0
        # The numbers of new rows go on where the old ones ended.
        assert manage(tmp_path, target, "shell", "--no-imports", "-c", NEXT)[1] == "True\n"
    assert in_all_tables() == before
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == [picture]
    assert (picture.read_bytes(), picture.stat().st_mtime_ns) == (b"a picture", seen)


def test_what_is_not_empty_is_refused(site, tmp_path):
    before = in_all_tables()
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as file:
        file.execute("CREATE TABLE something (a)")
    for target in (database_url(), f"sqlite:///{other}"):
        code, said = manage(tmp_path, database_url(), "move_database", target)
        assert (code, said) == (
            1,
            "CommandError: There is something in the other database. "
            "Move only into an empty one.\n",
        )
    assert in_all_tables() == before
    with closing(sqlite3.connect(other)) as file:
        assert file.execute("SELECT name FROM sqlite_master").fetchall() == [("something",)]


def test_while_the_site_runs_nothing_is_moved(site, tmp_path, other_kind):
    with running(tmp_path) as open_site:
        assert open_site.ask("/readyz")[0] == 200
        code, said = manage(tmp_path, database_url(), "move_database", other_kind)
    assert (code, said) == (1, f"CommandError: {IN_USE}\n")
    assert not (tmp_path / "other.sqlite3").exists()
    assert manage(tmp_path, database_url(), "move_database", other_kind)[0] == 0


def test_while_anything_else_has_it_open_nothing_is_moved(site, tmp_path, other_kind):
    connection.ensure_connection()
    code, said = run_beside(tmp_path, database_url(), "move_database", other_kind)
    assert (code, said) == (1, f"CommandError: {IN_USE}\n")
    assert not (tmp_path / "other.sqlite3").exists()


def break_a_row():
    """A row that the other database will refuse, near the end of all tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("ALTER TABLE staff_auditentry DROP CONSTRAINT staff_audit_act_known")
        member = make_staff("broken@example.com")
        cursor.execute(
            "INSERT INTO staff_auditentry (at, member_id, act, reference)"
            " VALUES (%s, %s, 'unknown', 'Quince')",
            [timezone.now().replace(tzinfo=None), member.pk],
        )
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def mend():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM staff_auditentry")
        if connection.vendor == "postgresql":
            cursor.execute(
                "ALTER TABLE staff_auditentry ADD CONSTRAINT staff_audit_act_known"
                " CHECK (act IN ('looked', 'changed', 'exported', 'erased'))"
            )


def test_half_way_nothing_is_left_behind(site, tmp_path, other_kind, same_kind):
    break_a_row()
    before = in_all_tables()
    try:
        for target in (other_kind, same_kind):
            code, said = manage(tmp_path, database_url(), "move_database", target)
            assert (code, said) == (
                1,
                "CommandError: Stopped: the other database says IntegrityError. "
                "Nothing was moved.\n",
            )
        assert list(tmp_path.glob("*.sqlite3*")) == []
        assert in_all_tables() == before
    finally:
        mend()
    assert manage(tmp_path, same_kind, "shell", "--no-imports", "-c", TABLES)[1] == "[]\n"


def test_an_older_database_is_told_to_catch_up_first(tmp_path, other_kind):
    code, said = manage(tmp_path, f"sqlite:///{tmp_path}/new.sqlite3", "move_database", other_kind)
    assert code == 1
    assert "This database is not up to date. Run manage.py prepare first." in said
    assert not (tmp_path / "other.sqlite3").exists()
