"""Who forgot the password chooses a new one by letter, and nobody learns who works here."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from outbox import delivery
from outbox.models import Letter
from staff.models import StaffMember
from tests.factories import make_clinic, make_staff
from tests.html import read
from tests.staff.helpers import give_password

pytestmark = pytest.mark.django_db
FORGOT = "/admin/forgot-password/"
NEW = "five plain words of mine"


@pytest.fixture(autouse=True)
def member(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_clinic()
    return make_staff("karen@example.com")


def later(**delta):
    # As a number: an aware moment would change the time zone, too, in which Django counts.
    return time_machine.travel((timezone.now() + datetime.timedelta(**delta)).timestamp())


def link_for(client, email="karen@example.com"):
    """The path in the letter that comes to an address."""
    client.post(FORGOT, {"email": email})
    delivery.deliver_due()
    message = mail.outbox[-1]
    assert message.to == [email]
    [address] = [word for word in message.body.split() if "/new-password/" in word]
    return address.removeprefix("http://127.0.0.1:8000")


def test_the_sign_in_page_leads_there(client):
    page = read(client.get("/admin/login/"))
    [link] = [a for a in page.all("a") if a.text == "Forgot your password?"]
    assert client.get(link["href"]).status_code == 200


def test_a_new_password_is_chosen_by_letter(client, member):
    here = link_for(client)
    assert client.get(here).status_code == 200
    response = client.post(here, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    assert "Saved. Sign in with your new password." in read(response).text
    assert give_password(client, "karen@example.com", NEW).headers["Location"] == "/admin/"


def test_the_link_works_once(client):
    here = link_for(client)
    client.post(here, {"new_password1": NEW, "new_password2": NEW})
    response = client.get(here)
    assert response.status_code == 410
    assert "This link no longer works" in read(response).text
    assert client.post(here, {"new_password1": "x", "new_password2": "x"}).status_code == 410


def test_the_link_works_for_an_hour(client):
    here = link_for(client)
    with later(minutes=59):
        assert client.get(here).status_code == 200
    with later(minutes=61):
        assert client.get(here).status_code == 410


def test_other_sign_ins_end(client, member):
    client.force_login(member)
    here = link_for(client)
    client.post(here, {"new_password1": NEW, "new_password2": NEW})
    assert client.get("/admin/").status_code == 302


def test_opening_the_link_changes_nothing(client, member):
    here = link_for(client)
    client.get(here)
    assert StaffMember.objects.get().password == member.password


def test_every_address_gets_the_same_answer_and_the_same_work(
    client, django_assert_num_queries, settings
):
    client.post(FORGOT, {"email": "first@example.com"})  # it makes the salt of the day
    answers = []
    for email in ("karen@example.com", "nobody@example.com"):
        with django_assert_num_queries(14):
            response = client.post(FORGOT, {"email": email})
        answers.append((response.status_code, response["Location"]))
        assert (
            "If we know this address, a letter is on its way."
            in read(client.get("/admin/login/")).text
        )
    assert answers[0] == answers[1]


def test_a_letter_to_nobody_is_dropped(client):
    client.post(FORGOT, {"email": "nobody@example.com"})
    delivery.deliver_due()
    assert mail.outbox == []
    assert Letter.objects.get().dropped_at


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"password": "!"}])
def test_who_may_not_sign_in_gets_no_letter(client, change):
    StaffMember.objects.update(**change)
    client.post(FORGOT, {"email": "karen@example.com"})
    delivery.deliver_due()
    assert mail.outbox == []


def test_an_address_gets_three_letters_an_hour(client):
    for _ in range(5):
        client.post(FORGOT, {"email": "Karen@example.com"})
    assert Letter.objects.count() == 3
    with later(minutes=61):
        client.post(FORGOT, {"email": "karen@example.com"})
    assert Letter.objects.count() == 4


def ask_often(client, place):
    for n in range(15):
        client.post(FORGOT, {"email": f"x{n}@example.com"}, REMOTE_ADDR=place.format(n))


@pytest.mark.parametrize("place", ["203.0.113.9", "2001:db8:0:1::{:x}"])
def test_one_line_gets_ten_letters_an_hour(client, place):
    ask_often(client, place)
    assert Letter.objects.count() == 10
    client.post(FORGOT, {"email": "karen@example.com"}, REMOTE_ADDR="198.51.100.7")
    assert Letter.objects.count() == 11


def test_one_network_gets_thirty_however_many_lines_it_has(client):
    for line in range(4):
        ask_often(client, f"2001:db8:0:{line}::{{:x}}")
    assert Letter.objects.count() == 30
    client.post(FORGOT, {"email": "karen@example.com"}, REMOTE_ADDR="2001:db8:1::1")
    assert Letter.objects.count() == 31


def test_a_typing_error_is_told(client):
    response = client.post(FORGOT, {"email": "karen"})
    assert response.status_code == 422
    assert "Enter a valid email address." in read(response).text
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("short", "short", "Too short: 10 more."),
        (NEW, "another one of mine", "The two are not the same. Write both again."),
    ],
)
def test_a_password_that_will_not_do_is_told(client, member, first, second, sentence):
    here = link_for(client)
    response = client.post(here, {"new_password1": first, "new_password2": second})
    assert response.status_code == 422
    assert sentence in read(response).text
    assert StaffMember.objects.get().password == member.password


def test_the_letter_at_the_desk_shows_no_link(client, member):
    here = link_for(client)
    client.force_login(member)
    letter = Letter.objects.get()
    page = client.get(f"/admin/outbox/letter/{letter.pk}/change/").content.decode()
    assert "Choose a new password" in page
    assert here.split("/")[3] not in page


def test_the_addresses_are_never_kept_by_a_browser(client):
    for address in (FORGOT, link_for(client)):
        assert "no-store" in client.get(address)["Cache-Control"]
