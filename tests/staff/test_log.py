"""The log says who came in and that somebody was refused, by number and without what was typed."""

import logging

import pytest

from tests.factories import make_staff
from tests.staff.helpers import SECOND_STEP, digits, give_password, give_second_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """What this room has logged so far."""
    caplog.set_level(logging.INFO, "staff")
    return lambda: [line.getMessage() for line in caplog.records if line.name.startswith("staff")]


def test_coming_in(client, lines):
    member = make_staff()
    give_second_step(member)
    give_password(client)
    assert lines() == []
    client.post(SECOND_STEP, {"code": digits()})
    assert lines() == [f"Signed in: colleague {member.pk}"]


def test_a_wrong_password_and_an_unknown_address(client, lines):
    make_staff()
    give_password(client, password="wrong words all over")
    give_password(client, "nobody@example.com")
    assert lines() == ["Sign-in refused"] * 2


def test_a_wrong_second_step(client, lines):
    member = make_staff()
    give_second_step(member)
    give_password(client)
    client.post(SECOND_STEP, {"code": "000000"})
    assert lines() == [f"Second step refused: colleague {member.pk}"]


def test_the_wrong_password_asked_for_again(client, lines):
    member = make_staff()
    client.force_login(member)
    client.post("/admin/password-again/", {"password": "wrong words all over"})
    assert lines() == [f"Password refused: colleague {member.pk}"]


def test_a_chosen_password(client, lines, settings):
    settings.SITE_IS_LOCAL = False
    member = make_staff()
    member.take_made_password("abcde-fghjk-mnpqr-stuvw")
    give_second_step(member)
    give_password(client, password="abcde-fghjk-mnpqr-stuvw")
    client.post(SECOND_STEP, {"code": digits()})
    chosen = {"new_password1": "five other plain words", "new_password2": "five other plain words"}
    client.post("/admin/own-password/", chosen)
    assert lines()[-1] == f"Password chosen: colleague {member.pk}"


def test_lines_of_this_room_reach_the_log(settings):
    assert settings.LOGGING["loggers"]["staff"]["level"] == "INFO"
