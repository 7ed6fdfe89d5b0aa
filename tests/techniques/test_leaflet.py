"""A treatment on paper, and the ways to hand its page on."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command

from techniques.models import Technique
from tests.factories import make_clinic, make_practitioner, make_technique
from tests.html import read

pytestmark = pytest.mark.django_db
SOT = "/techniques/sacro-occipital-technique/"
URL = f"http://127.0.0.1:8000{SOT}"


@pytest.fixture
def content(db):
    call_command("load_first_content", verbosity=0)


@pytest.mark.usefixtures("content")
def test_the_leaflet_holds_what_a_doctor_asks_for(client):
    technique = Technique.objects.get()
    technique.practitioners.add(make_practitioner("Ada Byron", profession="chiropractor"))
    technique.practitioners.add(make_practitioner("Not Shown", published_at=None))
    page = read(client.get(f"{SOT}leaflet/"))
    text = page.one("main").text
    for part in (technique.steps, technique.risks, technique.cautions, technique.benefits):
        for row in part.all():
            assert str(row) in text, row
    for benefit in technique.benefits.all():
        assert benefit.note in text
        assert benefit.get_level_display() in text
    for words in (
        "Questions to ask your doctor",
        "I am thinking about SOT. Is it all right for me?",
        "For your doctor",
        "Ada Byron, chiropractor",
        "(202) 555-0136",
        "1 Sample Street",
        "Rubinstein SM 2019",
        "Not yet reviewed by a named clinician.",
        "Face drooping",
        URL,
    ):
        assert words in text, words
    assert "Not Shown" not in text
    assert page.one("link", rel="canonical")["href"] == URL
    assert page.one("svg", class_="qr").all("path")


def test_the_code_follows_the_address(client):
    make_clinic()
    codes = set()
    for technique in (make_technique(), make_technique()):
        leaflet = read(client.get(f"{technique.get_absolute_url()}leaflet/"))
        codes.add(leaflet.one("svg", class_="qr").one("path")["d"])
    assert len(codes) == 2


def test_an_empty_treatment_has_a_leaflet_and_a_draft_has_none(client):
    response = client.get(f"{make_technique().get_absolute_url()}leaflet/")
    assert response.status_code == 200
    assert "None" not in read(response).text
    draft = make_technique(published_at=None)
    assert client.get(f"{draft.get_absolute_url()}leaflet/").status_code == 404


def test_the_page_leads_to_its_leaflet_and_can_be_sent_on(client):
    make_clinic()
    technique = make_technique(name="Care & rest: a <method>")
    page = read(client.get(technique.get_absolute_url()))
    assert page.all("a", href=f"{technique.get_absolute_url()}leaflet/")
    url = f"http://127.0.0.1:8000{technique.get_absolute_url()}"
    links = [link["href"] for link in page.all("a") if "body=" in link["href"]]
    mail, text = (parse_qs(urlsplit(link).query) for link in links)
    assert mail == {
        "subject": ["Care & rest: a <method>: what a visit is like"],
        "body": [f"I thought this might help: {url}"],
    }
    assert text == {"body": mail["body"]}
