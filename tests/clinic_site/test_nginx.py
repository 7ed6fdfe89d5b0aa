"""Who gets a page in which encoding through the nginx we ship, where Debian has gzip on."""

import threading
from wsgiref.simple_server import make_server

import pytest

from tests.clinic_site.nginx import nginx_before
from tests.clinic_site.running import running
from tests.clinic_site.test_environment import KEY
from tests.factories import make_clinic
from tests.programs import needs

pytestmark = needs("nginx", "openssl")
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}
BEHIND_NGINX = {"SITE_URL": "https://clinic.example", "TRUSTED_PROXIES": "1", "SECRET_KEY": KEY}
FORM, PUBLIC = "/book/", "/contact/"


@pytest.mark.django_db(transaction=True)
def test_each_client_gets_the_best_encoding_it_takes(tmp_path):
    make_clinic()
    with (
        running(tmp_path, **BEHIND_NGINX) as site,
        nginx_before(tmp_path, site.address.removeprefix("http://")) as ask,
    ):
        # Twice: the second time nginx has kept the public page in each encoding.
        for accepted, of_public, of_form in [
            (BROWSER, "br", "gzip"),
            ({"Accept-Encoding": "br;q=1.0, gzip;q=0.8"}, "br", "gzip"),
            ({"Accept-Encoding": "gzip"}, "gzip", "gzip"),
            ({"Accept-Encoding": "br"}, "br", None),
            ({}, None, None),
        ] * 2:
            for page, encoding in [(PUBLIC, of_public), (FORM, of_form)]:
                status, headers, text = ask(page, **accepted)
                assert (status, headers["Content-Encoding"]) == (200, encoding), accepted
                assert text.rstrip().endswith("</html>")
        # The site's random bytes reach the browser: a form's length tells nothing about its token.
        assert len({ask(FORM, **BROWSER)[1]["Content-Length"] for _ in range(8)}) > 1


def test_nginx_compresses_nothing_by_itself(tmp_path):
    def plain_page(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "4000")])
        return [b"<p>." * 1000]

    with make_server("127.0.0.1", 0, plain_page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with nginx_before(tmp_path, f"127.0.0.1:{server.server_port}") as ask:
            assert ask("/", **BROWSER)[1]["Content-Encoding"] is None
        server.shutdown()
