"""Wrong passwords of others do not keep a colleague out of a computer they came in with before."""

import pytest

from staff import devices
from tests.factories import make_staff
from tests.staff.helpers import give_password
from tests.staff.test_sign_in import CountingHasher

pytestmark = pytest.mark.django_db
WRONG = "not the right words at all"
OTHERS = ("a@example.com", "b@example.com")


@pytest.fixture
def known(client):
    """A browser its colleague came in with once."""
    for email in OTHERS:
        make_staff(email)
    make_staff()
    give_password(client)
    client.post("/admin/logout/")
    return client


@pytest.fixture
def stranger(client):
    """Another browser behind the same address."""
    return type(client)()


def close_the_network(stranger):
    for email in OTHERS:
        for _ in range(4):
            give_password(stranger, email, WRONG)
    assert give_password(stranger).status_code == 429


def test_others_who_forgot_keep_nobody_out_of_a_known_computer(known, stranger):
    close_the_network(stranger)
    assert give_password(known).status_code == 302


def test_guessing_for_its_colleague_elsewhere_does_not_either(known, stranger):
    for _ in range(5):
        give_password(stranger, password=WRONG)
    assert give_password(known).status_code == 302


def test_it_has_few_tries_itself(known, settings):
    settings.PASSWORD_HASHERS = ["tests.staff.test_sign_in.CountingHasher"]
    CountingHasher.worked = 0
    statuses = [give_password(known, password=WRONG).status_code for _ in range(200)]
    assert CountingHasher.worked <= 5
    assert statuses[-1] == 429
    assert give_password(known).status_code == 429


def test_it_is_known_for_its_own_colleague_alone(known, stranger):
    close_the_network(stranger)
    assert give_password(known, OTHERS[0]).status_code == 429


@pytest.mark.parametrize("cookie", ["", "invented", "x" * 64])
def test_a_cookie_is_not_believed_before_it_is_checked(known, stranger, cookie):
    close_the_network(stranger)
    stranger.cookies[devices.COOKIE] = cookie
    assert give_password(stranger).status_code == 429


def test_a_flood_with_invented_cookies_costs_few_hashes(known, stranger, settings):
    settings.PASSWORD_HASHERS = ["tests.staff.test_sign_in.CountingHasher"]
    CountingHasher.worked = 0
    for n in range(200):
        stranger.cookies[devices.COOKIE] = f"invented-{n}"
        give_password(stranger, f"person-{n}@example.com", WRONG)
    assert CountingHasher.worked <= 10
