"""Locks a backup with age, so that who finds the file cannot read it (https://age-encryption.org).

Only the recipient stands in the settings; the identity that opens it belongs somewhere else.
"""

import subprocess

SUFFIX = ".age"


class AgeFailed(Exception):
    """What age said, or that it is not installed."""


def lock(source, target, recipient):
    """Write what only the identity of ``recipient`` opens. Raises AgeFailed."""
    _run("--encrypt", "--recipient", recipient, "--output", target, source)


def unlock(source, target, identity):
    """Open with the identity in a file; a changed byte is noticed. Raises AgeFailed."""
    _run("--decrypt", "--identity", identity, "--output", target, source)


def _run(*arguments):
    try:
        subprocess.run(["age", *arguments], capture_output=True, text=True, check=True)  # noqa: S603, S607 - age stands where the owner's PATH says
    except FileNotFoundError:
        raise AgeFailed("age is not installed") from None
    except subprocess.CalledProcessError as fault:
        raise AgeFailed(fault.stderr.partition("\n")[0].removeprefix("age: error: ")) from None
