"""What the pages say to machines: valid, the same as the page, and no more than it should."""

import datetime
import json

import pytest
from django.core.management import call_command
from django.test import Client

from clinic.models import Closure, Practitioner, Question
from techniques.models import Technique
from tests.clinic_site.schema import validate
from tests.factories import make_clinic, make_hours, make_practitioner, make_technique
from tests.html import read

pytestmark = pytest.mark.django_db
SOT = "/techniques/sacro-occipital-technique/"
PAGES = ["/", SOT, "/techniques/", "/stories/", "/about/", "/contact/", "/privacy/", "/book/"]


def data_of(client, address):
    page = read(client.get(address))
    return json.loads(page.one("script", type="application/ld+json").text)


def node_of(data, kind):
    return next((node for node in data["@graph"] if node["@type"] == kind), None)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_valid_things(client, address):
    call_command("load_first_content", verbosity=0)
    Question.objects.filter(kind="price").update(answer="50 dollars.")
    Closure.objects.create(first_day="2100-01-04", last_day="2100-01-05")
    Practitioner.objects.update(
        profession="chiropractor", languages="English, Spanish", license="PA 1"
    )
    Technique.objects.update(reviewed_on="2026-05-01", reviewed_by="Dr. Ada Byron, physician")
    data = data_of(client, address)
    assert data["@graph"]
    assert validate(data) == []


def test_the_validator_finds_faults():
    graph = [
        {"@type": "MedicalClinic", "@id": "#c", "aggregateRating": 5, "telephone": ""},
        {"@type": "Person", "worksFor": {"@id": "#gone"}, "knowsLanguage": [3]},
        {"@type": "OpeningHoursSpecification", "opens": "25:00", "dayOfWeek": ["Someday"]},
        {"@type": "Hospital"},
    ]
    found = validate({"@context": "https://schema.org", "@graph": graph})
    assert found == [
        "MedicalClinic has no aggregateRating",
        "MedicalClinic.telephone is ''",
        "Person.worksFor is a None",
        "{'@id': '#gone'} points nowhere",
        "Person.knowsLanguage is 3",
        "OpeningHoursSpecification.opens is '25:00'",
        "OpeningHoursSpecification.dayOfWeek is 'Someday'",
        "unknown type Hospital",
    ]


def test_the_clinic_with_its_hours_and_closed_days(client):
    make_clinic()
    make_hours(weekdays=[0, 1])
    make_hours(opens="12:00", closes="19:00", weekdays=[2])
    person = make_practitioner()
    make_hours(opens="06:00", practitioner=person, weekdays=[6])
    Closure.objects.create(first_day="2100-01-04", last_day="2100-01-05", reason="A funeral")
    Closure.objects.create(first_day="2100-02-04", last_day="2100-02-05", practitioner=person)
    clinic = node_of(data_of(client, "/contact/"), "MedicalClinic")
    assert clinic["telephone"] == "+12025550136"
    assert clinic["address"]["streetAddress"] == "1 Sample Street"
    hours = [(n["dayOfWeek"], n["opens"], n["closes"]) for n in clinic["openingHoursSpecification"]]
    assert hours == [(["Monday", "Tuesday"], "09:00", "17:00"), (["Wednesday"], "12:00", "19:00")]
    assert clinic["specialOpeningHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": "2100-01-04",
            "validThrough": "2100-01-05",
            "opens": "00:00",
            "closes": "00:00",
        }
    ]
    assert "funeral" not in json.dumps(clinic)


def test_absent_facts_are_absent(client):
    data = data_of(client, "/contact/")
    assert set(node_of(data, "MedicalClinic")) == {"@type", "@id", "name", "url", "logo"}
    assert validate(data) == []


def test_a_treatment_as_its_page_tells_it(client):
    call_command("load_first_content", verbosity=0)
    Technique.objects.update(
        reviewed_on=datetime.date(2026, 5, 1), reviewed_by="Dr. Ada Byron, physician"
    )
    response = client.get(SOT)
    data = data_of(client, SOT)
    page, therapy = node_of(data, "MedicalWebPage"), node_of(data, "MedicalTherapy")
    assert page["lastReviewed"] == "2026-05-01"
    assert page["reviewedBy"]["name"] == "Dr. Ada Byron, physician"
    assert page["mainEntity"]["@id"] == therapy["@id"]
    text = " ".join(response.content.decode().split("<script type")[0].split())
    for name in ("contraindication", "adverseOutcome"):
        assert len(therapy[name]) > 4
        assert all(part["name"] in text for part in therapy[name]), name
    assert "They use their hands to feel along your spine" in therapy["howPerformed"]
    assert len(page["citation"]) > 30
    assert [n["item"].split("/", 3)[3] for n in node_of(data, "BreadcrumbList")["itemListElement"]]
    questions = node_of(data, "FAQPage")["mainEntity"]
    assert all(question["acceptedAnswer"]["text"] for question in questions)


@pytest.mark.parametrize("address", PAGES)
def test_no_weak_benefit_no_baby_and_no_stars(client, address):
    call_command("load_first_content", verbosity=0)
    words = json.dumps(data_of(client, address)).lower()
    for name in ("baby", "babies", "infant", "colic", "rating", 'review"', "stars"):
        assert name not in words, name
    if address != SOT:  # where sources are cited by their titles
        assert "asthma" not in words
    assert "indication" not in words.replace("contraindication", "")


def test_words_of_the_clinic_cannot_end_the_block(client):
    make_clinic()
    technique = make_technique(name="A </script><script>alert(1)</script> & <!-- B")
    text = client.get(technique.get_absolute_url()).content.decode()
    assert text.count("</script>") == text.count("<script ") == 2
    assert "alert(1)</script>" not in text
    data = data_of(client, technique.get_absolute_url())
    assert node_of(data, "MedicalTherapy")["name"] == technique.name


def test_private_pages_and_faults_say_nothing(client):
    make_clinic()
    for address in ("/nowhere/", "/techniques/nowhere/", "/request/unknown-unknown-unknown-00/"):
        page = read(client.get(address))
        assert page.all("script", type="application/ld+json") == []
        assert page.all("link", rel="canonical") == []
        assert page.all("meta", property="og:image") == []


def test_a_form_without_its_token_is_told_on_any_page():
    make_clinic()
    address = make_technique().get_absolute_url()
    visitor = Client(enforce_csrf_checks=True)
    for path in ("/", address, "/about/", "/contact/"):
        response = visitor.post(path)
        assert response.status_code == 403
        assert read(response).all("script") == []
