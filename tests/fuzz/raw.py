"""Raw requests: from nearly right to nonsense, as bytes on the wire."""

import random
import string
from urllib.parse import quote_from_bytes

from tests.addresses import PART, patterns
from tests.fuzz.site import CSRF
from tests.fuzz.values import WORDS, as_bytes
from tests.pictures import REWRITTEN, SVG

METHODS = ["GET", "GET", "GET", "HEAD", "POST", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"]
ODD_METHODS = ["PATCH", "CONNECT", "get", "PROPFIND", "X" * 20, "G\tET", "", "GE(T"]
ODD_PATHS = [
    b"*",
    b"",
    b"http://127.0.0.1/",
    b"http://evil.example/admin/",
    b"//evil.example/",
    b"/\\evil.example",
    b"/%00",
    b"/techniques/%00/",
    b"/media/%00.jpg",
    b"/static/%00",
    b"/static/../.env",
    b"/static/%2e%2e/%2e%2e/.env",
    b"/media/../db.sqlite3",
    b"/media/%2e%2e%2fdb.sqlite3",
    b"/%ff%fe",
    b"/%c0%ae%c0%ae/",
    b"/%ed%a0%80/",
    b"/%25%30%30",
    b"/%",
    b"/%zz",
    b"/\xff\xfe",
    b"/./.././",
    b"/" + b"a" * 4000,
    b"/" + b"../" * 500,
    b"/techniques/" + b"%f0%9f%98%80" * 50 + b"/",
    b"/book/;jsessionid=1",
    b"/admin",
    b"/admin/login",
    b"/favicon.ico",
    b"/share/%00.png",
]
NAMES = [
    *("o", "q", "p", "e", "page", "next", "from", "said", "sure", "offer", "version", "all"),
    *("_popup", "_to_field", "_changelist_filters", "_selected_action", "action", "index"),
    *("status__exact", "id__in", "pk", "name__regex", "is_superuser", "_method", "technique"),
    *("name", "phone", "email", "when", "note", "submission", "website", "csrfmiddlewaretoken"),
    *("stars", "words", "act", "username", "password", "typed", "month", "year", "paid", "day"),
]
HEADERS = {
    "Host": ["127.0.0.1", "localhost:8000", "evil.example", "127.0.0.1:99999", "[::1", "", "a\tb"],
    "Cookie": [
        "sessionid=x",
        "csrftoken=",
        "a=b; a=c; =; ;;",
        "sessionid=" + "\xff" * 20,
        'x="\\012"; csrftoken="' + "a" * 64,
        "messages=W1tdXQ:1:x",
        "known-device=x:y:z",
        "__Host-sessionid=" + "z" * 5000,
    ],
    "Content-Length": ["0", "1", "5", "99999999", "-1", "1_0", "+5", "0x5", " 5", "five", ""],
    "Transfer-Encoding": ["chunked", "gzip", "chunked, chunked", "identity", "xchunked"],
    "Accept-Encoding": ["br", "gzip;q=0", "*;q=", "gzip;q=nan, br;q=;", ",,,;;;==", "\xff"],
    "Accept": ["text/html", "*/*;q=x", ",", "\xe9"],
    "Accept-Language": ["en", "x" * 300, "de;q=9"],
    "If-None-Match": ["*", '"x"', 'W/"', ","],
    "If-Modified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Foo 99999 25:61:61 GMT", "x"],
    "Range": ["bytes=0-1", "bytes=-1", "bytes=9-1", "bytes=0-0,1-1", "bytes=99999999999-", "x=1"],
    "Expect": ["100-continue", "nonsense"],
    "X-Forwarded-For": ["9.9.9.9", "x, y", "::ffff:1.2.3.4, ", "\xff", "1" * 3000],
    "X-Forwarded-Proto": ["https", "http", "ftp"],
    "X-Forwarded-Host": ["evil.example"],
    "X-HTTP-Method-Override": ["DELETE"],
    "X-Request-ID": ["abcdefgh", "a\x0bb", "é" * 40],
    "Referer": ["http://127.0.0.1/", "http://[", "\xff"],
    "Origin": ["null", "http://127.0.0.1", "http://evil.example", "http://["],
    "X-CSRFToken": [CSRF, "x", "\xff" * 32],
    "Script_Name": ["/x"],
    "Script-Name": ["/x"],
    "Connection": ["close", "keep-alive", "upgrade"],
    "Upgrade": ["h2c", "websocket"],
    "Odd name": ["x"],
    "Folded": ["a\r\n b"],
}
TYPES = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=idna",
    "application/x-www-form-urlencoded; charset*=none''a",
    "application/json",
    "text/plain",
    "",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    'multipart/form-data; boundary="',
    "multipart/form-data; boundary=" + "b" * 400,
    "multipart/form-data; boundary=\xe9",
    "multipart/mixed; boundary=BOUND",
    "; boundary=BOUND",
]
BOUNDARY = "multipart/form-data; boundary=BOUND"
DISPOSITIONS = [
    'form-data; name="%s"',
    'form-data; name="%s"; filename="a.jpg"',
    "form-data; name*=utf-8''%s; filename*=utf-8''%%00",
    "form-data; name*=nowhere'%s",
    'form-data; name="%s"; filename="../../x\\"',
    "attachment; %s",
    'form-data; name="%s"; filename=""',
    "%s",
]
ENCODINGS = ["base64", "quoted-printable", "7bit", "nonsense"]


class Cases:
    """Makes the raw request of a number; ``site`` knows keys and cookies."""

    def __init__(self, site, seed):
        self.site, self.seed = site, seed
        self.patterns = [p for p in patterns() if "^" not in p and "?P" not in p]

    def case(self, number):
        """The bytes of this case."""
        dice = random.Random(f"{self.seed}:{number}")  # noqa: S311
        if dice.random() < 0.02:
            return dice.randbytes(dice.randrange(400))
        raw = self._request(dice)
        return _damaged(raw, dice) if dice.random() < 0.1 else raw

    def _request(self, dice):
        is_owner = dice.random() < 0.3
        method = dice.choice(ODD_METHODS if dice.random() < 0.05 else METHODS)
        headers = {"Host": "127.0.0.1", "Cookie": self.site.cookies(is_owner=is_owner)}
        if dice.random() < 0.5:
            headers.pop("Cookie")
        body = b""
        if method not in {"GET", "HEAD"} or dice.random() < 0.02:
            headers["Content-Type"], body = _body(dice)
            headers["Content-Length"] = str(len(body))
        for name in dice.sample(list(HEADERS), dice.choice([0, 0, 1, 1, 2, 4])):
            headers[name] = dice.choice(HEADERS[name])
        if headers.get("Transfer-Encoding") == "chunked" and dice.random() < 0.7:
            headers.pop("Content-Length", None)
            body = _chunked(body, dice)
        version = dice.choice(["HTTP/1.1"] * 30 + ["HTTP/1.0", "HTTP/2.0", "HTTP/9", ""])
        head = [method.encode() + b" " + self._target(dice) + b" " + version.encode()]
        head += [f"{name}: {text}".encode("latin-1", "replace") for name, text in headers.items()]
        return b"\r\n".join([*head, b"", b""]) + body

    def _target(self, dice):
        if dice.random() < 0.2:
            path = dice.choice(ODD_PATHS)
        else:
            path = (
                b"/" + PART.sub(lambda _: self._filling(dice), dice.choice(self.patterns)).encode()
            )
        if dice.random() < 0.1:
            at = dice.randrange(len(path) + 1)
            path = (
                path[:at] + dice.choice([b"%00", b"%ff", b"\xff", b"/", b"%2f", b".."]) + path[at:]
            )
        return path + (b"?" + _pairs(dice) if dice.random() < 0.4 else b"")

    def _filling(self, dice):
        if dice.random() < 0.7:
            return dice.choice(self.site.keys)
        return quote_from_bytes(as_bytes(dice.choice(WORDS))[:3000])


def _word(dice):
    """Something typed, mostly from the list of what code forgets."""
    if dice.random() < 0.8:
        return as_bytes(dice.choice(WORDS))
    return dice.randbytes(dice.randrange(60))


def _name(dice):
    if dice.random() < 0.9:
        return dice.choice(NAMES)
    return "".join(dice.choices(string.printable, k=dice.randrange(12)))


def _pairs(dice):
    """A query or a body of a plain form."""
    pairs = [
        quote_from_bytes(_name(dice).encode()) + "=" + quote_from_bytes(_word(dice))
        for _ in range(dice.choice([0, 1, 1, 2, 6]))
    ]
    return dice.choice(["&", "&", "&", ";", "&&"]).join(pairs).encode()[:3000]


def _body(dice):
    """A content type and a body, which may or may not belong to each other."""
    token = f"csrfmiddlewaretoken={CSRF}&".encode()
    if dice.random() < 0.4:
        return TYPES[0], token + _pairs(dice)
    if dice.random() < 0.6:
        return BOUNDARY, _multipart(dice)
    noise = dice.choice([_pairs(dice), dice.randbytes(dice.randrange(3000)), _multipart(dice)])
    return dice.choice([*TYPES, BOUNDARY]), noise


def _multipart(dice):
    """Parts between lines of BOUND, some of them broken."""
    parts = [_part('form-data; name="csrfmiddlewaretoken"', CSRF.encode(), dice, odd=0)]
    for _ in range(dice.randrange(4)):
        inside = dice.choice([_word(dice), SVG, REWRITTEN["comment.jpg"]])
        parts.append(_part(_disposition(dice), inside, dice, odd=0.3))
    end = dice.choice([b"--BOUND--\r\n"] * 6 + [b"", b"--BOUND", b"--BOUN", b"\r\n" * 9])
    return b"".join(parts) + end


def _disposition(dice):
    form = dice.choice(DISPOSITIONS)
    return form % _name(dice) if "%s" in form else form


def _part(disposition, inside, dice, odd):
    lines = [f"Content-Disposition: {disposition}".encode("utf-8", "replace")]
    if dice.random() < odd:
        lines.append(b"Content-Transfer-Encoding: " + dice.choice(ENCODINGS).encode())
    if dice.random() < odd:
        lines.append(b"Content-Type: " + dice.choice([b"image/jpeg", b"\xff", b";;", b"a" * 900]))
    if dice.random() < odd / 3:
        lines.append(dice.choice([b"no colon", b"\0: \0", b": x", b"a" * 2000]))
    return b"\r\n".join([b"--BOUND", *lines, b"", inside, b""])


def _chunked(body, dice):
    size = dice.choice(
        [b"%x" % len(body)] * 5 + [b"-1", b"zz", b"ffffffffffff", b"%x;a=b" % len(body)]
    )
    return (
        size
        + b"\r\n"
        + body
        + b"\r\n"
        + dice.choice([b"0\r\n\r\n"] * 5 + [b"", b"0\r\nA: b\r\n\r\n"])
    )


def _damaged(raw, dice):
    """The request with a byte changed, a piece cut out, or its end missing."""
    at = dice.randrange(len(raw))
    kind = dice.randrange(3)
    if kind == 0:
        return raw[:at] + dice.randbytes(1) + raw[at + 1 :]
    if kind == 1:
        return raw[:at] + raw[at + dice.randrange(20) :]
    return raw[:at]
