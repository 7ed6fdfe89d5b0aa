"""Who may use each address outside the desk and how, against the list in addresses.txt.

A line is an address, the methods it answers, and to whom it opens: to anybody, or to who has the
key that stands in it. What stands behind the sign-in of the desk is in staff/roles.txt.
"""

from pathlib import Path

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from clinic.models import Clinic
from clinic_site.share import picture_of
from staff import invitations
from staff.roles import STORIES, Role
from techniques.models import Technique
from techniques.publishing import make_link
from testimonials.models import Invitation
from testimonials.views import sent_signer
from tests.addresses import PART, patterns
from tests.factories import make_request, make_story
from tests.staff.helpers import come_in, make_colleague

pytestmark = pytest.mark.django_db
LIST = Path(__file__).with_name("addresses.txt")
ROLES = [Role.RECEPTIONIST, STORIES, Role.EDITOR, Role.OWNER]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
CLOSED = {403, 404, 410}
# What stands in these addresses can be read on public pages.
NAMED = ("/techniques/", "/media/", "/share/")
WITH_A_KEY = {"/admin/invited/", "/admin/new-password/"}


def last_part(address):
    return address.rstrip("/").rpartition("/")[2]


@pytest.fixture
def keys(db):
    """What opens each address that needs a key, by the beginning of the address."""
    call_command("load_first_content", verbosity=0)
    default_storage.save(f"{'0' * 32}.jpg", ContentFile(b"a picture"))
    technique, story = Technique.objects.first(), make_story()
    invited = make_colleague(Role.EDITOR, "new@example.com")
    invitations.invite(invited, invited)
    invitation = Invitation.objects.create(expires_on=timezone.localdate())
    key_of_new = last_part(invitations.link(invitations.reference_of(invited)))
    member = make_colleague(Role.OWNER, "forgot@example.com")
    return {
        "/admin/invited/": key_of_new,
        "/admin/new-password/": default_token_generator.make_token(member),
        "/media/": f"{'0' * 32}.jpg",
        "/preview/": last_part(make_link(technique)),
        "/request/": make_request(email="maria@example.com").key,
        "/share/": picture_of("home", Clinic.objects.get()).key,
        "/stories/invited/": last_part(invitation.get_absolute_url()),
        "/stories/mine/": story.key,
        "/stories/sent/": sent_signer.sign(story.public_id),
        "/techniques/": technique.slug,
    }


def is_of_the_desk(pattern):
    """Whether an address stands behind the sign-in, so that roles.txt tells who may open it."""
    return pattern.startswith("admin/") and f"/{pattern}".partition("<")[0] not in WITH_A_KEY


def outside():
    return dict.fromkeys(f"/{pattern}" for pattern in patterns() if not is_of_the_desk(pattern))


def filled(pattern, keys):
    """The address with the key that opens it, if there is one, else with one that does not."""
    fitting = [key for start, key in keys.items() if pattern.startswith(start)]
    return PART.sub(fitting[0] if fitting else "unknown-unknown-unknown-00", pattern)


def status(client, method, address, member=None):
    """What comes back; whatever it changed is taken back."""
    client.cookies.clear()
    with transaction.atomic():
        if member:
            come_in(client, member)
        response = client.generic(method, address)
        if response.streaming:
            response.getvalue()
        transaction.set_rollback(True)
    return response.status_code


def line(client, pattern, keys):
    """What is true of an address, as the list says it."""
    found = {method: status(client, method, filled(pattern, keys)) for method in METHODS}
    answered = [method for method in METHODS if found[method] != 405]
    assert {found[method] for method in answered}.isdisjoint(CLOSED), pattern
    is_closed = status(client, answered[0], filled(pattern, {})) in CLOSED
    is_secret = is_closed and not pattern.startswith(NAMED)
    who = "who has the key" if is_secret else "anybody"
    return f"{pattern:40}{' '.join(answered):15}{who}"


def test_every_address_outside_the_desk_is_in_the_list(client, keys):
    found = [line(client, pattern, keys) for pattern in outside()]
    assert found == LIST.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("role", ROLES)
def test_a_colleague_opens_no_more_there_than_anybody(client, keys, role):
    member = make_colleague(role)
    for pattern in outside():
        if pattern.startswith("/admin/"):  # who is in has no use for these two
            continue
        for address in (filled(pattern, keys), filled(pattern, {})):
            for method in ("GET", "POST"):
                ours = status(client, method, address, member)
                assert ours == status(client, method, address), (method, address)
