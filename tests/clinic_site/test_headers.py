"""Strict headers on every answer, no cookie while reading, nothing from elsewhere."""

import re

import pytest
from django.core.management import call_command

PAGES = ["/", "/techniques/", "/techniques/sacro-occipital-technique/", "/stories/", "/book/"]
OTHERS = ["/nowhere/", "/techniques", "/admin/", "/admin/login/", "/robots.txt", "/healthz"]
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; manifest-src 'self'"
    ),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.fixture(autouse=True)
def _content(db):
    call_command("load_first_content", verbosity=0)


@pytest.mark.parametrize("address", PAGES + OTHERS)
def test_every_answer_carries_the_headers(client, address):
    response = client.get(address)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("address", [page for page in PAGES if page != "/book/"])
def test_reading_sets_no_cookie(client, address):
    assert not client.get(address).cookies


def test_the_form_sets_one_cookie(client):
    cookies = client.get("/book/").cookies
    assert list(cookies) == ["csrftoken"]
    assert (cookies["csrftoken"]["samesite"], cookies["csrftoken"]["httponly"]) == ("Lax", True)


@pytest.mark.parametrize("address", PAGES)
def test_head_tells_the_length_of_the_whole_page(client, address):
    told = client.head(address).headers["Content-Length"]
    assert int(told) == len(client.get(address).content)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_nobody_else_for_anything(client, address):
    page = client.get(address).content.decode()
    asked = re.findall(r'<(?:link|script|img|source|iframe|use)[^>]+(?:href|src)="([^"]+)"', page)
    outside = [a for a in asked if not a.startswith(("/", "#", "http://127.0.0.1:8000/"))]
    assert asked
    assert outside == []


@pytest.mark.parametrize("address", PAGES)
def test_one_script_with_its_hash_and_no_inline_style(client, address):
    page = client.get(address).content.decode()
    # Browsers do not run a data block.
    (script,) = re.findall(r"<script[^>]*>[^<]*", page.replace('<script type="application/ld', ""))
    assert re.fullmatch(r'<script src="/static/js/today.js" integrity="[^"]+" defer>', script)
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)
