"""A form of the desk whose token is too old, because its sender signed in again in another tab."""

from http import HTTPStatus

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.views.csrf import csrf_failure

from staff import entry, typed
from staff.pages import typed_page
from staff.views import sign_in_with_typed


def refused(request, reason=""):
    """In place of Django's page: what was typed at the desk comes back, and a press sends it.

    Only if the browser says that a page of ours sent it: what comes from elsewhere stays refused.
    """
    if not (_is_from_here(request) and request.path.startswith(reverse("admin:index"))):
        return csrf_failure(request, reason)
    if request.path == reverse("admin:login"):
        return _sign_in(request, reason)
    if entry.may_enter(request):
        return typed_page(request, typed.fields_of(request), status=HTTPStatus.FORBIDDEN)
    if request.resolver_match.namespace == "staff":
        return csrf_failure(request, reason)
    return sign_in_with_typed(request)


def _is_from_here(request):
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _sign_in(request, reason):
    """The sign-in page of another tab: who is in goes on, and so does what they had typed."""
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return csrf_failure(request, reason)
    typed.keep_packed(request.session, request.POST.get("typed", ""))
    is_kept = typed.KEY in request.session and entry.may_enter(request)
    return redirect("staff:typed" if is_kept else "admin:login")
