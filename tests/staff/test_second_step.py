"""The second step: needed before anything else opens, each code once, lost and reset."""

import pytest
from django.core.management import CommandError, call_command
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from outbox.models import Letter
from staff import second_step
from tests.factories import make_clinic, make_staff
from tests.html import read
from tests.staff.helpers import (
    KEY,
    SECOND_STEP,
    SET_UP,
    SIGN_IN,
    digits,
    give_password,
    give_second_step,
)

pytestmark = pytest.mark.django_db
ANY_PAGE = "/admin/clinic/notice/"


@pytest.fixture
def online(settings):
    """A site that is not on this computer."""
    settings.SITE_IS_LOCAL = False


@pytest.fixture
def member(online):
    return make_staff()


def test_on_this_computer_none_is_needed(client):
    make_staff()
    give_password(client)
    assert client.get(ANY_PAGE).status_code == 200


def test_on_this_computer_one_that_is_set_up_counts(client):
    give_second_step(make_staff())
    give_password(client)
    assert client.get(ANY_PAGE).status_code == 302


def test_nothing_opens_before_it_is_set_up(client, member):
    assert give_password(client).headers["Location"] == SECOND_STEP
    for address in (ANY_PAGE, "/admin/my-sign-ins/", "/admin/staff/staffmember/", "/admin/"):
        assert client.get(address).headers["Location"].startswith(SIGN_IN)
    assert client.get(f"{SIGN_IN}?next={ANY_PAGE}").headers["Location"] == SECOND_STEP
    assert client.get(SECOND_STEP).headers["Location"] == SET_UP


def app_digits(client):
    """What an app shows that scanned the page's square."""
    key = client.session["second_step_key"]
    assert second_step.words_of(key) in read(client.get(SET_UP)).one("code", class_="key").text
    return f"{second_step.TOTP(bytes.fromhex(key)).token():06}"


def test_setting_up(client, member):
    give_password(client, values={"next": ANY_PAGE})
    page = read(client.get(SET_UP))
    square = page.one("svg", class_="qr")
    assert square.one("path")["d"].startswith("M4 4h1v1h-1z")
    assert client.get(SET_UP).content.count(b"data:") == 0
    response = client.post(SET_UP, {"code": "000000"})
    assert response.status_code == 422
    assert "Wait for the next digits" in read(response).text

    client.post(SET_UP, {"code": app_digits(client)})
    codes = [item.text for item in read(client.get(SET_UP)).one("ul", class_="codes").all("li")]
    assert len(set(codes)) == 10
    assert not second_step.is_set_up(member)
    assert client.get(ANY_PAGE).status_code == 302

    assert client.post(SET_UP, {"kept": "1"}).headers["Location"] == ANY_PAGE
    assert client.get(ANY_PAGE).status_code == 200
    assert second_step.check(member, codes[3])
    assert not {code.replace("-", "") for code in codes} & set(
        StaticToken.objects.values_list("token", flat=True)
    )
    assert "second_step_key" not in client.session


def test_codes_are_not_kept_before_the_digits_were_right(client, member):
    give_password(client)
    client.get(SET_UP)
    client.post(SET_UP, {"kept": "1"})
    assert not second_step.is_set_up(member)


def test_whoever_has_the_password_alone_cannot_set_up_another(client, member):
    give_second_step(member)
    give_password(client)
    for response in (client.get(SET_UP), client.post(SET_UP, {"kept": "1"})):
        assert response.headers["Location"] == SECOND_STEP
    assert TOTPDevice.objects.get().key == KEY


def test_the_digits_open_the_desk_once(client, member):
    give_second_step(member)
    code = digits()
    give_password(client, values={"next": ANY_PAGE})
    assert client.post(SECOND_STEP, {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == (
        ANY_PAGE
    )
    assert client.get(ANY_PAGE).status_code == 200
    client.post("/admin/logout/")
    give_password(client)
    assert client.post(SECOND_STEP, {"code": code}).status_code == 422


def test_a_recovery_code_opens_the_desk_once(client, member):
    code = give_second_step(member)[0]
    give_password(client)
    assert client.post(SECOND_STEP, {"code": code.upper()}).status_code == 302
    assert second_step.codes_left(member) == 9
    assert not second_step.check(member, code)


def test_recovery_codes_are_kept_salted(member):
    codes = second_step.new_codes()
    for each in (member, make_staff("other@example.com")):
        second_step.set_up(each, KEY, codes)
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 2 * len(codes)
    assert not kept & {code.replace("-", "") for code in codes}


@pytest.mark.parametrize("code", ["", "000000", "aaaaa-aaaaa", "١٢٣٤٥٦", "x" * 41, "\0"])
def test_a_wrong_code_opens_nothing(client, member, code):
    give_second_step(member)
    give_password(client)
    response = client.post(SECOND_STEP, {"code": code})
    assert response.status_code == 422
    assert client.get(ANY_PAGE).status_code == 302


def test_guessing_slows_down(member):
    give_second_step(member)
    for _ in range(3):
        second_step.check(member, "000000")
    assert not second_step.check(member, digits())
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    assert second_step.check(member, digits())


def test_guessing_recovery_codes_slows_down_too(member):
    code = give_second_step(member)[0]
    for _ in range(3):
        second_step.check(member, "aaaaa-aaaaa")
    assert not second_step.check(member, code)
    StaticDevice.objects.update(throttling_failure_timestamp=None)
    assert second_step.check(member, code)


def test_a_remembered_computer_leaves_it_out_for_30_days(client, member, time_machine):
    time_machine.move_to("2026-06-02 08:00", tick=False)
    give_second_step(member)
    give_password(client)
    client.post(SECOND_STEP, {"code": digits(), "remember": "on"})
    client.post("/admin/logout/")
    time_machine.move_to("2026-07-01 08:00", tick=False)
    assert give_password(client).headers["Location"] == "/admin/"
    client.post("/admin/logout/")
    time_machine.move_to("2026-07-03 08:00", tick=False)
    assert give_password(client).headers["Location"] == SECOND_STEP


def remembered(client, member):
    code = give_second_step(member)[0]
    give_password(client)
    client.post(SECOND_STEP, {"code": code, "remember": "on"})


def test_a_remembered_computer_is_forgotten_with_a_new_password(client, member):
    remembered(client, member)
    member.set_password("five other plain words")
    member.save()
    response = give_password(client, password="five other plain words")
    assert response.headers["Location"] == SECOND_STEP


def test_a_computer_remembers_one_colleague_alone(client, member):
    remembered(client, member)
    other = make_staff("other@example.com")
    give_second_step(other)
    assert give_password(client, other.email).headers["Location"] == SECOND_STEP


def test_its_cookie_is_for_this_site_alone_and_only_its_hash_is_kept(client, member):
    remembered(client, member)
    cookie = client.cookies["device"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/", True, "Lax")
    assert cookie["domain"] == ""
    assert cookie.value not in str(member.devices.values())


def test_a_reset_at_the_server(client, member):
    make_clinic()
    remembered(client, member)
    call_command("reset_second_step", "DESK@example.com")
    assert client.get(ANY_PAGE).status_code == 302
    assert give_password(client).headers["Location"] == SECOND_STEP
    assert client.get(SECOND_STEP).headers["Location"] == SET_UP
    letter = Letter.objects.get(kind="staff.second_step_reset")
    assert letter.to == member.email
    assert "Somebody at the server reset it on " in letter.text
    assert "(202) 555-0136" in letter.text
    with pytest.raises(CommandError, match="There is no c@example.com here. Known: desk@"):
        call_command("reset_second_step", "c@example.com")


def test_the_pages_name_the_ways_back(client, member):
    give_second_step(member)
    for page in (read(client.get(SIGN_IN)), read(give_password(client, follow=True))):
        assert "Use a recovery code, ask an owner, or on the server type make second-step" in (
            page.text
        )


def test_leaving_before_the_last_step(client, member):
    give_second_step(member)
    give_password(client)
    client.post("/admin/leave/")
    assert "_auth_user_id" not in client.session


def test_looking_changes_no_device(client, member):
    give_password(client)
    for _ in range(2):
        client.get(SET_UP)
    assert not TOTPDevice.objects.exists()
