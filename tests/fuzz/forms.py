"""Every form of the site, read from its pages, and answers to it that Hypothesis makes."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote_from_bytes, urljoin, urlsplit

from django.apps import apps
from django.test import RequestFactory
from django.utils.encoding import iri_to_uri
from hypothesis import strategies as st

from tests.addresses import PART, patterns
from tests.desk import fields_in
from tests.fuzz.site import CSRF
from tests.fuzz.values import WORDS, as_bytes
from tests.html import read
from tests.pictures import DAMAGED, NOT_A_PICTURE, REWRITTEN, TOO_MANY_DOTS

OF_A_MODEL = re.compile(r"admin/(\w+)/(\w+)/")
NOT_OURS = re.compile(r"\^|\?P")
MOST_ROWS = 20
FIXED = {
    "<slug:slug>": "publish-a-treatment",
    "<str:key>": "booking.received",
    "<slug:key>": "clinic",
    "<str:name>": "clinic-20270615T071000Z.zip",
    "<path:content_type_id>": "1",
    "<int:revision_id>": "1",
    "<int:letter_pk>": "1",
    "<int:first>": "1",
    "<int:last>": "2",
}
# What a person would answer, by the end of a field's name.
LIKELY = {
    "name": "Maria Lopez",
    "phone": "(202) 555-0177",
    "email": "maria@example.com",
    "words": "They took time to explain. I was met kindly.",
    "headline": "They took time to explain",
    "consent": "on",
    "when": "any",
    "day": "2027-06-14",
    "time": "10:00",
    "title": "You lie down",
    "text": "On a table.",
}
EXTRA = [
    *("is_superuser", "groups", "id", "pk", "status", "_save", "_continue", "_popup", "__prefix__"),
    *("act", "seen", "version", "offer", "device", "sure", "anyway", "action", "_selected_action"),
]
COUNTS = [b"-1", b"0", b"2", b"999", b"1001", b"99999999999", b"x", b""]
TOKEN = "csrfmiddlewaretoken"
DROP, TWICE = "leave out", "send twice"
PICTURES = {**NOT_A_PICTURE, **TOO_MANY_DOTS, **DAMAGED, **REWRITTEN}
END = b"--BOUND--\r\n"


@dataclass(frozen=True)
class Form:
    """A form as its page shows it: where it leads, and what a browser would send of it."""

    address: str
    is_owner: bool
    pairs: tuple
    files: tuple
    buttons: tuple

    @property
    def names(self):
        return tuple(name for name, _ in self.pairs) + self.files

    @property
    def kind(self):
        return "form at the desk" if self.is_owner else "form of the public"


def find(site):
    """Every form that posts, once for each address and set of fields, in a fixed order.

    An address that takes a post but shows no form counts as a form without fields; a page that
    answers 500 and more comes as (address, status).
    """
    found = {}
    for address, is_owner in pages(site):
        status, body = ask(site, address, is_owner=is_owner)
        if status >= 500:
            yield address, status
        if takes_posts(site, address, is_owner=is_owner):
            found[address, is_owner, frozenset()] = Form(address, is_owner, (), (), (("", ""),))
        for form in read(body.decode("utf-8", "replace")).all("form"):
            if form.get("method", "").lower() == "post":
                made = _form(form, address, is_owner)
                found.setdefault((made.address, made.is_owner, frozenset(made.names)), made)
    yield from sorted(found.values(), key=lambda form: (form.is_owner, form.address, form.names))


def ask(site, address, *, is_owner):
    """Status and body of a page."""
    headers = {"host": "127.0.0.1", "cookie": site.cookies(is_owner=is_owner)}
    return site.answer(RequestFactory().get(iri_to_uri(address), headers=headers).environ)


def takes_posts(site, address, *, is_owner):
    """Whether something happens when a form without fields is sent here."""
    bare = Form(address, is_owner, (), (), (("", ""),))
    status = site.throw(raw(site, bare, body(bare, [], ("", ""), as_parts=False)))
    return status not in {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}


def pages(site):
    """Every address with something in it: the public ones as a stranger, the desk's as owner."""
    for pattern in patterns():
        if NOT_OURS.search(pattern):
            continue
        is_owner = pattern.startswith("admin/")
        fillings = _numbers(pattern) if is_owner else site.keys
        for filling in fillings if PART.search(pattern) else [""]:
            yield _filled(pattern, str(filling), FIXED if is_owner else {}), is_owner
        if pattern.startswith(("admin/login", "admin/forgot", "admin/new-password")):
            yield f"/{pattern}", False


def _filled(pattern, filling, fixed):
    return "/" + PART.sub(lambda part: fixed.get(part[0], filling), pattern)


def _numbers(pattern):
    """Numbers of rows of the model in an address of the desk."""
    model = OF_A_MODEL.match(pattern)
    known = model and model[2] in {m._meta.model_name for m in apps.get_models()}
    if not known:
        return [1]
    rows = apps.get_model(model[1], model[2])._base_manager.order_by("pk")
    return list(rows.values_list("pk", flat=True)[:MOST_ROWS]) or [1]


def _form(form, page, is_owner):
    fields = fields_in(form)
    for group in form.all("input", type="radio"):
        fields.setdefault(group.get("name"), group.get("value", "on"))
    pairs = []
    for name, value in fields.items():
        end = re.split(r"[-_]", name)[-1]
        values = value if isinstance(value, list) else [value]
        pairs += [(name, one or LIKELY.get(end, "")) for one in values]
    files = tuple(i["name"] for i in form.all("input", type="file"))
    marked = [*form.all("button"), *form.all("input", type="submit")]
    buttons = tuple((b["name"], b.get("value", "")) for b in marked if b.get("name"))
    address = urlsplit(urljoin(page, form.get("action", ""))).path
    return Form(address, is_owner, tuple(pairs), files, buttons or (("", ""),))


def answers(form):
    """A strategy for the bytes of an answer to this form: its type and its body."""
    words = st.sampled_from([as_bytes(word) for word in WORDS])
    typed = words | st.text(max_size=40).map(as_bytes) | st.binary(max_size=30)
    likely = st.sampled_from(sorted({as_bytes(value) for _, value in form.pairs} | {b""}))
    names = st.sampled_from([*(name for name in form.names if name != TOKEN), *EXTRA])
    value = st.one_of(typed, likely, st.just(DROP), st.just(TWICE))
    changes = [st.tuples(names, value)]
    if totals := [name for name in form.names if name.endswith("_FORMS")]:
        changes.append(st.tuples(st.sampled_from(totals), st.sampled_from(COUNTS)))
    if form.files:
        changes.append(st.tuples(st.sampled_from(form.files), st.sampled_from([*PICTURES])))
    return st.builds(
        lambda changed, button, as_parts: body(form, changed, button, as_parts),
        st.lists(st.one_of(changes), max_size=4),
        st.sampled_from(form.buttons),
        st.booleans(),
    )


def body(form, changed, button, as_parts):
    """The answer with these changes, encoded as a browser would: (content type, bytes)."""
    pairs = [pair for pair in form.pairs if pair[0] != TOKEN]
    pairs = [(name, as_bytes(value)) for name, value in [(TOKEN, CSRF), *pairs, button] if name]
    files = []
    for name, value in changed:
        if value == TWICE:
            pairs += [pair for pair in pairs if pair[0] == name][:1]
            continue
        pairs = [pair for pair in pairs if pair[0] != name]
        if isinstance(value, bytes):
            pairs.append((name, value))
        elif value in PICTURES:
            files.append((name, value, PICTURES[value]))
    if as_parts or files:
        return "multipart/form-data; boundary=BOUND", _parts(pairs, files)
    quoted = [f"{quote_from_bytes(as_bytes(n))}={quote_from_bytes(v)}" for n, v in pairs]
    return "application/x-www-form-urlencoded", "&".join(quoted).encode()


def _parts(pairs, files):
    text = [_head(f'name="{name}"') + value + b"\r\n" for name, value in pairs]
    uploads = [
        _head(f'name="{name}"; filename="{called}"', "\r\nContent-Type: image/jpeg")
        + data
        + b"\r\n"
        for name, called, data in files
    ]
    return b"".join([*text, *uploads, END])


def _head(disposition, more=""):
    return as_bytes(f"--BOUND\r\nContent-Disposition: form-data; {disposition}{more}\r\n\r\n")


def raw(site, form, answer):
    """The bytes of a request that sends this answer."""
    kind, data = answer
    path = iri_to_uri(form.address)
    head = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: {site.cookies(is_owner=form.is_owner)}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(data)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + data
