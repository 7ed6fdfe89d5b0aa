"""What several tests of this room run with."""

import pytest

from tests.clinic_site.running import environment
from tests.programs import run_python


@pytest.fixture
def elsewhere(tmp_path, same_kind):
    """Runs manage.py beside an empty database: ``run("restore", path)`` → (code, said)."""
    values = environment(
        tmp_path, DATABASE_URL=same_kind, OTHER_MEDIA=str(tmp_path / "other-media")
    )
    return lambda *command, **more: run_python("manage.py", *command, environment=values | more)
