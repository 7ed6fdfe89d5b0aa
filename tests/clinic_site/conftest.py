"""What several tests of this room run with."""

import pytest

from tests.clinic_site.running import environment
from tests.factories import make_clinic, make_request
from tests.programs import run_python


@pytest.fixture
def elsewhere(tmp_path, same_kind):
    """Runs manage.py beside an empty database: ``run("restore", path)`` → (code, said)."""
    values = environment(
        tmp_path, DATABASE_URL=same_kind, OTHER_MEDIA=str(tmp_path / "other-media")
    )
    return lambda *command, **more: run_python("manage.py", *command, environment=values | more)


@pytest.fixture
def place(settings, tmp_path):
    """A clinic with a request and a picture, and a place for its backups: the folder of it all."""
    settings.BACKUP_FOLDER = tmp_path / "backups"
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media/people").mkdir(parents=True)
    (tmp_path / "media/people/karen.webp").write_bytes(b"a picture")
    make_clinic()
    make_request()
    return tmp_path
