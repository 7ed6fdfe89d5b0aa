"""Pages for who is not signed in: a forgotten password, and an invitation."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from clinic.network import address_of, network_of
from staff import entry, invitations, resets
from staff.forms import ChoosePasswordForm, FirstPasswordForm, ForgotPasswordForm
from staff.pages import page, page_until_right

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_password(request):
    """Ask for a letter; the answer is the same for every address."""
    form = ForgotPasswordForm(request.POST or None)
    if form.is_valid():
        resets.ask(form.cleaned_data["email"], address_of(request), network_of(request))
        messages.success(request, "If we know this address, a letter is on its way.")
        return redirect("admin:login")
    return page(request, "staff/forgot_password.html", "Forgot your password?", form=form)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request, token):
    """Choose a new password; the link works once and for an hour."""
    member = resets.member_for(token)
    if member is None:
        title = "This link no longer works"
        return page(request, "staff/link_over.html", title, status=HTTPStatus.GONE)
    form = ChoosePasswordForm(member, request.POST or None)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved. Sign in with your new password.")
        return redirect("admin:login")
    return page(request, "staff/choose_password.html", "Choose a new password", form=form)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request, key):
    """An invited colleague chooses a password and goes on to the second step."""
    member = invitations.invited_by(key)
    if member is None:
        title = "This invitation was used or has ended"
        return page(request, "staff/invitation_over.html", title, status=HTTPStatus.GONE)
    form = FirstPasswordForm(request, member, request.POST or None)
    title = "Choose your password"
    if asking := page_until_right(request, "staff/invitation.html", title, form, member=member):
        return asking
    login(request, form.save(), backend=BACKEND)
    return entry.go_on(request, reverse("admin:index"))
