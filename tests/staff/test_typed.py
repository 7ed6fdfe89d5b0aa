"""What was typed comes back to who typed it, however their session ended, and to nobody else."""

import pytest

from tests.factories import make_clinic, make_staff
from tests.html import read
from tests.staff.helpers import (
    PASSWORD,
    SECOND_STEP,
    come_in,
    digits,
    give_password,
    give_second_step,
    make_colleague,
)

pytestmark = pytest.mark.django_db
NOTICES = "/admin/clinic/notice/add/"
COLLEAGUES = "/admin/staff/staffmember/add/"
OWN_PASSWORD = "/admin/own-password/"
INVITATION = {"first_name": "Ana", "email": "ana@example.com", "role": "Editor"}
NEW = "five other plain words"
WORDS = "We moved next door."


def sent_while_out(client, path=NOTICES, values=None):
    """What the sign-in page holds after a form came from somebody signed out."""
    page = read(client.post(path, values or {"sentence": WORDS}))
    return {name: page.one("input", name=name).get("value", "") for name in ("typed", "next")}


def offered(response):
    """The form behind "Send it now" as (where it goes, what it holds), or None."""
    for form in read(response).all("form"):
        if "Send it now" in form.text:
            fields = form.all("input", type="hidden")
            return form["action"], {field["name"]: field["value"] for field in fields}
    return None


@pytest.mark.parametrize("until", ["2026-06-06 08:00", "2026-06-08 08:00"])
def test_a_sign_in_page_left_open_keeps_it_over_a_weekend(client, time_machine, until):
    time_machine.move_to("2026-06-05 17:00", tick=False)
    make_staff()
    kept = sent_while_out(client)
    time_machine.move_to(until, tick=False)
    action, fields = offered(give_password(client, values=kept, follow=True))
    assert (action, fields["sentence"]) == (NOTICES, WORDS)


def test_after_a_week_it_is_gone_and_that_is_said(client, time_machine):
    time_machine.move_to("2026-06-05 17:00", tick=False)
    make_staff()
    kept = sent_while_out(client)
    time_machine.move_to("2026-06-12 17:01", tick=False)
    response = give_password(client, values=kept, follow=True)
    assert WORDS not in response.content.decode()
    assert "What you typed was kept for a week, and that is over." in read(response).text


def asked_again_in_the_last_minutes(client, time_machine, get=False):
    """Where the password is asked for again, and its page, as the working day runs out."""
    time_machine.move_to("2026-06-05 08:00", tick=False)
    make_clinic()
    give_password(client, make_colleague("Owner").email)
    time_machine.move_to("2026-06-05 19:58", tick=False)
    send = client.get if get else client.post
    again = send(COLLEAGUES, INVITATION).headers["Location"]
    page = read(client.get(again))
    time_machine.move_to("2026-06-05 20:02", tick=False)
    return again, page.one("input", name="typed").get("value", "")


def test_a_session_that_ends_while_the_password_is_asked_again_loses_nothing(client, time_machine):
    again, carried = asked_again_in_the_last_minutes(client, time_machine)
    kept = sent_while_out(client, again, {"password": PASSWORD, "typed": carried})
    action, fields = offered(give_password(client, "owner@example.com", values=kept, follow=True))
    assert action == COLLEAGUES
    assert fields.items() >= INVITATION.items()


def test_without_a_form_it_leads_on_and_offers_nothing_to_send(client, time_machine):
    again, carried = asked_again_in_the_last_minutes(client, time_machine, get=True)
    assert carried == ""
    kept = sent_while_out(client, again, {"password": PASSWORD, "typed": carried})
    response = give_password(client, "owner@example.com", values=kept, follow=True)
    assert response.redirect_chain[-1][0].startswith(COLLEAGUES)
    assert offered(response) is None


def test_choosing_ones_own_password_keeps_it(client, settings):
    settings.SITE_IS_LOCAL = False
    member = make_staff()
    member.take_made_password(PASSWORD)
    give_second_step(member)
    give_password(client, values=sent_while_out(client))
    client.post(SECOND_STEP, {"code": digits()})
    chosen = {"new_password1": NEW, "new_password2": NEW}
    response = client.post(OWN_PASSWORD, chosen, follow=True)
    action, fields = offered(response)
    assert (action, fields["sentence"]) == (NOTICES, WORDS)


@pytest.fixture
def left(client):
    """The sign-in page that came back to the editor, whose session had ended."""
    make_clinic()
    give_password(client, make_colleague("Editor").email)
    client.post("/admin/logout/")
    return sent_while_out(client)


def test_another_who_signs_in_there_does_not_see_it(client, left):
    other = make_colleague("Owner")
    response = give_password(client, other.email, values=left, follow=True)
    assert WORDS not in response.content.decode()
    assert "A colleague typed something here before." in read(response).text
    give_password(client, "editor@example.com")
    assert client.get("/admin/typed/").headers["Location"] == "/admin/"


def test_who_typed_it_sees_it_also_on_a_shared_computer(client, left):
    response = give_password(client, "editor@example.com", values=left, follow=True)
    assert offered(response)[1]["sentence"] == WORDS


def test_what_is_typed_halfway_in_belongs_to_who_gave_the_password(client, settings):
    settings.SITE_IS_LOCAL = False
    give_second_step(make_staff())
    give_password(client)
    kept = sent_while_out(client)
    client.cookies.clear()
    come_in(client, make_staff("other@example.com"))
    response = client.post("/admin/login/", {"username": "x"} | kept)
    assert response.status_code == 422
    settings.SITE_IS_LOCAL = True
    response = give_password(client, "other@example.com", values=kept, follow=True)
    assert WORDS not in response.content.decode()
