"""What the log tells, and that it names nobody."""

import json
import logging
import logging.config

import pytest
from django.conf import settings
from django.db import OperationalError

from clinic_site.logs import JsonLines
from clinic_site.request_ids import RequestIds, current_id
from tests.clinic_site.running import running
from tests.factories import make_clinic

TYPED = ["Quince", "zoe@example.com", "s3cret-key"]
BROKEN = "/mine/s3cret-key/?q=Quince"
TYPED_DATA = b"name=Zoe+Quince&email=zoe@example.com"


def line_of(record):
    reader = logging.config.DictConfigurator(settings.LOGGING)
    [name] = settings.LOGGING["handlers"]["console"]["filters"]
    assert reader.configure_filter(dict(settings.LOGGING["filters"][name])).filter(record)
    return json.loads(JsonLines().format(record))


@pytest.mark.parametrize(
    ("words", "logged"),
    [
        ("/request/abc:def-1/", "/request/…/"),
        ("/request/abc:def-1/calendar.ics", "/request/…/calendar.ics"),
        ("/stories/mine/abc/", "/stories/mine/…/"),
        ("/stories/sent/abc/", "/stories/sent/…/"),
        ("/admin/new-password/abc-def/", "/admin/new-password/…/"),
        ("/admin/booking/?q=maria", "/admin/booking/?…"),
        ("to maria@example.com.", "to …@…"),
        ("Invalid request from ip=192.0.2.1: x", "Invalid request from ip=…: x"),
        ("/techniques/sacro-occipital-technique/", "/techniques/sacro-occipital-technique/"),
    ],
)
def test_what_could_name_somebody_is_masked(words, logged):
    record = logging.makeLogRecord({"msg": "%s: %s", "args": ("Not Found", words)})
    assert line_of(record)["message"] == f"Not Found: {logged}"


def test_a_fault_is_told_by_its_class_and_place_alone():
    try:
        try:
            raise KeyError("Quince")
        except KeyError as fault:
            raise OperationalError("database is locked\nDETAIL: Quince") from fault
    except OperationalError as fault:
        about = (type(fault), fault, fault.__traceback__)
    line = line_of(logging.makeLogRecord({"msg": "Broken", "exc_info": about}))
    last, first = line["faults"]
    assert (last["class"], last["words"]) == (
        "django.db.utils.OperationalError",
        "database is locked",
    )
    assert first["class"] == "builtins.KeyError"
    assert "words" not in first
    assert first["at"][0].startswith(f"{__file__}:")
    assert "Quince" not in str(line)


def ask(given):
    """The request id that the application saw, and that of the answer."""
    seen, said = [], []

    def application(environ, start_response):
        seen.append((environ["HTTP_X_REQUEST_ID"], current_id.get()))
        start_response("200 OK", [("A", "b")])
        return []

    environ = {} if given is None else {"HTTP_X_REQUEST_ID": given}
    RequestIds(application)(environ, lambda status, headers: said.extend(headers))
    assert said[0] == ("A", "b")
    [(in_request, in_log)] = seen
    assert in_request == in_log == dict(said)["X-Request-ID"]
    return in_log


def test_the_id_of_a_proxy_is_taken():
    assert ask("0a1b2c3d-4e5f") == "0a1b2c3d-4e5f"


@pytest.mark.parametrize("given", [None, "", "short", "x" * 65, "maria lopez 1", 'a"b\\c{d}e'])
def test_a_missing_or_malformed_id_is_replaced(given):
    assert len(ask(given)) == 32
    assert ask(given) != ask(given)


@pytest.mark.django_db(transaction=True)
def test_a_running_site_logs_lines_of_json_with_the_id_of_the_answer(tmp_path):
    make_clinic()
    with running(tmp_path, OTHER_URLS="tests.clinic_site.broken_urls") as site:
        status, headers, _ = site.ask(BROKEN, TYPED_DATA)
        assert status == 500
        log = site.log.read_text(encoding="utf-8")
    [line] = map(json.loads, log.splitlines())
    assert line["request_id"] == headers["X-Request-ID"]
    assert (line["level"], line["logger"], line["status"]) == ("error", "django.request", 500)
    assert line["message"] == "Internal Server Error: /mine/…/"
    assert [fault["class"] for fault in line["faults"]] == [
        "builtins.RuntimeError",
        "builtins.ValueError",
    ]
    assert [word for word in TYPED if word in log] == []
