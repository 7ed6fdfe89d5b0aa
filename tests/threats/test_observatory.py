"""How the HTTP Observatory would score the site as a clinic runs it: with https, behind a proxy.

160 is what the rules give a page with a form, and 155 one that needs no cookie. The last 5 are for
a domain whose owner had it built into browsers as one of https alone.
"""

from http.client import HTTPConnection

import pytest

from tests.clinic_site.running import running
from tests.clinic_site.test_environment import KEY
from tests.factories import make_clinic, make_staff
from tests.threats import observatory
from tests.threats.observatory import Scan
from tests.threats.whole import Answer

HOST = "clinic.example"
BEST = {
    "csp": 10,
    "opener": 10,
    "embedder": 10,
    "resource": 10,
    "referrer": 5,
    "frames": 5,
    "cookies": 0,
    "integrity": 5,
    "hsts": 0,
    "redirection": 0,
    "sniffing": 0,
    "sharing": 0,
}


def ask(site, path, **headers):
    connection = HTTPConnection(site.address.removeprefix("http://"), timeout=30)
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", path, headers={"Host": HOST} | headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return Answer(answer.status, answer.getheaders(), body)


@pytest.mark.django_db(transaction=True)
def test_the_score_of_the_site(tmp_path):
    make_clinic()
    make_staff()
    scans = {}
    behind_tls = {"SITE_URL": f"https://{HOST}", "TRUSTED_PROXIES": "1", "SECRET_KEY": KEY}
    with running(tmp_path, **behind_tls) as site:
        for path in ("/", "/book/", "/admin/login/"):
            https = ask(site, path, X_Forwarded_Proto="https")
            foreign = ask(site, path, X_Forwarded_Proto="https", Origin=Scan.origin)
            scans[path] = Scan(https, ask(site, path, X_Forwarded_Proto="http"), foreign)
    assert {path: scan.https.status for path, scan in scans.items()} == dict.fromkeys(scans, 200)
    assert observatory.points(scans["/"]) == BEST
    assert observatory.points(scans["/book/"]) == BEST | {"cookies": 5}
    assert observatory.points(scans["/admin/login/"]) == BEST | {"cookies": 5}
    scores = {path: observatory.score(scan) for path, scan in scans.items()}
    assert scores == {"/": 155, "/book/": 160, "/admin/login/": 160}


GOOD = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
SESSION = "sessionid=1; Secure; HttpOnly; SameSite=Lax"


@pytest.mark.parametrize(
    ("rule", "name", "value", "points"),
    [
        ("csp", "Content-Security-Policy", None, -25),
        ("csp", "Content-Security-Policy", "default-src 'self'", 5),
        ("csp", "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'", 0),
        ("csp", "Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'", -20),
        ("csp", "Content-Security-Policy", "default-src 'none'; script-src 'unsafe-eval'", -10),
        ("csp", "Content-Security-Policy", "img-src 'self'", -20),
        ("csp", "Content-Security-Policy", "default-src 'none'; img-src http://a.example", -20),
        ("csp", "Content-Security-Policy", "default-src 'none'; default-src 'none'", 0),
        ("cookies", "Set-Cookie", SESSION, 5),
        ("cookies", "Set-Cookie", SESSION.replace("Lax", "Sometimes"), -20),
        ("cookies", "Set-Cookie", SESSION.replace("; SameSite=Lax", ""), 0),
        ("cookies", "Set-Cookie", SESSION.replace(" HttpOnly;", ""), -30),
        ("cookies", "Set-Cookie", SESSION.replace(" Secure;", ""), -10),
        ("cookies", "Set-Cookie", "csrftoken=1; Secure", -20),
        ("opener", "Cross-Origin-Opener-Policy", None, 0),
        ("opener", "Cross-Origin-Opener-Policy", "same-site", -5),
        ("embedder", "Cross-Origin-Embedder-Policy", "unsafe-none", 0),
        ("resource", "Cross-Origin-Resource-Policy", "cross-origin", 0),
        ("referrer", "Referrer-Policy", None, 0),
        ("referrer", "Referrer-Policy", "unsafe-url", -5),
        ("frames", "Content-Security-Policy", None, -20),
        ("hsts", "Strict-Transport-Security", None, -20),
        ("hsts", "Strict-Transport-Security", "max-age=60", -10),
        ("sniffing", "X-Content-Type-Options", None, -5),
    ],
)
def test_a_header_that_is_missing_or_weak_costs_points(rule, name, value, points):
    headers = GOOD | {name: value}
    answer = Answer(200, [(n, v) for n, v in headers.items() if v], b"")
    assert observatory.points(Scan(answer, answer, answer))[rule] == points


@pytest.mark.parametrize(
    ("script", "points"),
    [
        ("<script>1</script>", 0),
        ('<script src="/a.js"></script>', 0),
        ('<script src="/a.js" integrity="sha256-"></script>', 5),
        ('<script src="https://cdn.example/a.js"></script>', -5),
        ('<script src="//cdn.example/a.js"></script>', -50),
        ('<script src="http://cdn.example/a.js" integrity="sha256-"></script>', -20),
    ],
)
def test_scripts_of_others_cost_points(script, points):
    answer = Answer(200, [], script.encode())
    assert observatory.integrity(Scan(answer, answer, answer)) == points


@pytest.mark.parametrize(
    ("location", "points"),
    [(None, -20), ("http://clinic.example/", -20), ("https://other.example/", -5)],
)
def test_plain_http_leads_to_https_of_the_same_name(location, points):
    answer = Answer(301, [("Location", location)] if location else [], b"")
    assert observatory.redirection(Scan(answer, answer, answer)) == points


def test_a_page_others_may_read_with_our_cookies_costs_half():
    sharing = {
        "Access-Control-Allow-Origin": Scan.origin,
        "Access-Control-Allow-Credentials": "true",
    }
    answer = Answer(200, [*sharing.items()], b"")
    assert observatory.sharing(Scan(answer, answer, answer)) == -50
    assert observatory.score(Scan(answer, answer, answer)) < 0
