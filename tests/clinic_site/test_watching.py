"""Prometheus and Sentry: off unless asked for, and nothing personal reaches them."""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from tests.clinic_site.running import running
from tests.clinic_site.test_environment import start
from tests.clinic_site.test_logs import BROKEN, TYPED, TYPED_DATA
from tests.factories import make_clinic, make_letter

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "a-key-for-prometheus-in-tests"


def test_figures_for_who_has_the_key(tmp_path):
    make_clinic()
    make_letter()
    with running(tmp_path, METRICS_KEY=KEY) as site:
        assert site.ask("/healthz")[0] == 200
        assert site.ask("/metrics")[0] == 404
        assert site.ask("/metrics", Authorization="Bearer wrong")[0] == 404
        status, _, text = site.ask("/metrics", Authorization=f"Bearer {KEY}")
    assert status == 200
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    assert figures['clinic_answer_seconds_count{method="GET",status="200"}'] == "1.0"
    assert figures['clinic_answer_seconds_count{method="GET",status="404"}'] == "2.0"
    assert figures["clinic_letters_came_back"] == "0.0"
    assert (
        figures["clinic_last_backup_seconds"]
        == figures["clinic_last_daily_round_seconds"]
        == "+Inf"
    )
    assert 0 <= float(figures["clinic_disk_used_percent"]) <= 100
    assert float(figures["clinic_oldest_unsent_letter_seconds"]) >= 0


class Ingest(BaseHTTPRequestHandler):
    """What a Sentry server does with a fault: it takes it."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        assert self.headers["Content-Encoding"] == "br"
        self.server.got.put(brotli.decompress(body).decode())

    def log_message(self, *args):
        pass


@pytest.fixture
def sentry():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ingest)
    server.got = queue.Queue()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_fault_reaches_sentry_without_what_was_typed(tmp_path, sentry):
    make_clinic()
    dsn = f"http://key@127.0.0.1:{sentry.server_port}/1"
    values = {"SENTRY_DSN": dsn, "OTHER_URLS": "tests.clinic_site.broken_urls"}
    with running(tmp_path, **values) as site:
        _, headers, _ = site.ask(BROKEN, TYPED_DATA, Cookie="sessionid=s3cret-key")
        told = sentry.got.get(timeout=30)
    assert [word for word in [*TYPED, "127.0.0.1:", "sessionid"] if word in told] == []
    event = json.loads(told.splitlines()[-1])
    assert [each["type"] for each in event["exception"]["values"]] == ["ValueError", "RuntimeError"]
    assert event["tags"] == {"request_id": headers["X-Request-ID"]}
    assert not {"request", "user", "breadcrumbs", "server_name", "extra"} & set(event)


def test_neither_library_is_loaded_unasked():
    show = (
        "import sys; from clinic_site import wsgi;"
        "print(sorted({'sentry_sdk', 'prometheus_client'} & set(sys.modules)))"
    )
    assert start({}, code=show) == (0, "[]\n")
