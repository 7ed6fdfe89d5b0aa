"""Signing in, the second step, and one's own sign-ins."""

import logging
from functools import wraps
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.facts import facts_for
from clinic.numbers import whole_number
from staff import devices, entry, second_step, typed
from staff.asked_again import asked_again
from staff.forms import (
    ChangePasswordForm,
    ChoosePasswordForm,
    FirstCodeForm,
    PasswordAgainForm,
    SecondStepForm,
    SignInForm,
)
from staff.pages import page, page_until_right, typed_page

log = logging.getLogger(__name__)
# What a session holds while a second step is being set up.
KEY, CODES = "second_step_key", "second_step_codes"
SAVED = "Saved. Use your new password from now on."


def after_password(view):
    """Open ``view`` to a colleague whose password was right, in or not yet in."""

    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.user.is_active and request.user.is_staff:
            return view(request, *args, **kwargs)
        return redirect("admin:login")

    return never_cache(inner)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """The page that asks for e-mail address and password."""
    path = entry.safe_path(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST" and entry.may_enter(request):
        return redirect(path)
    if request.method != "POST" and request.user.is_authenticated and request.user.is_staff:
        return redirect("staff:second_step")
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        if form.is_bound:
            log.warning("Sign-in refused")
        return page(request, "staff/sign_in.html", "Sign in", form=form, next=path)
    login(request, form.get_user())
    typed.keep_packed(request, form.cleaned_data["typed"])
    return entry.go_on(request, path)


def sign_in_with_typed(request):
    """The sign-in page in answer to a form sent while signed out: what was typed stays in it."""
    form = SignInForm(request, initial={"typed": typed.pack(request)})
    return page(
        request,
        "staff/sign_in.html",
        "Sign in",
        form=form,
        next=request.get_full_path(),
        status=HTTPStatus.FORBIDDEN,
    )


@after_password
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def take_second_step(request):
    """Ask for the digits of the phone or a recovery code; without a second step, set one up."""
    if entry.may_enter(request):
        return redirect("admin:index")
    if request.session.get(entry.IS_IN) and entry.must_choose(request.user):
        return redirect("staff:own_password")
    if not second_step.is_set_up(request.user):
        return redirect("staff:set_up_second_step")
    form = SecondStepForm(request, request.POST or None)
    asking = page_until_right(request, "staff/second_step.html", "Second step", form)
    return asking or entry.open_desk(request, remember=form.cleaned_data["remember"])


@after_password
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_second_step(request):
    """Scan a square, type the digits, print the codes. Nothing is kept until all is done."""
    if not second_step.is_set_up(request.user):
        return _set_up(request)
    if not entry.may_enter(request):
        # Who cannot take the second step must not replace it either.
        return redirect("staff:second_step")
    return asked_again(_set_up)(request)


def _set_up(request):
    session = request.session
    if CODES in session:
        return _keep_codes(request)
    key = session.setdefault(KEY, second_step.new_key())
    form = FirstCodeForm(request, key, request.POST or None)
    picture = second_step.picture_of(request.user, key, facts_for(request).clinic.name)
    context = {"picture": picture, "words": second_step.words_of(key)}
    title = "Set up your second step"
    template = "staff/set_up_second_step.html"
    if asking := page_until_right(request, template, title, form, **context):
        return asking
    session[CODES] = second_step.new_codes()
    return redirect("staff:set_up_second_step")


def _keep_codes(request):
    session = request.session
    if "kept" not in request.POST:
        title = "Print your recovery codes"
        return page(request, "staff/recovery_codes.html", title, codes=session[CODES])
    second_step.set_up(request.user, session.pop(KEY), session.pop(CODES))
    if not entry.may_enter(request):
        return entry.open_desk(request)
    session[entry.IS_IN] = True
    messages.success(request, "Your second step is set up.")
    return redirect("staff:my_sign_ins")


@after_password
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def choose_own_password(request):
    """What somebody has to do first who signed in with a password the site made."""
    if not (request.session.get(entry.IS_IN) and entry.must_choose(request.user)):
        return redirect("admin:index")
    form = ChoosePasswordForm(request.user, request.POST or None)
    if not form.is_valid():
        return page(request, "staff/choose_password.html", "Choose your own password", form=form)
    # This sign-in goes on, and with it what was typed; all others end.
    update_session_auth_hash(request, form.save())
    messages.success(request, SAVED)
    return redirect(typed.way_on(request.session, "admin:index"))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request):
    """Choose another password; this sign-in goes on, all others end."""
    form = ChangePasswordForm(request, request.POST or None)
    if not form.is_valid():
        return page(request, "staff/change_password.html", "Change your password", form=form)
    update_session_auth_hash(request, form.save())
    messages.success(request, SAVED)
    return redirect("staff:my_sign_ins")


@require_POST
def leave(request):
    """Sign out before the last step was taken."""
    logout(request)
    return redirect("admin:login")


@require_safe
def typed_again(request):
    """What somebody sent while they were signed out, with the button that sends it."""
    kept = typed.take(request)
    if kept is None:
        return redirect("admin:index")
    return typed_page(request, kept)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_again(request):
    """Ask for the password once more; then back to where it was asked for."""
    path = entry.safe_path(request, request.GET.get("next", ""))
    if request.method != "POST" and entry.gave_password_lately(request.session):
        return redirect(typed.way_on(request.session, path))
    kept = {"typed": typed.pack_kept(request.session)}
    form = PasswordAgainForm(request, request.POST or None, initial=kept)
    if not form.is_valid():
        if form.is_bound:
            log.warning("Password refused: colleague %s", request.user.pk)
        return page(request, "staff/password_again.html", "Your password, please", form=form)
    entry.note_password(request.session)
    typed.keep_packed(request, form.cleaned_data["typed"])
    return redirect(typed.way_on(request.session, path))


@require_safe
def my_sign_ins(request):
    """Where one is signed in, and one's second step."""
    return page(
        request,
        "staff/my_sign_ins.html",
        "Your sign-ins",
        devices=devices.signed_in(request.user),
        remembered=request.user.devices.exclude(remembered_until=None),
        is_set_up=second_step.is_set_up(request.user),
        codes_left=second_step.codes_left(request.user),
    )


@require_POST
@asked_again
def end_sign_ins(request):
    """Sign out one device of one's own, or all of them."""
    mine = request.user.devices.all()
    if "device" in request.POST:
        number = whole_number(request.POST["device"])
        mine = mine.filter(pk=get_object_or_404(mine, pk=number).pk)
    devices.sign_out(mine)
    if request.session.exists(request.session.session_key):
        messages.success(request, "That device is signed out.")
    else:
        request.session.flush()
    return redirect("staff:my_sign_ins")
