"""The house: which room may know which, and how large a thing may grow."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from booking.models import AppointmentRequest

ROOT = Path(__file__).parents[1]
ROOMS = ["clinic_site", "booking", "testimonials", "techniques", "staff", "clinic", "outbox"]
ALLOWED = {
    "clinic_site": set(ROOMS),
    "booking": {"techniques", "clinic", "staff", "outbox"},
    "testimonials": {"techniques", "clinic", "staff", "outbox"},
    "techniques": {"clinic", "staff"},
    "staff": {"clinic", "outbox"},
    "clinic": set(),
    "outbox": set(),
}
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
MOST_LINES_OF_A_VIEW = 20


def python_files(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def imports(tree):
    """The top-level packages a module imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module.split(".")[0] if node.level == 0 else "."


def forbidden_imports(room, source):
    """The rooms that this source of ``room`` imports although no arrow leads there."""
    known = set(imports(ast.parse(source))) & set(ROOMS)
    return known - ALLOWED[room] - {room}


def functions(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def has_import_inside(function):
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function))


def length(node):
    return node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("room", [room for room in ROOMS if (ROOT / room).is_dir()])
def test_a_room_imports_only_along_the_arrows(room):
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in python_files(room)
        if (found := forbidden_imports(room, path.read_text(encoding="utf-8")))
    }
    assert wrong == {}


def test_a_planted_import_against_the_arrows_is_found():
    assert forbidden_imports("clinic", "from booking.models import AppointmentRequest") == {
        "booking"
    }
    assert forbidden_imports("techniques", "import testimonials.models") == {"testimonials"}
    assert forbidden_imports("booking", "from clinic import hours") == set()


def forbidden_relations(models):
    return [
        f"{field.model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in models
        if model._meta.app_label in ALLOWED
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
        if field.related_model._meta.app_label in ROOMS
        if field.related_model._meta.app_label
        not in ALLOWED[model._meta.app_label] | {model._meta.app_label}
    ]


def test_relations_follow_the_arrows():
    assert forbidden_relations(apps.get_models()) == []


@isolate_apps("clinic")
def test_a_planted_relation_against_the_arrows_is_found():
    class Planted(models.Model):  # noqa: DJ008
        request = models.ForeignKey(AppointmentRequest, models.CASCADE, related_name="+")

        class Meta:
            app_label = "clinic"

    assert forbidden_relations([Planted]) == ["clinic.Planted.request → booking.AppointmentRequest"]


def test_no_import_stands_inside_a_function():
    wrong = [
        f"{path.relative_to(ROOT)}:{function.lineno}"
        for path in python_files(*ROOMS)
        for function in functions(ast.parse(path.read_text(encoding="utf-8")))
        if has_import_inside(function)
    ]
    assert wrong == []


def test_no_signals():
    wrong = [
        str(path.relative_to(ROOT))
        for path in python_files(*ROOMS)
        if "django.db.models.signals" in path.read_text(encoding="utf-8")
    ]
    assert wrong == []


def too_large(path, text):
    """What of a file is larger than the house allows, as sentences."""
    lines = len(text.splitlines())
    if lines > MOST_LINES:
        yield f"{path} has {lines} lines"
    if path.suffix == ".py":
        most = MOST_LINES_OF_A_VIEW if path.name == "views.py" else MOST_LINES_OF_A_FUNCTION
        for function in functions(ast.parse(text)):
            if length(function) > most:
                yield f"{path}: {function.name} has {length(function)} lines"


def test_files_and_functions_stay_small():
    files = [*python_files(*ROOMS, "tests"), *sorted((ROOT / "templates").rglob("*.html"))]
    wrong = [
        sentence
        for path in files
        for sentence in too_large(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_a_planted_giant_is_found():
    long = "def f():\n" + "    pass\n" * 20
    assert list(too_large(Path("a/views.py"), long)) == ["a/views.py: f has 21 lines"]
    assert list(too_large(Path("a/other.py"), long)) == []
    assert list(too_large(Path("a.html"), "\n" * 301)) == ["a.html has 301 lines"]


def test_base_template_and_style_sheets_stay_small():
    base = (ROOT / "templates/base.html").read_text(encoding="utf-8")
    assert len(base.splitlines()) <= 60
    assert base.count("{% block ") <= 8
    for sheet in (ROOT / "static/css").glob("*.css"):
        assert len(sheet.read_text(encoding="utf-8").splitlines()) <= 500, sheet.name


def test_one_context_processor_of_our_own(settings):
    ours = [
        name
        for name in settings.TEMPLATES[0]["OPTIONS"]["context_processors"]
        if not name.startswith("django.")
    ]
    assert ours == ["clinic_site.context_processors.clinic"]
