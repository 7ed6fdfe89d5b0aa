"""The second step of signing in: six digits from a phone, or a recovery code from paper.

Without an administrator's help a lost phone is replaced by a recovery code; with it by ``reset``.
"""

import base64
import hashlib
import re
import secrets
import time
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from clinic.qr import qr_svg
from staff.passwords import LETTERS

CODES = 10
LETTERS_OF_A_CODE = 10
STEP_SECONDS = 30


def is_set_up(member):
    """Whether a colleague has a second step."""
    return TOTPDevice.objects.filter(user=member, confirmed=True).exists()


def is_anywhere():
    """Whether any colleague has a second step."""
    return TOTPDevice.objects.filter(confirmed=True).exists()


def is_needed(member):
    """Whether this colleague has to take a second step: everybody, except on this computer."""
    return not settings.SITE_IS_LOCAL or is_set_up(member)


def new_key():
    """A fresh secret for an authenticator app, in hex."""
    return random_hex(20)


def new_codes():
    """Ten fresh recovery codes, such as "h7k2m-qw4xz"."""
    return [_grouped(_random_letters()) for _ in range(CODES)]


def _random_letters():
    return "".join(secrets.choice(LETTERS) for _ in range(LETTERS_OF_A_CODE))


def _grouped(letters):
    half = LETTERS_OF_A_CODE // 2
    return f"{letters[:half]}-{letters[half:]}"


def words_of(key):
    """The secret as people type it: groups of four letters."""
    letters = base64.b32encode(bytes.fromhex(key)).decode().rstrip("=")
    return " ".join(re.findall(".{1,4}", letters))


def picture_of(member, key, clinic_name):
    """What the authenticator app scans, as an SVG element."""
    device = TOTPDevice(user=member, key=key)
    uri = f"{device.config_url}&issuer={quote(clinic_name)}"
    return qr_svg(uri, "Square for the app. The same as letters stands below.")


def is_right(key, digits):
    """Whether the app that scanned ``key`` shows these six ``digits`` now."""
    totp = TOTP(bytes.fromhex(key), STEP_SECONDS)
    totp.time = time.time()
    return digits.isascii() and digits.isdigit() and totp.verify(int(digits), tolerance=1)


@transaction.atomic
def set_up(member, key, codes):
    """Make ``key`` and the recovery ``codes`` the second step of a colleague."""
    forget(member)
    # The digits that proved the app must not open the desk once more.
    used = int(time.time()) // STEP_SECONDS
    TOTPDevice.objects.create(user=member, name="app", key=key, last_t=used)
    on_paper = StaticDevice.objects.create(user=member, name=secrets.token_urlsafe(16))
    for code in codes:
        on_paper.token_set.create(token=_fingerprint(code, on_paper))


def check(member, typed):
    """Whether ``typed`` is what the app shows now or an unused recovery code; each works once.

    After a wrong one the next counts only after 1, 2, 4, 8 … seconds.
    """
    typed = re.sub(r"[\s-]", "", typed).lower()
    is_from_app = typed.isascii() and typed.isdigit()
    kind = TOTPDevice if is_from_app else StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=member, confirmed=True).first()
        return bool(device) and device.verify_token(
            typed if is_from_app else _fingerprint(typed, device)
        )


def codes_left(member):
    """How many recovery codes of a colleague are unused."""
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=member))


def forget(member):
    """Take a colleague's second step and recovery codes away."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=member).delete()


def _fingerprint(code, device):
    """What is kept of a recovery code: dear to try out, and nothing without the site's secret key.

    The random name of ``device``, the sheet of paper, is the salt.
    """
    letters = re.sub(r"[\s-]", "", code).lower()
    keyed = salted_hmac("staff.recovery_code", letters, algorithm="sha256").digest()
    return hashlib.scrypt(keyed, salt=device.name.encode(), n=2**14, r=8, p=1, dklen=8).hex()
