"""A clone of the site that serves, and where it takes new versions from."""

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

from clinic_site import first_run
from tests.clinic_site.running import ROOT, free_port

GIT = ["git", "-c", "user.name=A", "-c", "user.email=a@example.com"]


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
