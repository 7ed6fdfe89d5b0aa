"""S30: what breaks a request before any middleware, and what no browser sends."""

import pytest

from clinic_site.refusals import RefusalsMiddleware
from tests.addresses import addresses

pytestmark = pytest.mark.django_db
# Those of S30, others Python knows, and some it does not.
CODECS = ["punycode", "undefined", "hex", "base64", "rot13", "bz2", "zlib", "uu", "quopri", "idna"]
CODECS += [
    "utf-16",
    "utf-32",
    "utf-7",
    "utf-8-sig",
    "cp037",
    "iso-8859-1",
    "shift_jis",
    "unicode_escape",
    "mbcs",
]
CODECS += ["x-none", "", '""', '"utf-8\\0"', "utf-8 hex", "/etc/passwd", "a" * 4000]
# Parameters in the manner of mail, which Python's own parser stumbles over.
BROKEN = ["charset*=none''a", "charset*=idna''\xff", "a*=x''", "a*1;a*", "a*0*=x''%ff"]
BROKEN += ["charset*=utf-8''hex", "charset*0=he;charset*1=x"]
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=B"
METHODS = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "NONSENSE"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_s30_letters_we_do_not_read_are_answered_415(whole, method):
    for said in [*(f"charset={codec}" for codec in CODECS), *BROKEN]:
        for address in ("/", "/book/?q=%c3%a9", "/admin/login/", "/nowhere/", "/static/x.css"):
            answer = whole.ask(address, method, b"name=a", f"{FORM}; {said}")
            assert answer.status == 415, (said, address)
            assert (b"We could not read" in answer.body) == (method != "HEAD")


@pytest.mark.parametrize("said", ["", "; charset=utf-8", ";charset=UTF8", '; charset="us-ascii"'])
def test_s30_what_browsers_say_is_read(whole, said):
    assert whole.ask("/", content_type=f"text/plain{said}").status == 200
    answer = whole.ask("/book/", "POST", b"name=%C3%A9", f"{FORM}{said}")
    assert answer.status == 403  # it brought no token


def test_s30_a_refused_request_obeys_the_rules_of_https(whole, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    whole = type(whole)()
    hexed = f"{FORM}; charset=hex"
    assert whole.ask("/book/", content_type=hexed).status == 301
    secure = whole.ask("/book/", content_type=hexed, x_forwarded_proto="https")
    assert (secure.status, secure.one("Strict-Transport-Security")) == (415, "max-age=63072000")
    assert whole.ask("/", content_type=hexed, host="evil.example").status == 400


@pytest.mark.parametrize(
    "head",
    [
        "form-data; name*1;name*",
        "form-data; name*;name*0=a",
        "form-data; filename*1=a;filename*;name=a",
    ],
)
def test_s30_a_part_whose_head_breaks_the_parser_is_answered_400(client, head):
    data = f"--B\r\nContent-Disposition: {head}\r\n\r\nx\r\n--B--\r\n".encode()
    for address in ("/book/", "/stories/share/", "/admin/login/"):
        assert client.generic("POST", address, data, PARTS).status_code == 400


class CutOff:
    """What is left of a form whose sender has gone."""

    def read(self, *size):
        raise OSError("gone")


def test_s30_a_form_that_is_cut_off_is_no_fault_of_ours(rf):
    request = rf.generic("POST", "/book/", b"--B", PARTS)
    request._stream = CutOff()
    assert RefusalsMiddleware(None).process_view(request) is None


def test_s30_other_methods_are_answered_405(whole):
    for address in {*addresses(["a"]), "/nowhere/"}:
        for method in METHODS:
            answer = whole.ask(address, method)
            assert (answer.status, answer.one("Allow")) == (405, "GET, HEAD, POST"), address
            assert answer.body == b""
