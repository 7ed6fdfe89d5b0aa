"""Style sheets are sent without comments and indentation, and mean the same."""

import base64
import hashlib
import os
import sys

import pytest
from django.core.management import call_command

from clinic.templatetags.clinic import integrity
from clinic_site.static_files import lean


def test_comments_indentation_and_empty_lines_go():
    sheet = "/* one\n two */\n\n@layer a{\n  .b{color:red}\n\n  .c\n  .d{margin:0 1px}\n}\n"
    assert lean(sheet) == "@layer a{.b{color:red}.c\n.d{margin:0 1px}}"


@pytest.fixture
def collected(settings, tmp_path):
    """The folder of the static files as ``make run`` collects them."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "clinic_site.static_files.StaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_collected_sheets_are_lean_and_hashed(collected):
    (sheet,) = collected.glob("css/site.????????????.css")
    text = sheet.read_text(encoding="utf-8")
    assert "/*" not in text
    assert "\n " not in text
    assert "../fonts/besley." in text
    assert sheet.with_name(f"{sheet.name}.br").is_file()


def test_a_collected_sheet_begins_with_what_it_imports(collected):
    site, form, technique, leaflet = (
        next(collected.glob(f"css/{name}.????????????.css")).read_text(encoding="utf-8")
        for name in ("site", "form", "technique", "leaflet")
    )
    assert form.startswith(site)
    assert technique.startswith(site)
    assert leaflet.startswith(technique)
    assert "@import" not in leaflet


def test_a_collected_script_has_the_hash_its_page_names(collected):
    (script,) = collected.glob("admin/js/theme.????????????.js")
    sent = base64.b64encode(hashlib.sha384(script.read_bytes()).digest()).decode()
    assert integrity("admin/js/theme.js") == f"sha384-{sent}"


touched = None


@sys.addaudithook
def note(event, arguments):
    """What is deleted or opened to be written, while ``touched`` is a set."""
    if touched is not None and (
        event == "os.remove" or (event == "open" and arguments[2] & os.O_WRONLY)
    ):
        touched.add(str(arguments[0]))


def test_files_collected_again_are_never_away_nor_half_written(collected, monkeypatch):
    """As when a running site is updated: somebody may ask for any of them at any moment."""
    files = {str(path) for path in collected.rglob("*") if path.is_file()}
    monkeypatch.setattr(sys.modules[__name__], "touched", set())
    call_command("collectstatic", interactive=False, verbosity=0)
    assert touched
    assert not files & touched
    assert files == {str(path) for path in collected.rglob("*") if path.is_file()}
