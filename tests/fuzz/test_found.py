"""What the fuzzer found once: each is answered in words, and stays so."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from booking.fold import NOT_A_DAY, Day
from clinic.numbers import whole_number
from tests.booking.states import agreed, offered
from tests.clinic_site.running import running
from tests.desk import at
from tests.factories import make_clinic, make_hours, make_practitioner, make_staff, make_technique
from tests.fuzz import wire
from tests.html import read
from tests.staff.helpers import come_in

pytestmark = pytest.mark.django_db
MANY_DIGITS = "9" * 5000
BROKEN = "multipart/form-data; boundary=" + "b" * 400


@pytest.fixture
def site(db):
    """A clinic with hours and a page that shows facts."""
    make_clinic()
    make_hours()
    make_technique(slug="sot")


@pytest.fixture
def owner(client):
    come_in(client, make_staff())
    return client


@pytest.mark.parametrize("address", ["/", "/techniques/sot/", "/techniques/", "/contact/"])
def test_a_form_from_elsewhere_sent_to_a_page_with_facts_is_refused(site, address):
    response = Client(enforce_csrf_checks=True).post(address, {"name": "Maria"})
    assert response.status_code == 403
    assert read(response).one("h1").text == "Please send it once more"


def test_an_unreadable_form_sent_to_an_unknown_address_is_not_found(db):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "f" * 32
    response = client.generic("POST", "/nowhere/", b"year=25%3A61", BROKEN)
    assert response.status_code == 404
    assert read(response).one("h1").text == "We lost the thread"


def test_an_unreadable_form_is_a_bad_request(client):
    assert client.generic("POST", "/book/", b"year=25%3A61", BROKEN).status_code == 400


@pytest.mark.parametrize("number", ["abc", "9" * 40, "٣"])
def test_a_row_of_no_number_cannot_be_saved(owner, number):
    person = at(make_practitioner()).rpartition("/change/")[0].rpartition("/")[0]
    assert owner.post(f"{person}/{number}/change/", {}).status_code == 404


@pytest.mark.parametrize("room", ["testimonials/testimonial", "booking/appointmentrequest"])
@pytest.mark.parametrize("number", ["FMPY-QFYH-WMTD", MANY_DIGITS])
def test_a_row_of_no_number_is_not_found(owner, room, number):
    assert owner.head(f"/admin/{room}/{number}/change/").status_code in {302, 404}


@pytest.mark.parametrize(
    "address",
    [
        f"/admin/testimonials/testimonial/cards/2-{'9' * 400}/",
        "/admin/techniques/source/?_to_field=",
    ],
)
def test_the_desk_answers_numbers_and_names_that_are_none(owner, address):
    assert owner.get(address).status_code in {200, 404}


def test_after_signing_in_a_word_leads_nowhere(owner):
    response = owner.get("/admin/login/", {"next": "%(a)s%n"})
    assert response.headers["Location"] == "/admin/"


def test_the_same_time_is_not_offered_twice(site, owner):
    who, row = make_practitioner("Karen"), agreed()
    times = {"seen": row.version, "own_words": "We are closed.", "anyway": "1"}
    for n in range(2):
        times |= {
            f"time{n}-day": "2027-06-09",
            f"time{n}-time": "10:00",
            f"time{n}-minutes": "30",
            f"time{n}-who": who.pk,
        }
    response = owner.post(f"/admin/booking/appointmentrequest/{row.pk}/cancel/", times)
    assert "This time stands here twice" in response.content.decode()
    row.refresh_from_db()
    assert (row.status, row.offers.count()) == ("agreed", 0)


@pytest.mark.parametrize("number", [MANY_DIGITS, "٣", "²", "-1", "x", "\0"])
def test_what_is_no_number_accepts_no_time(client, site, number):
    row = offered()
    response = client.post(f"/request/{row.key}/accept/", {"offer": number, "sure": "yes"})
    assert response.status_code == 422
    row.refresh_from_db()
    assert row.status == "offered"


@pytest.mark.parametrize("number", ["x", MANY_DIGITS, ""])
def test_a_device_of_no_number_is_not_found(owner, number):
    assert owner.post("/admin/my-sign-ins/end/", {"device": number}).status_code == 404


@pytest.mark.parametrize("year", ["99999999999", MANY_DIGITS, "-99999999999"])
def test_a_year_of_many_digits_is_no_day(year):
    with pytest.raises(ValidationError, match=NOT_A_DAY):
        Day().clean(["6", "15", year])


@pytest.mark.parametrize(
    ("text", "number"), [("7", 7), ("007", 7), ("9" * 18, 10**18 - 1), ("9" * 19, 0), ("²", 0)]
)
def test_whole_numbers(text, number):
    assert whole_number(text) == number


@pytest.mark.django_db(transaction=True)
def test_a_visitor_does_not_move_the_site(tmp_path):
    make_clinic()
    with running(tmp_path) as site:
        lines = [b"GET /healthz HTTP/1.1", b"Host: 127.0.0.1", b"Script_Name: /x", b"", b""]
        port = int(site.address.rpartition(":")[2])
        assert wire.send(port, b"\r\n".join(lines)) == 200
