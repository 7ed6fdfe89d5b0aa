"""The first run: five parts that ask a clinic for its own facts. Each part is saved by itself.

After the last one a backup is made: there is something to lose now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clinic.models import Clinic
from clinic_site import welcome_forms as forms
from clinic_site.backup import BackupFailed
from clinic_site.backup import make as make_backup
from staff.asked_again import asked_again
from staff.pages import page

LAST = "sign-in"


@dataclass(frozen=True)
class Part:
    """One part: the end of its address, its name, and what makes its form of (user, answers)."""

    key: str
    name: str
    form: Callable


PARTS = [
    Part(
        "clinic",
        "Your clinic",
        lambda user, answers: forms.ClinicForm(answers, instance=Clinic.objects.current()),
    ),
    Part("hours", "Your hours", lambda user, answers: forms.HoursForm(answers)),
    Part("people", "Who works here", lambda user, answers: forms.PeopleForms(answers)),
    Part("questions", "What patients ask", lambda user, answers: forms.AnswerForms(answers)),
    Part(LAST, "Your sign-in", lambda user, answers: forms.OwnNameForm(answers, instance=user)),
]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("clinic.change_clinic", raise_exception=True)
def welcome(request, key):
    """One part of the first run; its button saves it and leads to the next."""
    if key == LAST:
        return asked_again(_part)(request, key)
    return _part(request, key)


def _part(request, key):
    keys = [part.key for part in PARTS]
    if key not in keys:
        raise Http404
    n = keys.index(key)
    form = PARTS[n].form(request.user, request.POST or None)
    after = keys[n + 1] if key != LAST else None
    if form.is_valid():
        form.save()
        if after:
            return redirect("welcome", after)
        return _finish(request)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"parts": PARTS, "part": PARTS[n], "after": after, "form": form}
    return page(request, f"admin/welcome/{key}.html", PARTS[n].name, status=status, **context)


def _finish(request):
    """After the last part: a backup, then the desk, where the launch list stands.

    Once the site is open the daily round alone makes them, so that none is pushed out by these.
    """
    if Clinic.objects.current().opened_at is None:
        try:
            make_backup(timezone.now())
        except BackupFailed as fault:
            words = f"No backup was made: {fault}. Show this to whoever runs the server."
            messages.error(request, words)
        else:
            messages.success(request, "A backup of it all was made.")
    messages.success(request, "That was all. What is left stands on the launch list.")
    return redirect("admin:index")
