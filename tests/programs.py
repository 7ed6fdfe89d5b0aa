"""What a test needs that is no part of the site."""

import os
import shutil

import pytest

IS_CI = os.environ.get("CI") == "true"


def needs(*programs):
    """Leaves a test out where one of the programs is missing; in CI all have to be there."""
    missing = [program for program in programs if not shutil.which(program)]
    is_left_out = bool(missing) and not IS_CI
    return pytest.mark.skipif(is_left_out, reason=f"not installed: {', '.join(missing)}")
