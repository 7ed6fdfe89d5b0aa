"""make update on a running site: a good version serves, a bad one never does."""

import signal
import stat
import subprocess

import pytest

from tests.clinic_site.updating import GIT, Site, run

MIGRATION = """
from django.db import migrations


def fail(apps, schema_editor):
    raise RuntimeError("this one fails")


class Migration(migrations.Migration):
    dependencies = [("clinic", "{before}")]
    operations = [{operation}]
"""
MAKES_A_TABLE = 'migrations.RunSQL("CREATE TABLE extra (a integer)", "DROP TABLE extra")'
FAILS = "migrations.RunPython(fail)"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("update"))
    code, said = site.update()
    assert code == 0, said
    assert "Sign in with desk@example.com, password " in said
    assert not [path for path in (site.place / "var").iterdir() if path.suffix == ".out"]
    # Other programs of the server, nginx for one, may not read what patients wrote.
    assert stat.S_IMODE((site.place / "var").stat().st_mode) == 0o700
    gunicorn = subprocess.Popen(  # noqa: S603
        [
            site.place / ".venv/bin/gunicorn",
            "--config=gunicorn.conf.py",
            f"--bind=127.0.0.1:{site.port}",
            f"--pid=var/gunicorn-{site.port}.pid",
        ],
        cwd=site.place,
        env=site.environment | {"CLINIC_READY": "Ready."},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert gunicorn.stdout.readline() == "Ready.\n"
    yield site
    gunicorn.terminate()
    gunicorn.communicate()


@pytest.fixture
def unchanged(site):
    """After a bad version: all as it was, and the source takes the bad one back."""
    before = (site.version(), site.tables(), site.says())
    yield site
    assert (site.version(), site.tables(), site.says()) == before
    run(*GIT, "reset", "-q", "--hard", before[0], cwd=site.source)


@pytest.mark.parametrize(
    ("place", "old", "new", "fault"),
    [
        (
            "views.py",
            "from django.db import Error",
            "import nothing_here",
            "ModuleNotFoundError: No module named 'noth",
        ),
        (
            "settings.py",
            "BASE_DIR = ",
            "BASE_DIR = nothing_here = missing",
            "NameError: name 'missing",
        ),
    ],
    ids=["a part", "the settings"],
)
def test_a_version_that_cannot_be_read_never_serves(unchanged, place, old, new, fault):
    unchanged.change(f"clinic_site/{place}", old, new)
    code, said = unchanged.update()
    assert code == 1
    assert f"The new version does not start: {fault}" in said
    assert f"The version of before serves again ({unchanged.version()[:10]})." in said


def test_parts_that_cannot_be_installed_change_nothing(unchanged):
    stamp = unchanged.place / ".venv/requirements.installed"
    state = stamp.read_text()
    lock = unchanged.source / "requirements.txt"
    lock.write_text(f"{lock.read_text()}\nno-such-part==1.0 --hash=sha256:{'0' * 64}\n")
    unchanged.commit("Needs what nobody has")
    unchanged.environment["PIP_NO_INDEX"] = "1"
    code, said = unchanged.update()
    del unchanged.environment["PIP_NO_INDEX"]
    assert code == 1
    assert "could not be installed: No matching distribution found for no-such-part==1.0" in said
    assert "serves again" in said
    assert stamp.read_text() == state


STARTS = 'self.stdout.write("Preparing the database…")'


def when_it_prepares(site, code):
    """A new version that does something else when it prepares the database."""
    site.change("clinic_site/management/commands/prepare.py", STARTS, code)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopped_half_way_it_goes_back(unchanged, number):
    when_it_prepares(unchanged, f'__import__("os").kill(__import__("os").getppid(), {number:d})')
    code, said = unchanged.update()
    assert code == 1
    before = unchanged.version()[:10]
    assert said.endswith(f"Stopped. The version of before serves again ({before}).\n"), said


def test_a_version_that_cannot_be_checked_out_never_serves(unchanged):
    """The name of its last file is too long, so it fails when the others are written."""
    unchanged.change("booking/apps.py", '"booking"', '"booking"  # newer')
    blob = run("git", "rev-parse", "HEAD:README.md", cwd=unchanged.source)[1].strip()
    entry = f"100644,{blob},{'z' * 300}"
    run("git", "update-index", "--add", "--cacheinfo", entry, cwd=unchanged.source)
    run(*GIT, "commit", "-q", "-m", "Too long", cwd=unchanged.source)
    code, said = unchanged.update()
    assert code == 1
    assert "The newest version could not be put in place: " in said
    assert "The version of before serves again" in said
    assert run("git", "status", "--porcelain", "-uno", cwd=unchanged.place)[1] == ""


def test_a_fault_nobody_thought_of_goes_back_too(unchanged):
    (unchanged.source / "requirements.txt").unlink()
    unchanged.commit("Without a lock")
    code, said = unchanged.update()
    assert code == 1
    assert "FileNotFoundError: " in said
    assert "The version of before serves again" in said


def test_when_going_back_fails_it_says_so_and_how_to_go_on(unchanged):
    before, git = unchanged.version(), unchanged.place / ".git"
    when_it_prepares(unchanged, f'__import__("os").rename("{git}", "{git}-away"); 1 / 0')
    code, said = unchanged.update()
    git.with_name(".git-away").rename(git)
    run(*GIT, "reset", "-q", "--hard", before, cwd=unchanged.place)
    assert code == 1
    assert "The database could not be prepared: ZeroDivisionError: division by zero. " in said
    assert "Going back failed too: git reset failed: fatal: not a git repository" in said
    assert said.endswith(
        "What runs serves on until it is started anew. "
        f"Mend this, then type git reset --hard {before[:10]} and make update.\n"
    )


def test_stopped_before_anything_was_changed_it_says_so(unchanged):
    """Stopped while it makes the backup, whose program is one of the version that serves."""
    tools = unchanged.place / "var/tools"
    tools.mkdir()
    (tools / "git").write_text("#!/bin/sh\nkill -TERM $PPID\n")
    (tools / "git").chmod(0o755)
    path = unchanged.environment["PATH"]
    unchanged.environment["PATH"] = f"{tools}:{path}"
    code, said = unchanged.update()
    unchanged.environment["PATH"] = path
    assert (code, said) == (1, "Stopped. Nothing was changed.\n")


def test_a_source_that_cannot_be_reached_changes_nothing(unchanged):
    hidden = unchanged.source.rename(unchanged.source.with_name("hidden"))
    code, said = unchanged.update()
    hidden.rename(unchanged.source)
    assert code == 1
    assert "The newest version could not be fetched:" in said
    assert said.endswith("Nothing was changed.\n")


def test_without_a_backup_nothing_is_changed(unchanged):
    unchanged.change("clinic_site/views.py", '"ok\\n"', '"newer\\n"')
    folder = unchanged.place / "not-a-folder"
    folder.write_text("")
    unchanged.environment["BACKUP_FOLDER"] = str(folder)
    code, said = unchanged.update()
    del unchanged.environment["BACKUP_FOLDER"]
    folder.unlink()
    assert code == 1
    assert said.endswith("Nothing was changed.\n")


def test_a_version_with_a_broken_page_never_serves_and_its_migration_is_taken_back(unchanged):
    folder = unchanged.source / "clinic/migrations"
    last = sorted(folder.glob("0*.py"))[-1].stem
    (folder / "0900_good.py").write_text(MIGRATION.format(before=last, operation=MAKES_A_TABLE))
    unchanged.change("clinic_site/views.py", "    technique = first_technique()\n", "    1 / 0\n")
    code, said = unchanged.update()
    assert code == 1
    assert "The page / is not shown: HTTP Error 500" in said
    assert "serves again" in said
    assert "The database kept" not in said


def test_a_migration_that_fails_takes_the_one_before_it_back(unchanged):
    folder = unchanged.source / "clinic/migrations"
    last = sorted(folder.glob("0*.py"))[-1].stem
    (folder / "0900_good.py").write_text(MIGRATION.format(before=last, operation=MAKES_A_TABLE))
    (folder / "0901_bad.py").write_text(MIGRATION.format(before="0900_good", operation=FAILS))
    unchanged.commit("Migrations")
    code, said = unchanged.update()
    assert code == 1
    assert "The database could not be prepared: RuntimeError: this one fails." in said
    assert "serves again" in said
    assert "The database kept" not in said


def test_files_changed_here_are_not_thrown_away(unchanged):
    readme = unchanged.place / "README.md"
    text = readme.read_text()
    readme.write_text("mine")
    code, said = unchanged.update()
    assert (code, said) == (
        1,
        "Files of the site were changed here. Put them back, then type make update.\n",
    )
    assert readme.read_text() == "mine"
    readme.write_text(text)


def test_a_good_version_serves_after_a_backup(site):
    before, backups = site.version(), site.backups()
    site.change("deploy/nginx.conf", "keepalive 32;", "keepalive 16;")
    site.change("clinic_site/views.py", '"ok\\n"', '"newer\\n"')
    code, said = site.update()
    assert code == 0, said
    assert "Changed as well: deploy/nginx.conf. docs/deploy.md says how" in said
    now = site.version()
    assert f"Loading it where port {site.port} serves…\n" in said
    assert said.endswith(f"Updated: {now[:10]} serves, before it was {before[:10]}.\n")
    assert site.says() == "newer\n"
    assert site.backups() - backups
