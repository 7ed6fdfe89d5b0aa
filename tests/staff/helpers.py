"""Coming in at the desk the way people do."""

from django.contrib.auth.models import Group
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from staff import entry, second_step
from tests.factories import make_staff

PASSWORD = "four plain words here"
SIGN_IN = "/admin/login/"
SECOND_STEP = "/admin/second-step/"
SET_UP = "/admin/second-step/set-up/"
KEY = "3132333435363738393031323334353637383930"


def make_colleague(role, email=None, **values):
    """A colleague who is in the group of a role and nothing else."""
    member = make_staff(email or f"{role}@example.com".lower(), is_superuser=False, **values)
    member.groups.add(Group.objects.get(name=role))
    return member


def come_in(client, member):
    """Let ``client`` be ``member`` at the desk, having just given the password."""
    client.force_login(member)
    session = client.session
    session[entry.IS_IN] = True
    entry.note_password(session)
    session.save()


def give_password(client, email="desk@example.com", password=PASSWORD, **options):
    """Send the sign-in form."""
    values = {"username": email, "password": password} | options.pop("values", {})
    return client.post(SIGN_IN, values, **options)


def give_second_step(member):
    """Set up a second step with KEY; returns its recovery codes."""
    codes = second_step.new_codes()
    second_step.set_up(member, KEY, codes)
    TOTPDevice.objects.update(last_t=-1)
    return codes


def digits():
    """What an app with KEY shows now."""
    return f"{totp(bytes.fromhex(KEY)):06}"
