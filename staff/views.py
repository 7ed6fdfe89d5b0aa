"""Pages for who forgot the password."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from staff import resets
from staff.forms import ChoosePasswordForm, ForgotPasswordForm


@never_cache
def forgot_password(request):
    """Ask for a letter; the answer is the same for every address."""
    form = ForgotPasswordForm(request.POST or None)
    if form.is_valid():
        resets.ask(form.cleaned_data["email"])
        messages.success(request, "If we know this address, a letter is on its way.")
        return redirect("admin:login")
    return _page(request, "forgot_password", "Forgot your password?", form)


@sensitive_post_parameters()
@never_cache
def choose_password(request, token):
    """Choose a new password; the link works once and for an hour."""
    member = resets.member_for(token)
    if member is None:
        page = _page(request, "link_over", "This link no longer works")
        page.status_code = HTTPStatus.GONE
        return page
    form = ChoosePasswordForm(member, request.POST or None)
    if form.is_valid():
        form.save()
        messages.success(request, "Saved. Sign in with your new password.")
        return redirect("admin:login")
    return _page(request, "choose_password", "Choose a new password", form)


def _page(request, name, title, form=None):
    context = admin.site.each_context(request) | {"title": title, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form and form.errors else HTTPStatus.OK
    return render(request, f"staff/{name}.html", context, status=status)
