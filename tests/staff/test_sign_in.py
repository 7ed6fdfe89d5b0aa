"""Signing in by e-mail and password: what is said, how often, and from where."""

import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from staff import tries
from staff.models import StaffMember
from tests.factories import make_clinic, make_staff
from tests.html import read
from tests.staff.helpers import PASSWORD, SIGN_IN, come_in, give_password

pytestmark = pytest.mark.django_db
WRONG = "not the right words at all"
TOO_CLOSE = "Too easy to guess here. Leave out names and places."


class CountingHasher(Argon2PasswordHasher):
    """The site's own hasher, counting how often it works, and when another could begin."""

    worked = together = 0

    def encode(self, password, salt):
        self.count()
        return super().encode(password, salt)

    def verify(self, password, encoded):
        self.count()
        return super().verify(password, encoded)

    def count(self):
        type(self).worked += 1
        type(self).together += not tries.one_at_a_time.locked()


@pytest.fixture
def counting(settings):
    settings.PASSWORD_HASHERS = ["tests.staff.test_sign_in.CountingHasher"]
    make_staff()
    CountingHasher.worked = CountingHasher.together = 0
    return CountingHasher


def test_the_right_password_leads_where_one_wanted_to_go(client):
    make_staff()
    values = {"next": "/admin/clinic/notice/"}
    response = give_password(client, " Desk@EXAMPLE.com ", values=values)
    assert response.headers["Location"] == "/admin/clinic/notice/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "\t//e.co",
    ],
)
def test_it_never_leads_elsewhere(client, path):
    make_staff()
    assert give_password(client, values={"next": path}).headers["Location"] == "/admin/"


def without_tokens(response):
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return text.replace("known@example.com", "").replace("nobody@example.com", "")


def test_known_and_unknown_addresses_get_the_same_answer(client, counting):
    make_staff("known@example.com")
    answers = []
    for email in ("known@example.com", "nobody@example.com"):
        counting.worked = 0
        response = give_password(client, email, WRONG)
        answers.append((response.status_code, without_tokens(response), counting.worked))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert answers[0][2] == 1
    assert "That did not match. Check both and try again." in answers[0][1]


def test_known_and_unknown_addresses_are_closed_after_as_many_tries(client):
    make_staff("known@x.example")
    known, unknown = (
        [give_password(client, email, WRONG, REMOTE_ADDR=place).status_code for _ in range(6)]
        for email, place in (("known@x.example", "198.51.100.7"), ("no@x.example", "203.0.113.5"))
    )
    assert known == unknown
    assert known[-1] == 429


@pytest.mark.parametrize("values", [{"is_active": False}, {"is_staff": False}])
def test_who_may_not_come_in_is_told_nothing_more(client, values):
    make_staff(**values)
    response = give_password(client)
    assert response.status_code == 422
    assert "That did not match" in read(response).text


def test_the_typed_address_stays_and_the_password_does_not(client):
    page = read(give_password(client, "ana@example.com", WRONG))
    assert page.one("input", name="username")["value"] == "ana@example.com"
    assert "value" not in page.one("input", name="password").attributes


def test_a_flood_costs_few_hashes(client, counting):
    statuses = [give_password(client, password=WRONG).status_code for _ in range(200)]
    assert counting.worked <= 10
    assert statuses[-1] == 429
    assert set(statuses) == {422, 429}


def test_a_flood_of_many_addresses_costs_few_hashes(client, counting):
    for n in range(200):
        give_password(client, f"person-{n}@example.com", WRONG)
    assert counting.worked <= 10


def test_passwords_are_hashed_one_at_a_time(client, counting):
    for password in (WRONG, PASSWORD):
        give_password(client, password=password)
    client.post("/admin/password-again/", {"password": PASSWORD})
    assert (counting.worked, counting.together) == (3, 0)


def test_signing_in_oneself_forgives_no_tries_at_a_colleague(client):
    make_staff()
    make_staff("owner@example.com")
    for _ in range(3):
        give_password(client, "owner@example.com", WRONG)
    assert give_password(Client()).status_code == 302
    give_password(client, "owner@example.com", WRONG)
    assert give_password(client, "owner@example.com", WRONG).status_code == 429


def test_ones_own_tries_are_forgiven(client):
    make_staff()
    for _ in range(3):
        give_password(client, password=WRONG)
    assert give_password(client).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_guesses_at_the_old_password_count(client, counting):
    come_in(client, StaffMember.objects.get())
    make_clinic()
    values = {"old_password": WRONG, "new_password1": PASSWORD, "new_password2": PASSWORD}
    answers = [client.post("/admin/password_change/", values) for _ in range(20)]
    assert "That is not your password. Try again." in read(answers[0]).text
    assert (answers[0].status_code, answers[-1].status_code) == (422, 429)
    last = read(client.post("/admin/password_change/", values | {"old_password": PASSWORD}))
    assert "Too many tries. Wait 15 minutes." in last.text
    assert "We did not look at it. Wait, then try again." in last.text
    assert counting.worked <= 10


@pytest.fixture
def all_wait():
    """As many as may wait for their turn do."""
    places = [tries.places.acquire(blocking=False) for _ in range(8)]
    yield
    for place in places:
        if place:
            tries.places.release()


@pytest.mark.usefixtures("all_wait")
def test_when_many_wait_the_next_is_told_and_holds_no_thread(client, counting):
    response = give_password(client)
    assert response.status_code == 422
    assert read(response).one(role="alert").text == (
        "Many people are signing in just now. Wait a moment and try again."
    )
    assert counting.worked == 0
    assert not AccessAttempt.objects.exists()


def test_a_closed_network_takes_no_place(client, counting, request):
    for _ in range(5):
        give_password(client, password=WRONG)
    request.getfixturevalue("all_wait")
    assert give_password(client, password=WRONG).status_code == 429


def test_a_place_is_given_back(client, counting):
    for n in range(20):
        give_password(client, f"{n}@example.com", WRONG, REMOTE_ADDR=f"198.51.100.{n}")
    assert counting.worked == 20
    assert give_password(client).status_code == 302


def test_the_page_says_how_long_to_wait_and_whom_to_call(client):
    make_clinic()
    for _ in range(5):
        response = give_password(client, password=WRONG)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) <= 15 * 60
    alert = read(response).one(role="alert").text
    assert alert == (
        "Too many tries. Wait 15 minutes, or use another device, or call (202) 555-0136."
    )


def test_the_right_password_waits_too_where_the_tries_came_from(client):
    make_staff()
    for _ in range(5):
        give_password(client, password=WRONG)
    assert give_password(client).status_code == 429


def test_the_right_person_gets_in_from_elsewhere(client):
    make_staff()
    for _ in range(20):
        give_password(client, password=WRONG, REMOTE_ADDR="198.51.100.7")
    assert give_password(client, REMOTE_ADDR="203.0.113.5").status_code == 302


def test_a_colleague_who_forgot_leaves_tries_for_the_others(client):
    make_staff()
    make_staff("other@example.com")
    for _ in range(6):
        give_password(client, "other@example.com", WRONG)
    assert give_password(client).status_code == 302


def test_waiting_opens_it_again(client, time_machine):
    make_staff()
    time_machine.move_to("2026-06-02 12:00", tick=False)
    for _ in range(5):
        give_password(client, password=WRONG)
    time_machine.move_to("2026-06-02 12:16", tick=False)
    assert give_password(client).status_code == 302


def test_an_invented_address_in_front_changes_nothing(client, settings, counting):
    settings.TRUSTED_PROXIES = 1
    for n in range(30):
        hops = f"10.0.0.{n}, 198.51.100.7"
        give_password(client, f"{n}@example.com", WRONG, headers={"X-Forwarded-For": hops})
    assert counting.worked <= 10


def test_all_of_an_ipv6_network_counts_as_one(client, counting):
    for n in range(30):
        give_password(client, f"{n}@example.com", WRONG, REMOTE_ADDR=f"2001:db8:0:1::{n:x}")
    assert counting.worked <= 10


def test_of_a_failed_try_nothing_typed_is_kept(client):
    give_password(client, password="CANARY-PASSWORD", values={"typed": "CANARY-TYPED"})
    attempt = AccessAttempt.objects.get()
    assert "CANARY" not in f"{attempt.post_data} {attempt.get_data}"


def test_the_words_for_a_password_that_will_not_do():
    make_clinic()
    karen = make_staff("karen@example.com", first_name="Karen")
    for password, words in {
        "ten letter": "Too short: 5 more.",
        "yfdbufnjh10305070": "Many people use this one. Choose another.",
        "passwordpassword": "Many people use this one. Choose another.",
        "iloveyouSunshine": "Many people use this one. Choose another.",
        "natural healthcare 2027 1": TOO_CLOSE,
        "karen karen karen karen": TOO_CLOSE,
    }.items():
        with pytest.raises(ValidationError) as fault:
            validate_password(password, karen)
        assert fault.value.messages[0] == words
    validate_password("four plain words here", karen)
    validate_password("31415 92653 58979 32384", karen)
    validate_password("четыре простых слова тут", karen)
    validate_password("w" + "aB3$" * 31 + "xyz", karen)


def test_who_is_in_is_not_asked_again(client):
    come_in(client, make_staff())
    assert client.get(f"{SIGN_IN}?next=/admin/clinic/notice/").headers["Location"] == (
        "/admin/clinic/notice/"
    )
