"""The request form: answers in, row and page out; one test per refusal."""

import pytest

from booking.models import AppointmentRequest
from techniques.models import Caution
from tests.booking.helpers import errors, send
from tests.factories import make_caution, make_clinic, make_hours, make_technique
from tests.html import read

pytestmark = pytest.mark.django_db
HIDDEN = "It holds a hidden character that we cannot keep"


@pytest.fixture(autouse=True)
def technique(db):
    """A clinic open on weekdays, with one treatment that has two cautions."""
    make_clinic()
    make_hours()
    technique = make_technique(name="Sacro-Occipital Technique (SOT)", slug="sot")
    make_caution(technique, name="Pregnancy")
    make_caution(technique, name="A past stroke")
    return technique


def test_a_valid_request_is_kept_and_leads_to_its_own_page(client, technique):
    response = send(client, times=["1-morning", "3-afternoon"], when="some", note="Ring twice.")
    row = AppointmentRequest.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, row.get_absolute_url())
    kept = (row.name, row.phone.as_e164, row.email, row.note, row.safety, row.status)
    assert kept == ("Maria Lopez", "+12025550177", "", "Ring twice.", "no", "received")
    assert (row.technique, row.safety_text) == (technique, "Pregnancy; A past stroke")
    assert [str(time) for time in row.preferred_times.all()] == [
        "Tuesday morning",
        "Thursday afternoon",
    ]
    assert [event.kind for event in row.events.all()] == ["received"]
    assert row.reply_due_at > row.received_at


@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_yes_or_not_sure_needs_a_call(client, answer):
    send(client, safety=answer)
    assert AppointmentRequest.objects.get().status == "needs_call"


def test_times_count_whatever_the_radio_says(client):
    send(client, when="any", times=["0-morning"])
    assert AppointmentRequest.objects.get().preferred_times.count() == 1


def test_only_these_times_without_one_is_any_time(client):
    send(client, when="some")
    assert AppointmentRequest.objects.get().preferred_times.count() == 0


def test_an_email_alone_will_do(client):
    send(client, phone="", email="maria@example.com")
    assert AppointmentRequest.objects.get().email == "maria@example.com"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter your name"),
        ({"name": "  "}, "Enter your name"),
        ({"name": "a" * 81}, "Your name has 81 characters. There is room for 80"),
        ({"name": "Ma\u202eria"}, f"Type your name again by hand. {HIDDEN}"),
        ({"name": "Ma\nria"}, f"Type your name again by hand. {HIDDEN}"),
        ({"phone": ""}, "Enter a phone number or an e-mail address, so we can reach you"),
        ({"phone": "555-0177"}, "Please add your area code, 3 more digits"),
        (
            {"email": "maria"},
            "Your e-mail address has no @. It should look like maria@example.com",
        ),
        (
            {"times": ["6-morning"]},
            "We are no longer open at one of the times you chose. Choose again",
        ),
        ({"safety": None}, "Choose No, Yes or Not sure"),
        ({"note": "a" * 501}, "Your note is 1 character too long. Shorten it to 500"),
        ({"note": "a" * 520}, "Your note is 20 characters too long. Shorten it to 500"),
        ({"note": "a\x1bb"}, f"Type this again by hand. {HIDDEN}"),
    ],
)
def test_a_refusal_says_how_to_mend_it_and_keeps_what_was_typed(client, changes, sentence):
    typed = {"name": "Maria Lopez", "note": "Ring twice."} | changes
    response = send(client, **typed)
    assert response.status_code == 422
    assert errors(response) == [sentence]
    page = read(response)
    assert page.one("title").text.startswith("Error: Request an appointment")
    assert page.one("input", name="name").get("value", "") == typed["name"]
    assert page.one("textarea", name="note").text == typed["note"].strip()
    assert not AppointmentRequest.objects.exists()


def test_all_faults_are_told_at_once_in_the_order_of_the_page(client):
    response = send(client, name="", phone="555", safety=None)
    assert [sentence.split(".")[0] for sentence in errors(response)] == [
        "Enter your name",
        "This number has 3 digits",
        "Choose No, Yes or Not sure",
    ]


def test_a_line_break_in_the_note_counts_once(client):
    send(client, note="a\r\n" * 250)
    assert AppointmentRequest.objects.get().note == ("a\n" * 250).strip()


def test_the_chosen_treatment_survives_an_error(client, technique):
    make_technique(name="Another")
    address = "/book/?technique=sot"
    again = send(client, address, name="")
    assert "About: Sacro-Occipital Technique (SOT)" in read(again).one("main").text
    send(client, address)
    assert AppointmentRequest.objects.get().technique == technique


def test_several_treatments_are_asked_about(client):
    other = make_technique(name="Another", slug="another")
    page = read(client.get("/book/"))
    choices = [radio["value"] for radio in page.all("input", name="technique")]
    assert choices == ["sot", "another", ""]
    send(client, technique="another")
    assert AppointmentRequest.objects.get().technique == other


def test_not_sure_yet_is_an_answer(client):
    make_technique()
    send(client, technique="")
    assert AppointmentRequest.objects.get().technique is None


def test_a_treatment_that_is_gone_is_told(client):
    make_technique(name="Another")
    response = send(client, "/book/?technique=gone")
    assert response.status_code == 422
    assert errors(response) == ['We no longer offer this. Choose another, or "Not sure yet"']


def test_a_treatment_that_is_no_choice_is_told(client):
    make_technique(name="Another")
    response = send(client, technique="nonsense")
    assert errors(response) == ['We no longer offer this. Choose another, or "Not sure yet"']


def names_asked_about(client, address="/book/"):
    return [item.text for item in read(client.get(address)).one("ul", class_="names").all("li")]


def test_without_a_treatment_the_cautions_of_all_are_asked_once(client):
    other = make_technique()
    make_caution(other, name="Pregnancy")
    make_caution(other, name="Fever")
    make_caution(make_technique(published_at=None), name="Of a draft")
    assert names_asked_about(client) == ["Pregnancy", "A past stroke", "Fever"]
    assert names_asked_about(client, "/book/?technique=sot") == ["Pregnancy", "A past stroke"]


def test_a_treatment_without_cautions_asks_nothing(client, technique):
    technique.cautions.all().delete()
    page = read(client.get("/book/"))
    assert page.all("input", name="safety") == []
    assert send(client).status_code == 303
    row = AppointmentRequest.objects.get()
    assert (row.safety, row.safety_text, row.status) == ("", "", "received")


def test_nothing_is_pre_chosen_in_the_health_question(client):
    page = read(client.get("/book/"))
    assert [r.get("checked") for r in page.all("input", name="safety")] == [None] * 3
    assert [r["value"] for r in page.all("input", name="when") if "checked" in r.attributes] == [
        "any"
    ]


def test_only_open_parts_of_days_are_offered(client):
    page = read(client.get("/book/"))
    offered = [box["value"] for box in page.all("input", name="times")]
    assert offered == [f"{day}-{part}" for day in range(5) for part in ("morning", "afternoon")]


def test_every_hint_and_error_is_tied_to_its_control(client):
    page = read(send(client, name="", phone="555", safety=None, times=["6-morning"]))
    ids = [element["id"] for element in page.all() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in page.all():
        for named in element.get("aria-describedby", "").split():
            assert named in ids, named
    for link in page.one(role="alert").all("a"):
        assert link["href"].removeprefix("#") in ids
    labelled = {label["for"] for label in page.all("label")}
    controls = [
        control
        for tag in ("input", "textarea")
        for control in page.one("form").all(tag)
        if control.get("type") != "hidden"
    ]
    assert {control["id"] for control in controls} == labelled
    invalid = {c["name"] for c in page.all() if c.get("aria-invalid") == "true"}
    assert {"name", "phone"} <= invalid


def test_the_form_answers_are_never_stored(client):
    for response in (client.get("/book/"), send(client, name=""), send(client)):
        assert "no-store" in response.headers["Cache-Control"]


def test_a_payload_without_anything_is_answered(client):
    response = client.post("/book/", {})
    assert response.status_code == 422
    assert "Enter your name" in errors(response)


def test_the_urgent_lines_stand_there_with_and_without_cautions(client):
    assert read(client.get("/book/")).one("form").text.count("Emergency? Call 911.") == 1
    Caution.objects.all().delete()
    assert read(client.get("/book/")).one("form").text.count("Emergency? Call 911.") == 1
