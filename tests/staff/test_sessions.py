"""Sessions: how long they last, where they end, and what is told about a new device."""

import pytest
from django.contrib.sessions.models import Session

from outbox.models import Letter
from staff import typed
from staff.devices import words_for
from tests.factories import make_staff
from tests.html import read
from tests.staff.helpers import (
    SECOND_STEP,
    SIGN_IN,
    come_in,
    give_password,
    give_second_step,
    make_colleague,
)

pytestmark = pytest.mark.django_db
DESK = "/admin/"
MINE = "/admin/my-sign-ins/"
END = "/admin/my-sign-ins/end/"
NOTICES = "/admin/clinic/notice/add/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Safari/604.1"


def is_in(client):
    return client.get(DESK).status_code == 200


@pytest.fixture
def member(db):
    return make_staff()


def test_a_session_planted_before_opens_nothing(client, member, client_class):
    client.get(SIGN_IN)
    session = client.session
    session.create()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    give_password(client)
    assert is_in(client)
    assert client.cookies["sessionid"].value != planted
    thief = client_class()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)


@pytest.fixture
def client_class(client):
    return type(client)


def test_a_session_from_before_the_second_step_opens_nothing(
    client, member, client_class, settings
):
    settings.SITE_IS_LOCAL = False
    code = give_second_step(member)[0]
    give_password(client)
    thief = client_class()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post(SECOND_STEP, {"code": code})
    assert (is_in(client), is_in(thief)) == (True, False)


def test_a_stolen_cookie_ends_with_signing_out(client, member, client_class):
    give_password(client)
    thief = client_class()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_in(thief)
    client.post("/admin/logout/")
    assert not is_in(thief)


def test_it_ends_when_the_colleague_is_shut_out(client, member):
    give_password(client)
    member.is_active = False
    member.save()
    assert not is_in(client)


def test_it_ends_with_a_new_password(client, member):
    give_password(client)
    member.set_password("five other plain words")
    member.save()
    assert not is_in(client)


def test_it_lasts_a_working_day_however_much_is_done(client, member, time_machine):
    time_machine.move_to("2026-06-02 08:00", tick=False)
    give_password(client)
    time_machine.move_to("2026-06-02 19:00", tick=False)
    client.post(NOTICES, {"sentence": ""})
    session = client.session
    session["touched"] = True
    session.save()
    assert is_in(client)
    time_machine.move_to("2026-06-02 20:01", tick=False)
    assert not is_in(client)


def test_the_devices_one_is_signed_in_on(client, member, client_class):
    phone = client_class()
    give_password(phone, headers={"User-Agent": SAFARI})
    give_password(client, headers={"User-Agent": FIREFOX})
    give_password(client_class())
    member.devices.filter(words="A browser").update(session_key="gone")
    rows = [row.text for row in read(client.get(MINE)).one("table").all("tr")]
    assert len(rows) == 2
    assert rows[0].startswith("Firefox on Windows · this one since ")
    assert rows[1].startswith("Safari on iPhone since ")


def test_signing_out_another_device(client, member, client_class):
    phone = client_class()
    give_password(phone)
    give_password(client)
    other = member.devices.earliest("signed_in_at")
    client.post(END, {"device": other.pk})
    assert (is_in(phone), is_in(client)) == (False, True)


def test_signing_out_everywhere(client, member, client_class):
    phone = client_class()
    give_password(phone)
    give_password(client)
    member.devices.update(remembered_until="2999-01-01 00:00Z", remembered_with="x")
    assert client.post(END, follow=True).redirect_chain[-1][0].startswith(SIGN_IN)
    assert (is_in(phone), is_in(client)) == (False, False)
    assert not member.devices.exclude(remembered_until=None).exists()


def test_nobody_ends_the_sign_ins_of_another(client, member, client_class):
    other = make_staff("other@example.com")
    theirs = client_class()
    give_password(theirs, other.email)
    give_password(client)
    assert client.post(END, {"device": other.devices.get().pk}).status_code == 404
    client.post(END)
    assert is_in(theirs)


def test_a_new_device_is_told_to_its_colleague_and_the_owners(client, client_class):
    make_colleague("Owner")
    ana = make_colleague("Receptionist", "ana@example.com", first_name="Ana")
    give_password(client, ana.email)
    assert [letter.to for letter in Letter.objects.all()] == ["owner@example.com"]
    client.post("/admin/logout/")
    give_password(client, ana.email)
    assert Letter.objects.count() == 1

    give_password(client_class(), ana.email, headers={"User-Agent": FIREFOX})
    letters = Letter.objects.exclude(pk=Letter.objects.earliest("pk").pk)
    assert {letter.to for letter in letters} == {"ana@example.com", "owner@example.com"}
    assert letters[0].subject == "New sign-in for Ana"
    assert "on a device we have not seen: Firefox on Windows, " in letters[0].text


def test_the_first_sign_in_of_the_only_owner_tells_nobody(client):
    make_colleague("Owner", "owner@example.com")
    give_password(client, "owner@example.com")
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/150.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Chrome/150 Edg/150", "Edge on a Mac"),
        ("<script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_device_in_words(agent, words):
    assert words_for(agent) == words


def test_what_was_typed_survives_signing_in_again(client, member):
    values = {"sentence": "We moved <b>next door</b>.", "from_on": ["2026-01-01", "2026-01-02"]}
    response = client.post(NOTICES, values | {"password": "CANARY"})
    assert response.status_code == 403
    page = read(response)
    assert "You were signed out. What you typed is still here" in page.text
    kept = page.one("input", name="typed")["value"]

    values = {"typed": kept, "next": page.one("input", name="next")["value"]}
    response = give_password(client, values=values, follow=True)
    form = next(f for f in read(response).all("form") if f.get("action") == NOTICES)
    fields = [(f["name"], f["value"]) for f in form.all("input", type="hidden")]
    assert fields[1:] == [
        ("sentence", "We moved <b>next door</b>."),
        ("from_on", "2026-01-01"),
        ("from_on", "2026-01-02"),
    ]
    assert typed.KEY not in client.session
    assert "CANARY" not in response.content.decode()


def test_a_wrong_password_does_not_lose_what_was_typed(client, member):
    page = read(client.post(NOTICES, {"sentence": "We moved."}))
    kept = page.one("input", name="typed")["value"]
    page = read(give_password(client, password="wrong", values={"typed": kept}))
    assert page.one("input", name="typed")["value"] == kept


def test_a_form_we_did_not_sign_is_ignored(client, member):
    response = give_password(client, values={"typed": "eyJwYXRoIjoiL2V2aWwifQ:x:y"})
    assert response.headers["Location"] == DESK


def test_without_anything_typed_there_is_nothing_to_send(client, member):
    come_in(client, member)
    assert client.get("/admin/typed/").headers["Location"] == DESK


def test_signing_out_twice_is_no_form_to_keep(client):
    assert client.post("/admin/logout/").status_code == 302


def test_sessions_live_in_the_database(client, member):
    give_password(client)
    assert Session.objects.count() == 1
