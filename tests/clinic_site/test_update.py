"""make update on a running site: a good version serves, a bad one never does."""

import json
import os
import shutil
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from clinic_site import first_run
from tests.clinic_site.running import ROOT, free_port

GIT = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"]
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


def run(*command, cwd, **options):
    done = subprocess.run(  # noqa: S603
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    return done.returncode, done.stdout + done.stderr


class Site:
    """A clone that serves, and the repository it takes new versions from."""

    def __init__(self, place):
        self.source, self.place, self.port = place / "source", place / "site", free_port()
        self.environment = {
            name: value for name, value in os.environ.items() if name != "DATABASE_URL"
        } | {"SITE_URL": f"http://127.0.0.1:{self.port}", "WEB_WORKERS": "1"}
        left_out = shutil.ignore_patterns(".git", ".venv", "var", "docs", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, self.source, ignore=left_out)
        run(*GIT, "init", "-q", "-b", "main", cwd=self.source)
        self.commit("First")
        run("git", "clone", "-q", self.source, self.place, cwd=place)
        self.borrow_the_libraries()

    def borrow_the_libraries(self):
        """Let the tests' own virtual environment pass for the one that was made here."""
        venv = self.place / ".venv"
        venv.mkdir()
        for part in ("bin", "lib", "pyvenv.cfg"):
            (venv / part).symlink_to(Path(sys.prefix) / part)
        lock = (self.place / "requirements.txt").read_bytes()
        state = first_run.hashlib.sha256(lock).hexdigest() + sys.version
        (venv / "requirements.installed").write_text(state)

    def commit(self, words):
        run(*GIT, "add", "-A", cwd=self.source)
        run(*GIT, "commit", "-q", "-m", words, cwd=self.source)

    def change(self, path, before, after):
        """Commit another text in a file where the new versions come from."""
        file = self.source / path
        text = file.read_text(encoding="utf-8")
        assert before in text
        file.write_text(text.replace(before, after), encoding="utf-8")
        self.commit("Changed")

    def update(self):
        command = (sys.executable, "-m", "clinic_site.update")
        return run(*command, cwd=self.place, env=self.environment)

    def shell(self, code):
        command = (sys.executable, "manage.py", "shell", "--no-imports", "-c", code)
        return run(*command, cwd=self.place, env=self.environment)[1]

    def tables(self):
        return json.loads(
            self.shell(
                "from django.db import connection as c; import json;"
                "print(json.dumps(c.introspection.table_names()))"
            )
        )

    def version(self):
        return run("git", "rev-parse", "HEAD", cwd=self.place)[1].strip()

    def backups(self):
        return set((self.place / "var/backups").glob("*.zip"))

    def says(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz") as answer:
            return answer.read().decode()


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
