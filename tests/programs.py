"""What a test needs that is no part of the site."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
IS_CI = os.environ.get("CI") == "true"


def needs(*programs):
    """Leaves a test out where one of the programs is missing; in CI all have to be there."""
    missing = [program for program in programs if not shutil.which(program)]
    is_left_out = bool(missing) and not IS_CI
    return pytest.mark.skipif(is_left_out, reason=f"not installed: {', '.join(missing)}")


def run_python(*arguments, environment):
    """Run Python at the project's root, warnings being errors: (exit code, what it printed)."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "error", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
