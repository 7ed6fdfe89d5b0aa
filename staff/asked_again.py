"""Asking for the password once more before what cannot be taken back."""

from functools import wraps
from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse

from staff import entry, typed


def asked_again(view):
    """Open ``view`` only within ten minutes of giving the password; else ask for it first.

    For exports, erasing and colleagues. A form that was sent is kept and comes back.
    """

    @wraps(view)
    def inner(request, *args, **kwargs):
        if entry.gave_password_lately(request.session):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            typed.keep(request)
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('staff:password_again')}?{query}")

    return inner
