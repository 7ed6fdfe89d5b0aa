"""A form of the desk whose token is too old, because its sender signed in again in another tab."""

from http import HTTPStatus

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from staff import entry, typed
from staff.pages import typed_page
from staff.views import sign_in_with_typed


def given_back(request):
    """A page with what was typed at the desk, which a press sends again; None for all else.

    Only if the browser says that a page of ours sent it: what comes from elsewhere stays refused.
    """
    if not (_is_from_here(request) and request.path.startswith(reverse("admin:index"))):
        return None
    if request.path == reverse("admin:login"):
        return _sign_in(request)
    is_asked_again = request.path == reverse("staff:password_again")
    if entry.may_enter(request):
        if is_asked_again:
            typed.keep_packed(request, request.POST.get(typed.KEY, ""))
            return redirect(request.get_full_path())
        return typed_page(request, typed.fields_of(request), status=HTTPStatus.FORBIDDEN)
    if request.resolver_match.namespace == "staff" and not is_asked_again:
        return None
    return sign_in_with_typed(request)


def _is_from_here(request):
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _sign_in(request):
    """The sign-in page of another tab: who is in goes on, and so does what they had typed."""
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return None
    typed.keep_packed(request, request.POST.get("typed", ""))
    is_kept = typed.KEY in request.session and entry.may_enter(request)
    return redirect("staff:typed" if is_kept else "admin:login")
