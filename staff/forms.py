"""The forms before the sign-in."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm


class ForgotPasswordForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Please write your e-mail address."},
    )


class ChoosePasswordForm(SetPasswordForm):
    """Django's, in our words."""

    error_messages = {"password_mismatch": "The two are not the same. Write both again."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "New password"
        self.fields[
            "new_password1"
        ].help_text = "Use 15 characters or more. Four or five plain words are fine."
        self.fields["new_password2"].label = "The same again"
        self.fields["new_password2"].help_text = ""
