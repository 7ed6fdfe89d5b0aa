"""The first run asks in five parts, saves each, and turns the launch list green."""

import datetime

import pytest
from django.core.management import call_command

from clinic.models import Clinic, OpeningHours, Practitioner, Question
from clinic_site.launch import launch_list
from outbox.models import Letter
from staff.colleagues import MADE_UP_ADDRESS
from staff.models import StaffMember
from tests.html import read
from tests.staff.helpers import come_in, make_colleague

pytestmark = pytest.mark.django_db
CLINIC = {
    "name": "Natural Healthcare Services",
    "street": "5 Own Street",
    "town": "Own Town",
    "region": "PA",
    "postal_code": "15000",
    "phone": "(202) 555-0190",
    "call_from": "(202) 555-0191",
    "email": "office@clinic.example",
    "notified": "office@clinic.example",
    "only_phones": "on",
    "privacy_contact": "The office",
    "hosting_company": "Host Inc.",
    "mail_company": "Mail Inc.",
}


@pytest.fixture(autouse=True)
def owner(db, client, settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path / "backups"
    call_command("load_first_content", verbosity=0)
    owner = make_colleague("Owner")
    come_in(client, owner)
    return owner


def at(part):
    return f"/admin/welcome/{part}/"


def sentences():
    return {item.sentence for item in launch_list()}


def as_shown(client, part, **changes):
    """What the page of a part would send unchanged, with ``changes``."""
    form = read(client.get(at(part))).one("form", class_="welcome")
    fields = {field["name"]: field.get("value", "") for field in form.all("input")}
    fields |= {field["name"]: field.text for field in form.all("textarea")}
    return fields | changes


def test_samples_are_shown_empty_and_stay_when_left_so(client):
    shown = as_shown(client, "clinic")
    assert (shown["name"], shown["street"], shown["phone"]) == (CLINIC["name"], "", "")
    client.post(at("clinic"), {"name": "Our Clinic"})
    clinic = Clinic.objects.get()
    assert (clinic.name, clinic.street) == ("Our Clinic", "1 Sample Street")
    assert "Address is still the sample" in sentences()


def test_the_clinic(client):
    response = client.post(at("clinic"), CLINIC)
    assert response.headers["Location"] == at("hours")
    assert Clinic.objects.get().street == "5 Own Street"
    assert not any(
        "sample" in sentence for sentence in sentences() - {"Hours are still the sample"}
    )
    client.post(at("clinic"), CLINIC | {"mail_company": ""})
    assert Clinic.objects.get().mail_company == ""


def test_a_fault_stands_beside_its_field_and_nothing_is_lost(client):
    response = client.post(at("clinic"), CLINIC | {"phone": "12"})
    assert response.status_code == 422
    page = read(response)
    assert page.one("input", name="phone")["aria-invalid"] == "true"
    assert page.one("input", name="street")["value"] == "5 Own Street"
    assert Clinic.objects.get().street == "1 Sample Street"


def test_the_hours(client):
    karen = Practitioner.objects.get(name="Karen")
    OpeningHours.objects.create(weekday=0, opens="10:00", closes="12:00", practitioner=karen)
    week = as_shown(
        client, "hours", opens_4_0="", closes_4_0="", opens_0_1="18:00", closes_0_1="20:00"
    )
    assert client.post(at("hours"), week).headers["Location"] == at("people")
    rows = OpeningHours.objects.filter(practitioner=None)
    assert set(rows.filter(weekday=0).values_list("opens", "closes")) == {
        (datetime.time(9), datetime.time(17)),
        (datetime.time(18), datetime.time(20)),
    }
    assert not rows.filter(weekday=4).exists()
    assert karen.hours.count() == 1
    assert "Hours are still the sample" not in sentences()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"closes_0_0": ""}, "Fill in both times, or neither"),
        ({"opens_0_0": "nine"}, "Write a time such as 9:00 or 17:30"),
        ({"closes_0_0": "09:00"}, "Opening and closing must differ."),
        (
            {"opens_0_1": "09:00", "closes_0_1": "10:00"},
            "There is an opening at this time already.",
        ),
    ],
)
def test_hours_with_a_fault(client, changes, sentence):
    before = OpeningHours.objects.count()
    response = client.post(at("hours"), as_shown(client, "hours", **changes))
    assert response.status_code == 422
    assert sentence in read(response).text
    assert OpeningHours.objects.count() == before


def test_the_people(client):
    people = as_shown(
        client,
        "people",
        **{
            "form-0-name": "Gregg Sample",
            "form-0-profession": "chiropractor",
            "form-0-license": "PA 1",
            "form-2-name": "Ana Weiss",
        },
    )
    assert client.post(at("people"), people).headers["Location"] == at("questions")
    assert Practitioner.objects.get(name="Gregg Sample").license == "PA 1"
    assert Practitioner.objects.published().filter(name="Ana Weiss").exists()


def test_the_questions(client):
    answers = as_shown(client, "questions")
    answers |= {name: "Ask us." for name in answers if name.endswith("-answer")}
    assert client.post(at("questions"), answers).headers["Location"] == at("sign-in")
    assert not Question.objects.filter(answer="").exists()


OWN = {"first_name": "Karen", "last_name": "Sample", "email": "Karen@Clinic.example"}


def test_ones_own_sign_in(client, owner):
    response = client.post(at("sign-in"), OWN, follow=True)
    assert "That was all. What is left stands on the launch list." in read(response).text
    member = StaffMember.objects.get()
    assert (str(member), member.email) == ("Karen Sample", "karen@clinic.example")


def test_without_a_backup_the_first_run_ends_too_and_says_so(client, owner, settings):
    settings.BACKUP_FOLDER.write_text("a file in its place")
    page = read(client.post(at("sign-in"), OWN, follow=True))
    assert "No backup was made: File exists. Show this to whoever runs the server." in page.text
    assert StaffMember.objects.get().first_name == "Karen"
    assert "No backup has been made yet" in sentences()


def test_another_address_is_told_to_the_one_before(client, owner):
    client.post(at("sign-in"), OWN)
    letter = Letter.objects.get()
    assert (letter.kind, letter.to) == ("staff.address_changed", "owner@example.com")
    assert letter.text.startswith("Karen Sample changed it on ")
    client.post(at("sign-in"), OWN | {"first_name": "Kay"})
    assert Letter.objects.count() == 1


@pytest.fixture
def made_by_the_site(owner):
    """The owner as the first start makes one."""
    StaffMember.objects.update(email=MADE_UP_ADDRESS)


@pytest.mark.usefixtures("made_by_the_site")
def test_the_address_the_site_made_up_is_not_kept_by_accident(client):
    field = read(client.get(at("sign-in"))).one("input", name="email")
    assert "value" not in field.attributes
    assert "Until you save it, that is desk@example.com." in read(client.get(at("sign-in"))).text
    for email, sentence in [
        ("", "Write your e-mail address"),
        (MADE_UP_ADDRESS, "Nobody reads this address. Write your own."),
    ]:
        response = client.post(at("sign-in"), OWN | {"email": email})
        assert response.status_code == 422
        assert sentence in read(response).text


@pytest.mark.usefixtures("made_by_the_site")
def test_nobody_is_told_at_the_address_the_site_made_up(client):
    client.post(at("sign-in"), OWN)
    assert StaffMember.objects.get().email == "karen@clinic.example"
    assert not Letter.objects.exists()


def test_only_owners_and_only_these_parts(client):
    assert client.get(at("nothing")).status_code == 404
    come_in(client, make_colleague("Receptionist"))
    assert client.get(at("clinic")).status_code == 403
