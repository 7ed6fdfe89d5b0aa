"""What colleagues do at the desk in the browser tests."""

import base64

from django_otp.oath import totp
from playwright.sync_api import expect

KEY = "3132333435363738393031323334353637383930"
PASSWORD = "five other plain words"
MAKE = """
from django_otp.plugins.otp_totp.models import TOTPDevice
from staff import second_step
from staff.models import StaffMember
from staff.roles import give_role
member = StaffMember.objects.create_user({email!r}, {password!r}, is_staff=True)
give_role(member, {role!r})
second_step.set_up(member, {key!r}, [])
TOTPDevice.objects.filter(user=member).update(last_t=-1)
"""


def sign_in(page, email, password):
    page.goto("/admin/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def digits(key):
    return f"{totp(bytes.fromhex(key)):06}"


def come_in(page, site, email, role):
    """Sign a new colleague of a role in, with the second step."""
    site.shell(MAKE.format(email=email, password=PASSWORD, role=role, key=KEY))
    sign_in(page, email, PASSWORD)
    page.get_by_label("Six digits from your phone").fill(digits(KEY))
    page.get_by_label("Remember this computer for 30 days").check()
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_title("Today · Clinic desk")


def set_up_second_step(page, check=lambda page: None):
    """Type the key into an app, give its digits, keep the recovery codes."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your second step")
    check(page)
    words = page.locator("code.key").inner_text().replace(" ", "")
    key = base64.b32decode(words).hex()
    page.get_by_label("The six digits your phone shows now").fill(digits(key))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Print your recovery codes")
    check(page)
    assert page.locator(".codes li").count() == 10
    page.get_by_role("button", name="I have printed them").click()


def open_menu(page, name):
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Desk").get_by_role("link", name=name).click()
