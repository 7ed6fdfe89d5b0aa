"""What the clinic's former page said stands on its new one, each in its own section."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from booking.models import AppointmentRequest
from clinic.models import Clinic, Practitioner
from techniques.models import Source, Technique
from testimonials.models import Consent, Testimonial
from tests.html import read

pytestmark = pytest.mark.django_db
SOT = "/techniques/sacro-occipital-technique/"
PLACEHOLDERS = ["cat1", "sdcasdcs", "[[", "]]", "TBD", "lorem"]

SEED = {
    "helps": [
        "Back pain",
        "Neck pain",
        "Headaches",
        "Jaw joint (TMJ) problems",
        "Sciatica",
        "Vertigo",
        "Asthma",
        "Ear infections",
        "Infant colic",
        "Range of motion",
        "Flexibility",
        "Posture",
    ],
    "visit": [
        "on your stomach or your back on a chiropractic table",
        "feel along your spine and find the joints",
        "press very lightly in a set direction and at a set angle",
        "You may feel nothing at all. Or you may feel slight pressure or a sense of release",
        "may repeat this until, in their view, the area is back in line",
    ],
    "risks": ["Soreness", "Muscle spasms", "Headache"],
    "first": [
        "Osteoporosis",
        "Spinal instability",
        "Rheumatoid arthritis",
        "Pregnancy",
        "A past stroke",
    ],
    "often": [
        "once or twice a week",
        "how severe the problem is",
        "most patients feel relief within a few weeks",
    ],
    "what": ["chiropractic technique", "sacrum", "skull", "very light force"],
    "idea": ["nerves", "overall health"],
}


@pytest.fixture(autouse=True)
def _content(db):
    call_command("load_first_content", verbosity=0)


@pytest.mark.parametrize(
    ("section", "fact"), [(section, fact) for section, facts in SEED.items() for fact in facts]
)
def test_each_fact_of_the_former_page_stands_in_its_section(client, section, fact):
    page = read(client.get(SOT))
    assert fact in page.one("section", id=section).text, f"{fact} is gone from {section}"


def test_the_page_advises_to_talk_with_a_doctor(client):
    text = read(client.get(SOT)).one("section", id="first").text
    assert "talk with your doctor about the risks and benefits for you" in text


def test_all_counted_parts_are_there():
    technique = Technique.objects.get()
    counts = {
        name: getattr(technique, name).count()
        for name in ("steps", "benefits", "risks", "cautions", "questions")
    }
    assert counts == {"steps": 5, "benefits": 12, "risks": 6, "cautions": 12, "questions": 8}


@pytest.mark.parametrize("address", ["/", "/techniques/", SOT, "/stories/", "/book/"])
def test_no_placeholder_reaches_a_page(client, address):
    page = client.get(address).content.decode()
    assert [word for word in PLACEHOLDERS if word in page] == []


def test_strongest_evidence_comes_first_each_with_its_label(client):
    section = read(client.get(SOT)).one("section", id="helps")
    labels = [
        claim.one("summary").one(class_="ev").text.removeprefix("Evidence: ")
        for claim in section.all("details", class_="claim")
    ]
    scale = [
        "Some support for hands-on care in general",
        *["Limited evidence"] * 5,
        *["Unclear"] * 3,
        *["No good evidence"] * 2,
        "Best studies show no benefit",
    ]
    assert labels == scale


def test_every_number_of_a_source_leads_to_that_source(client):
    page = read(client.get(SOT))
    links = {
        link["href"].removeprefix("#") for note in page.all(class_="src") for link in note.all("a")
    }
    listed = {item["id"] for item in page.one(class_="sources").all("li")}
    assert links == listed
    assert len(listed) == Source.objects.count()


def test_home_and_cards_name_no_benefit_that_is_not_cleared_for_them(client):
    cleared = {"Back pain"}
    names = set(Technique.objects.get().benefits.values_list("name", flat=True)) - cleared
    for address in ("/", "/techniques/"):
        text = read(client.get(address)).one("main").text
        text = text.replace("Chronic constipation relief", "")
        assert [name for name in names if name.lower() in text.lower()] == [], address


def test_nothing_is_invented_about_people():
    people = Practitioner.objects.values_list("name", "profession", "license", "languages", "bio")
    assert list(people) == [("Gregg", "", "", "", ""), ("Karen", "", "", "", "")]
    technique = Technique.objects.get()
    assert (technique.reviewed_on, technique.reviewed_by) == (None, "")
    assert not Source.objects.exclude(checked_on=None, checked_by="").exists()


def test_the_page_says_that_nobody_reviewed_it(client):
    text = read(client.get(SOT)).one("section", id="review").text
    assert "Not yet reviewed by a named clinician." in text


def test_the_stories_stand_as_they_stood(client):
    text = read(client.get("/stories/")).one("main").text
    for words in (
        "They have helped us a lot with the aches and pains associated with our jobs!",
        "We have been with Gregg and Karen for 25 years. They were our full time health care "
        "professionals prior to moving to the Pittsburgh area... (excerpt)",
        "No longer do I feel fatigued!",
        "I would recommend the services of Gregg or Karen to everyone. They are both caring "
        "people who are truly interested in helping me get more out of my life by feeling "
        "better... (excerpt)",
        "Chronic constipation relief!",
        "This year was my 1st time getting a colonic and I absolutely enjoyed the process! "
        "Karen informed more on the procedure, made it comfortable for me (excerpt)",
    ):
        assert words in text
    assert text.count("5 out of 5") == 3
    assert text.count("Name withheld") == 3
    assert text.count("About: a colonic") == 1


def test_no_carried_over_story_stands_on_the_technique_page(client):
    text = client.get(SOT).content.decode()
    assert "colonic" not in text
    assert "aches and pains associated" not in text


def test_the_carried_over_stories_leave_by_themselves_after_90_days(client):
    until = timezone.localdate() + datetime.timedelta(days=90)
    assert set(Consent.objects.values_list("route", "until")) == {("carried_over", until)}
    noon = datetime.time(12)
    zone = timezone.get_current_timezone()
    with time_machine.travel(datetime.datetime.combine(until, noon, zone)):
        assert Testimonial.objects.published().count() == 3
    after = until + datetime.timedelta(days=1)
    with time_machine.travel(datetime.datetime.combine(after, noon, zone)):
        assert "Gregg and Karen for 25 years" not in client.get("/stories/").content.decode()


def test_loading_again_brings_nothing_back():
    Technique.objects.all().delete()
    call_command("load_first_content", verbosity=0)
    assert (Clinic.objects.count(), Technique.objects.count()) == (1, 0)


def test_no_request_is_made_up():
    assert not AppointmentRequest.objects.exists()
