"""Our rules for the code (``make rules``): each has its sample, and each exception its reason."""

import re
from pathlib import Path

import pytest

from tests.test_architecture import ROOMS, ROOT, python_files

HERE = Path(__file__).parent
RULES = re.findall(r"^  - id: (\S+)$", (HERE / "rules.yml").read_text(), re.MULTILINE)
SAMPLES = "".join((HERE / f"rules.{kind}").read_text() for kind in ("py", "js", "html"))
EXCEPTION = re.compile(r"# (?:noqa: [^#\n]*\bS\d{3}|nosemgrep)[^#\n]*")
WITH_REASON = re.compile(r"# (?:noqa: [A-Z0-9, ]+|nosemgrep: [a-z-]+) - \w.+")


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_line_where_it_must_fire(rule):
    assert f"ruleid: {rule}\n" in SAMPLES.replace(" -->", "")


def without_reason(text):
    """The exceptions from a rule about security in ``text`` that do not say why."""
    return [found for found in EXCEPTION.findall(text) if not WITH_REASON.match(found)]


def test_a_planted_exception_without_a_reason_is_found():
    assert without_reason("run(x)  # noqa: S603\n# nosemgrep: no-shell\n") == [
        "# noqa: S603",
        "# nosemgrep: no-shell",
    ]
    assert without_reason("run(x)  # noqa: S603 - words of ours\n") == []


def test_each_exception_in_the_code_of_the_site_says_why():
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in [*python_files(*ROOMS), ROOT / "gunicorn.conf.py"]
        if (found := without_reason(path.read_text(encoding="utf-8")))
    }
    assert wrong == {}
