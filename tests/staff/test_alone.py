"""Who works alone sees nothing of roles; with the second person they appear where they matter."""

import pytest
from django.core.management import call_command

from staff.models import AuditEntry
from staff.roles import WORDS
from tests.html import read
from tests.staff.helpers import come_in, make_colleague

pytestmark = pytest.mark.django_db
LIST = "/admin/staff/staffmember/"
AUDIT = "/admin/staff/auditentry/"
SIGN_IN = "/admin/welcome/sign-in/"
NO_ROLES = "There are no roles to choose until you invite someone."


@pytest.fixture
def owner(client):
    call_command("load_first_content", verbosity=0)
    owner = make_colleague("Owner", "karen@clinic.example")
    AuditEntry.objects.create(member=owner, act="looked", reference="4K7-P29")
    come_in(client, owner)
    return owner


def change(member):
    return f"{LIST}{member.pk}/change/"


def main(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return read(response).one("main")


def columns(client, address):
    """The heads of a list, as far as they say something."""
    heads = [head.text for head in main(client, address).one("thead").all("th")]
    return [head.partition(" ,")[0] for head in heads]


def filters(client, address):
    return [head.text for head in main(client, address).all("summary")]


def names_of_roles(page):
    return [str(role) for role in WORDS if f"{role}" in page.text.replace("You are the owner", "")]


def test_one_person_sees_nothing_of_roles(client, owner):
    assert NO_ROLES in main(client, SIGN_IN).text
    for address in ("/admin/", LIST, change(owner), SIGN_IN, "/admin/my-sign-ins/"):
        page = main(client, address)
        assert names_of_roles(page) == [], address
        assert not page.all("input", name="role"), address
    assert columns(client, LIST) == ["Name", "E-mail address", "Second step", "Last sign-in"]
    assert columns(client, AUDIT) == ["When", "What", "Which"]


def test_with_two_people_roles_appear_where_they_matter(client, owner):
    other = make_colleague("Receptionist")
    assert NO_ROLES not in main(client, SIGN_IN).text
    assert main(client, SIGN_IN).all("a", href=LIST)
    assert columns(client, LIST)[2] == "Role"
    assert "Who" in columns(client, AUDIT)
    assert len(main(client, change(other)).all("input", name="role")) == len(WORDS)
    assert not main(client, change(owner)).all("input", name="role")


def test_whoever_invites_the_second_person_is_asked_what_they_do(client, owner):
    assert len(main(client, f"{LIST}add/").all("input", name="role")) == len(WORDS)


def test_few_people_need_no_search_and_no_filters(client, owner):
    for n in range(7):
        make_colleague("Editor", f"{n}@example.com")
    assert not main(client, LIST).all("input", name="q")
    assert filters(client, LIST) == []
    make_colleague("Editor", "ninth@example.com")
    assert main(client, LIST).all("input", name="q")
    assert len(filters(client, LIST)) == 2
