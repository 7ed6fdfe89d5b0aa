"""The twelve rules of the HTTP Observatory's algorithm 6, as MDN publishes them, as points.

Each rule takes a Scan and gives what is added to 100; what is added counts only while nothing
costs more than ten points. HSTS preloading (+5) is the owner's to ask for and left out.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.html import read

SIX_MONTHS = 15_552_000
BROAD = {"*", "http:", "https:", "ftp:", "data:", "blob:", "http://*", "https://*"}
GOOD_REFERRER = ["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"]
BAD_REFERRER = ["origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"]
MINIMUM_FOR_EXTRA_CREDIT = 90


@dataclass
class Scan:
    """Three answers with ``all(name)``, ``one(name)`` and ``text``: over https, plain http, and
    over https to a page of another ``origin``."""

    https: object
    http: object
    foreign: object
    host: str = "clinic.example"
    origin: str = "https://http-observatory.security.mozilla.org"


def csp(scan):
    policies = scan.https.all("Content-Security-Policy")
    if not policies:
        return -25
    parts = [part.split() for part in "; ".join(policies).split(";") if part.split()]
    found = {name.lower(): {source.lower() for source in sources} for name, *sources in parts}
    default = found.get("default-src", {"*"})
    scripts, styles = found.get("script-src", default), found.get("style-src", default)
    if scripts & (BROAD | {"'unsafe-inline'"}) or found.get("object-src", default) & BROAD:
        return -20
    if any(
        source.startswith(("http:", "ftp:")) for sources in found.values() for source in sources
    ):
        return -20
    if "'unsafe-eval'" in scripts | styles:
        return -10
    if styles & (BROAD | {"'unsafe-inline'"}) or len(found) < len(parts):
        return 0
    return 10 if default == {"'none'"} else 5


def cookies(scan):
    """The worst of all cookies; the best is only for those that name SameSite too."""
    raw = [cookie.lower() for cookie in scan.https.all("Set-Cookie")]
    points = [_points_of(cookie, hsts(scan) == 0) for cookie in raw]
    return min(points, default=0)


def _points_of(cookie, is_hsts):
    pair, *flags = [part.strip() for part in cookie.split(";")]
    name = pair.partition("=")[0]
    same_site = next((f.partition("=")[2] for f in flags if f.startswith("samesite")), None)
    is_session = "sess" in name or "login" in name
    points = [5 if same_site else 0]
    if same_site not in {None, "lax", "strict", "none"}:
        points.append(-20)
    if "secure" not in flags:
        points.append({(0, 0): -20, (0, 1): -5, (1, 0): -40, (1, 1): -10}[is_session, is_hsts])
    if "csrf" in name and not same_site:
        points.append(-20)
    if is_session and "httponly" not in flags:
        points.append(-30)
    return min(points)


def _token(values, good, neutral):
    if not values:
        return 0
    if len(values) > 1 or values[0] not in good | neutral:
        return -5
    return 10 if values[0] in good else 0


def opener(scan):
    good = {"same-origin", "same-origin-allow-popups", "noopener-allow-popups"}
    return _token(scan.https.all("Cross-Origin-Opener-Policy"), good, {"unsafe-none"})


def embedder(scan):
    good = {"require-corp", "credentialless"}
    return _token(scan.https.all("Cross-Origin-Embedder-Policy"), good, {"unsafe-none"})


def resource(scan):
    good = {"same-origin", "same-site"}
    return _token(scan.https.all("Cross-Origin-Resource-Policy"), good, {"cross-origin"})


def referrer(scan):
    said = ",".join(scan.https.all("Referrer-Policy")).lower().replace(" ", "").split(",")
    known = [policy for policy in said if policy in GOOD_REFERRER + BAD_REFERRER]
    if said == [""]:
        return 0
    return 5 if known and known[-1] in GOOD_REFERRER else -5


def frames(scan):
    said = [value.lower() for value in scan.https.all("X-Frame-Options")]
    if any("frame-ancestors" in policy for policy in scan.https.all("Content-Security-Policy")):
        return 5
    return 5 if said[:1] in (["deny"], ["sameorigin"]) else -20


def integrity(scan):
    """5 for scripts of our own with a hash; a page without scripts gets and loses nothing."""
    scripts = [script for script in read(scan.https.text).all("script") if script.get("src")]
    if not scripts:
        return 0
    return min(_points_of_script(script, scan.host) for script in scripts)


def _points_of_script(script, host):
    source, has_hash = urlsplit(script["src"]), bool(script.get("integrity"))
    if source.netloc in {"", host} and source.scheme in {"", "https"}:
        return 5 if has_hash else 0
    if source.scheme == "https":
        return 5 if has_hash else -5
    return -20 if has_hash else -50


def hsts(scan):
    said = scan.https.all("Strict-Transport-Security")
    age = re.search(r"max-age=(\d+)", said[0].lower()) if said else None
    if age is None or "," in said[0]:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def redirection(scan):
    target = urlsplit(scan.http.one("Location") or "")
    if target.scheme != "https":
        return -20
    return 0 if target.hostname == scan.host else -5


def sniffing(scan):
    return 0 if scan.https.all("X-Content-Type-Options")[:1] == ["nosniff"] else -5


def sharing(scan):
    is_open = scan.foreign.one("Access-Control-Allow-Origin") == scan.origin
    return -50 if is_open and scan.foreign.one("Access-Control-Allow-Credentials") == "true" else 0


RULES = [csp, cookies, opener, embedder, resource, referrer, frames, integrity, hsts, redirection]
RULES += [sniffing, sharing]


def points(scan):
    """What each rule gives, by its name."""
    return {rule.__name__: rule(scan) for rule in RULES}


def score(scan):
    given = points(scan).values()
    lost = 100 + sum(each for each in given if each < 0)
    return 100 + sum(given) if lost >= MINIMUM_FOR_EXTRA_CREDIT else lost
