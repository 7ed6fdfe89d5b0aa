"""What an owner does for colleagues: inviting, roles, a lost second step, shutting out."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outbox import delivery
from outbox.kinds import kinds
from outbox.models import Letter
from staff import invitations, second_step
from staff.models import StaffMember
from staff.roles import Role, names_of, role_of
from tests.factories import make_clinic, make_staff
from tests.html import read
from tests.staff.helpers import (
    SET_UP,
    come_in,
    give_password,
    give_second_step,
    make_colleague,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/staff/staffmember/"
ADD = f"{LIST}add/"
ANA = {"first_name": "Ana", "last_name": "Weiss", "email": "Ana@Example.com"}
GOOD = "five other plain words"


@pytest.fixture
def owner(client):
    make_clinic()
    owner = make_colleague("Owner", first_name="Karen")
    come_in(client, owner)
    return owner


def change(member):
    return f"{LIST}{member.pk}/change/"


def invited(client, **values):
    client.post(ADD, ANA | {"role": "Receptionist"} | values)
    return StaffMember.objects.get(email="ana@example.com")


def link_in(letter):
    """The address a letter leads to, as it is made when it leaves."""
    return kinds()[letter.kind].link(letter.reference).removeprefix("http://127.0.0.1:8000")


def test_inviting_a_colleague(client, owner):
    response = client.post(ADD, ANA | {"role": "Receptionist", "with_stories": "on"}, follow=True)
    assert "An invitation is on its way to ana@example.com." in read(response).text
    member = StaffMember.objects.get(email="ana@example.com")
    assert (member.is_staff, member.is_superuser, str(member)) == (True, False, "Ana Weiss")
    assert names_of(member) == {"Receptionist", "Stories"}
    assert not member.has_usable_password()
    letter = Letter.objects.get()
    assert letter.to == "ana@example.com"
    assert letter.subject == "Karen invites you to the desk of Natural Healthcare Services"
    assert letter.text.startswith("Hello Ana,")
    assert "ana" not in link_in(letter)


def test_taking_an_invitation_up(client, owner, settings):
    settings.SITE_IS_LOCAL = False
    member = invited(client)
    client.logout()
    address = link_in(Letter.objects.get())
    page = read(client.get(address))
    assert "You sign in with ana@example.com" in page.text
    short = client.post(address, {"new_password1": "short", "new_password2": "short"})
    assert short.status_code == 422
    assert "Too short: 10 more." in read(short).text

    assert (
        client.post(address, {"new_password1": GOOD, "new_password2": GOOD}).headers["Location"]
        == "/admin/second-step/"
    )
    member.refresh_from_db()
    assert member.check_password(GOOD)
    assert client.get(address).status_code == 410
    assert client.get("/admin/").status_code == 302


def test_an_invitation_ends_after_three_days(client, owner, time_machine):
    time_machine.move_to("2026-06-02 08:00", tick=False)
    come_in(client, owner)
    invited(client)
    address = link_in(Letter.objects.get())
    time_machine.move_to("2026-06-05 07:59", tick=False)
    assert client.get(address).status_code == 200
    time_machine.move_to("2026-06-05 08:01", tick=False)
    response = client.get(address)
    assert response.status_code == 410
    assert "This invitation was used or has ended" in read(response).text


@pytest.mark.parametrize("key", ["x", "WzEsImEiXQ:1:2", "-"])
def test_an_invented_invitation(client, key):
    assert client.get(f"/admin/invited/{key}/").status_code == 410


def test_inviting_again_ends_the_invitation_before(client, owner):
    member = invited(client)
    first = link_in(Letter.objects.get())
    client.post(f"{LIST}{member.pk}/invite-again/")
    assert Letter.objects.count() == 2
    assert client.get(first).status_code == 410
    assert client.get(link_in(Letter.objects.latest("pk"))).status_code == 200


def test_a_letter_about_a_taken_up_invitation_has_no_link(client, owner):
    member = invited(client)
    member.set_password(GOOD)
    member.save()
    letter = Letter.objects.get()
    assert invitations.link(letter.reference) is None
    client.post(f"{LIST}{member.pk}/invite-again/")
    member.refresh_from_db()
    assert member.has_usable_password()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"role": ""}, "Choose what this colleague does"),
        ({"email": "owner@example.com"}, "already exists"),
        ({"email": "no address"}, "Enter a valid email address."),
    ],
)
def test_an_invitation_with_a_fault(client, owner, values, sentence):
    response = client.post(ADD, ANA | {"role": "Editor"} | values)
    assert sentence in read(response).text
    assert StaffMember.objects.count() == 1


def test_changing_a_role(client, owner):
    member = make_colleague("Receptionist")
    values = {"email": member.email, "role": "Editor", "with_stories": "on", "is_active": "on"}
    client.post(change(member), values)
    assert names_of(StaffMember.objects.get(pk=member.pk)) == {"Editor"}


@pytest.mark.parametrize("role", ["Owner", "Editor"])
def test_another_address_is_told_to_the_old_one(client, owner, role):
    member = make_colleague(role, "old@example.com")
    give_second_step(member)
    values = {"email": "new@example.com", "role": role, "is_active": "on"}
    client.post(change(member), values)
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (
        "old@example.com",
        "Your sign-in has another e-mail address",
    )
    assert re.match(r"Karen changed it on \w+, \w+ \d+", letter.text)
    assert "call (202) 555-0136 now" in letter.text
    assert "new@example.com" not in letter.text
    client.post(change(member), values | {"first_name": "Ana"})
    assert Letter.objects.count() == 1


RIGHT = {"email": "right@example.com", "role": "Receptionist", "is_active": "on"}


def test_an_invitation_to_a_wrong_address_ends_and_another_leaves(client, owner):
    member = invited(client)
    wrong = link_in(Letter.objects.get())
    page = read(client.post(change(member), RIGHT, follow=True))
    assert "A new invitation is on its way to right@example.com." in page.text
    new = Letter.objects.latest("pk")
    assert [letter.kind for letter in Letter.objects.all()] == ["staff.invitation"] * 2
    assert new.to == "right@example.com"
    assert client.get(wrong).status_code == 410
    client.post(wrong, {"new_password1": GOOD, "new_password2": GOOD})
    member.refresh_from_db()
    assert not member.has_usable_password()
    assert "right@example.com" in read(client.get(link_in(new))).text


def test_who_took_it_up_at_a_wrong_address_and_was_not_in_yet_is_shut_out(client, owner, settings):
    member = invited(client)
    settings.SITE_IS_LOCAL = False
    stranger = type(client)()
    chosen = {"new_password1": GOOD, "new_password2": GOOD}
    assert stranger.post(link_in(Letter.objects.get()), chosen).status_code == 302
    assert stranger.get(SET_UP).status_code == 200
    client.post(change(member), RIGHT)
    assert stranger.get(SET_UP).headers["Location"].startswith("/admin/login/")
    assert give_password(stranger, "right@example.com", GOOD).status_code == 422
    assert client.get(link_in(Letter.objects.latest("pk"))).status_code == 200


def test_a_letter_still_waiting_for_a_wrong_address_is_dropped(client, owner):
    member = invited(client)
    client.post(change(member), RIGHT)
    delivery.deliver_due()
    assert [letter.to for letter in mail.outbox] == [["right@example.com"]]
    assert Letter.objects.get(to="ana@example.com").dropped_at


def test_who_is_shut_out_as_well_gets_no_invitation(client, owner):
    member = invited(client)
    wrong = link_in(Letter.objects.get())
    client.post(change(member), RIGHT | {"is_active": ""})
    assert Letter.objects.count() == 1
    client.post(change(member), RIGHT)
    assert client.get(wrong).status_code == 410


def test_shutting_a_colleague_out_ends_their_sign_ins(client, owner):
    member = make_colleague("Editor")
    theirs = type(client)()
    give_password(theirs, member.email)
    assert theirs.get("/admin/").status_code == 200
    client.post(change(member), {"email": member.email, "role": "Editor"})
    assert theirs.get("/admin/").status_code == 302
    assert member.devices.get().session_key == ""
    assert give_password(type(client)(), member.email).status_code == 422


def test_nobody_changes_their_own_rights(client, owner):
    page = read(client.get(change(owner)))
    names = {field.get("name") for field in page.all("input")}
    assert names & {"role", "with_stories", "is_active", "is_superuser"} == set()
    values = {"first_name": "Kay", "email": owner.email, "role": "Editor", "is_superuser": "on"}
    client.post(change(owner), values)
    owner.refresh_from_db()
    assert (owner.first_name, owner.is_active, owner.is_superuser) == ("Kay", True, False)
    assert role_of(owner) == Role.OWNER


def test_an_owner_gives_nobody_more_than_a_role(client, owner):
    member = make_colleague("Editor")
    values = {
        "email": member.email,
        "role": "Editor",
        "is_active": "on",
        "is_superuser": "on",
        "user_permissions": "1",
        "groups": "1",
        "password": "x",
    }
    client.post(change(member), values)
    after = StaffMember.objects.get(pk=member.pk)
    assert (after.is_superuser, after.user_permissions.count()) == (False, 0)
    assert after.password == member.password


def test_who_was_made_at_the_server_is_changed_only_there(client, owner):
    above = make_staff("above@example.com")
    assert client.post(change(above), {"email": "mine@example.com"}).status_code == 403
    assert client.post(f"{LIST}{above.pk}/reset-second-step/").status_code == 403


def test_an_owner_resets_a_lost_second_step(client, owner):
    member = make_colleague("Receptionist")
    give_second_step(member)
    client.post(f"{LIST}{member.pk}/reset-second-step/")
    assert not second_step.is_set_up(member)
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (member.email, "Your second step was reset")
    assert re.search(r"Karen reset it on \w+, \w+ \d+", letter.text)


def test_nobody_resets_their_own(client, owner):
    assert client.post(f"{LIST}{owner.pk}/reset-second-step/").status_code == 404


def test_the_list_of_colleagues(client, owner):
    give_second_step(make_colleague("Editor"))
    rows = [row.text for row in read(client.get(LIST)).one("tbody").all("tr")]
    assert any("editor@example.com" in row and "Editor Set up" in row for row in rows)
    assert any("owner@example.com" in row and "Owner Not yet" in row for row in rows)


def test_the_list_asks_as_often_for_many(client, owner):
    def count():
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    for n in range(10):
        make_colleague("Editor", f"first-{n}@example.com")
    few = count()
    for n in range(30):
        make_colleague("Editor", f"{n}@example.com")
    assert count() == few
