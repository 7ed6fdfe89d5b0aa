"""The first content, as data files. What is still the same as here counts as a sample."""

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent


def read(name):
    """One content file as a dictionary."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
