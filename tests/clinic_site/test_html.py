"""Every public page, in every state, is valid HTML with one h1, a title and a description."""

import os
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from clinic.models import Clinic
from tests.booking.helpers import send
from tests.factories import make_clinic, make_request, make_technique
from tests.html import read
from tests.programs import IS_CI

pytestmark = pytest.mark.django_db


def get(address):
    return lambda client: client.get(address)


def own_page(status="received", **values):
    return lambda client: client.get(make_request(status=status, **values).get_absolute_url())


def without_token(client):
    return Client(enforce_csrf_checks=True).post("/book/", {"name": "Maria"})


STATES = {
    "home": get("/"),
    "about": get("/about/"),
    "contact": get("/contact/"),
    "privacy": get("/privacy/"),
    "accessibility": get("/accessibility/"),
    "treatments": get("/techniques/"),
    "technique": get("/techniques/sacro-occipital-technique/"),
    "leaflet": get("/techniques/sacro-occipital-technique/leaflet/"),
    "stories": get("/stories/"),
    "form": get("/book/"),
    "form for a technique": get("/book/?technique=sacro-occipital-technique"),
    "form for one that is gone": get("/book/?technique=gone"),
    "form in error": lambda client: send(client, phone="555-0177", safety=""),
    "own page": own_page(),
    "own page, needs a call": own_page("needs_call", safety="not_sure"),
    "unknown link": get("/request/unknown-unknown-unknown-00/"),
    "not found": get("/nowhere/"),
    "form without its token": without_token,
}
EMPTY = [name for name in STATES if not name.startswith(("technique", "own page", "form"))]


def with_everything(client):
    call_command("load_first_content", verbosity=0)
    return {name: reach(client) for name, reach in STATES.items()}


def with_gaps(client):
    """No phone, hours, practitioners or stories, and a treatment of a name and a sentence."""
    make_clinic(phone="", call_from="", email="", street="", town="", region="", postal_code="")
    short = make_technique(name="Short treatment", slug="short")
    names = [*EMPTY, "form", "form in error", "own page", "own page, needs a call"]
    return {name: STATES[name](client) for name in names} | {
        "short treatment": client.get(short.get_absolute_url()),
        "form for a short treatment": client.get("/book/?technique=short"),
    }


def with_nothing(client):
    """Before the first content is loaded: not even the clinic's row."""
    return {name: STATES[name](client) for name in [*EMPTY, "form"]}


@pytest.fixture(params=[with_everything, with_gaps, with_nothing], ids=lambda make: make.__name__)
def pages(request, client):
    """The answers by the name of their state, from a full clinic down to an empty one."""
    return request.param(client)


def test_every_page_says_what_it_is(pages):
    clinic = Clinic.objects.current()
    for name, response in pages.items():
        page = read(response)
        assert len(page.all("h1")) == 1, name
        assert page.one("title").text.endswith(f"· {clinic.name}"), name
        assert page.one("meta", name="description")["content"], name
        has_phone = [link for link in page.all("a") if link["href"].startswith("tel:")] != []
        assert has_phone == bool(clinic.phone), name
        assert "None" not in page.text, name


def test_no_link_is_dead(pages, client):
    """Every address a page of ours leads to answers, and every #fragment is on its page."""
    answers = {}
    for name, response in pages.items():
        own = read(response)
        for link in own.all("a"):
            address, _, fragment = link["href"].partition("#")
            if address.startswith(("http", "mailto:", "sms:", "tel:")):
                continue
            if address not in answers:
                answers[address] = client.get(address) if address else response
            page = own if not address else read(answers[address])
            assert not address or answers[address].status_code == 200, (name, link["href"])
            assert not fragment or page.all(id=fragment), (name, link["href"])


def test_every_page_is_valid_html(pages, tmp_path):
    jar = os.environ.get("VNU_JAR", "")
    if not Path(jar).is_file() and not IS_CI:
        pytest.skip("no HTML validator was found")
    for name, response in pages.items():
        (tmp_path / f"{name}.html").write_bytes(response.content)
    told = subprocess.run(  # noqa: S603
        ["java", "-jar", jar, "--errors-only", "--format", "text", tmp_path],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
