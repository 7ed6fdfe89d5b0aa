"""The forms of signing in."""

import logging

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import SetPasswordForm
from django.utils import timezone

from staff import entries, entry, second_step
from staff.invitations import LASTS as MADE_LASTS
from staff.tries import turn

log = logging.getLogger(__name__)
NO_MATCH = "That did not match. Check both and try again."
NO_MATCH_OF_CODE = "That did not match. Wait for the next digits and try again."
NOT_YOURS = "That is not your password. Try again."
WAIT = "We did not look at it. Wait, then try again."
CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class SignInForm(AdminAuthenticationForm):
    """E-mail address and password; ``typed`` is a form that was sent while signed out."""

    error_messages = dict.fromkeys(("invalid_login", "inactive"), NO_MATCH)
    typed = forms.CharField(required=False, widget=forms.HiddenInput)

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if entry.must_choose(user) and user.password_made_at < timezone.now() - MADE_LASTS:
            raise self.get_invalid_login_error()

    def clean_username(self):
        return self.cleaned_data["username"].strip().lower()

    def clean(self):
        with turn(self.request, self.cleaned_data.get("username")):
            return super().clean()


def own_password(request, password):
    """The password if it is that of who is signed in, else ValidationError; a counted try."""
    email = request.user.email
    with turn(request, email):
        if authenticate(request, username=email, password=password) is None:
            # Too many were wrong before, so this one may be right: it was not looked at.
            is_closed = getattr(request, "axes_locked_out", False)
            raise forms.ValidationError(WAIT if is_closed else NOT_YOURS)
    return password


def password_now(label):
    """The field for the password of who is signed in."""
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )


class PasswordAgainForm(forms.Form):
    """The password of somebody who is signed in; ``typed`` is the form that waits for it."""

    typed = forms.CharField(required=False, widget=forms.HiddenInput)
    password = password_now("Password")

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self):
        return own_password(self.request, self.cleaned_data["password"])


class SecondStepForm(forms.Form):
    """What the phone shows, or a recovery code; TooMany when too many were wrong."""

    code = forms.CharField(
        label="Six digits from your phone, or a recovery code",
        max_length=40,
        widget=forms.TextInput(attrs=CODE),
        error_messages={"required": "Enter the six digits your phone shows"},
    )
    remember = forms.BooleanField(label="Remember this computer for 30 days", required=False)

    def __init__(self, request, *args):
        super().__init__(*args)
        self.request = request

    def clean_code(self):
        code = self.cleaned_data["code"]
        entries.count(self.request, self.request.user)
        if not second_step.check(self.request.user, code):
            log.warning("Second step refused: colleague %s", self.request.user.pk)
            raise forms.ValidationError(NO_MATCH_OF_CODE)
        entries.forgive(self.request, self.request.user)
        return code


class FirstCodeForm(forms.Form):
    """The first digits of an app that has just scanned ``key``; TooMany as above."""

    code = forms.CharField(
        label="The six digits your phone shows now",
        max_length=40,
        widget=forms.TextInput(attrs=CODE | {"inputmode": "numeric"}),
        error_messages={"required": "Enter the six digits your phone shows"},
    )

    def __init__(self, request, key, *args):
        super().__init__(*args)
        self.request, self.key = request, key

    def clean_code(self):
        code = "".join(self.cleaned_data["code"].split())
        entries.count(self.request, self.request.user)
        if not second_step.is_right(self.key, code):
            raise forms.ValidationError(NO_MATCH_OF_CODE)
        return code


class ForgotPasswordForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Please write your e-mail address."},
    )


class ChoosePasswordForm(SetPasswordForm):
    """Django's, in our words."""

    def save(self, commit=True):
        log.info("Password chosen: colleague %s", self.user.pk)
        return super().save(commit)

    error_messages = {"password_mismatch": "The two are not the same. Write both again."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "New password"
        self.fields[
            "new_password1"
        ].help_text = "Use 15 characters or more. Four or five plain words are fine."
        self.fields["new_password2"].label = "The same again"
        self.fields["new_password2"].help_text = ""


class FirstPasswordForm(ChoosePasswordForm):
    """The password an invited colleague begins with; TooMany when too many would not do."""

    def __init__(self, request, *args):
        super().__init__(*args)
        self.request = request

    def clean(self):
        entries.count(self.request, self.user)
        return super().clean()


class ChangePasswordForm(ChoosePasswordForm):
    """Wrong passwords count as tries: else a desk left open would let anybody guess."""

    old_password = password_now("Your password now")
    field_order = ["old_password"]

    def __init__(self, request, *args):
        super().__init__(request.user, *args)
        self.request = request

    def clean_old_password(self):
        return own_password(self.request, self.cleaned_data["old_password"])
