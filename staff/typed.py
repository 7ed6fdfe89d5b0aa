"""What was typed survives signing in again.

Whoever was signed out and sends a form gets the sign-in page with all of it inside, signed for
the address it was meant for. After signing in they see it once more, and a button sends it.
Nobody else does: it is bound to who typed it, as far as the browser tells.
"""

from django.contrib import messages
from django.core import signing

from staff import devices

SALT = "staff.typed"
# Over a long weekend a sign-in page may stay open.
LASTS_SECONDS = 7 * 24 * 60 * 60
TOO_OLD = "What you typed was kept for a week, and that is over. Please type it again."
OF_ANOTHER = "A colleague typed something here before. It was not saved. You cannot see it."
NOT_KEPT = {"csrfmiddlewaretoken"}
SECRET = "password"  # noqa: S105 - a field's name
KEY = "typed"


def fields_of(request):
    """A sent form: who sent it, its path, its fields without token or password, if it had files."""
    fields = [
        [name, values]
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and SECRET not in name
    ]
    return {
        "member": request.user.pk or devices.last_in(request),
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
    }


def pack(request):
    """A sent form as one signed text, for a hidden field of the sign-in page.

    A page that asks for a password has no words of its own: it hands on what it carries.
    """
    return request.POST[KEY] if KEY in request.POST else _signed(fields_of(request))


def pack_kept(session):
    """The kept form as ``pack`` makes it, or "" without one: it then outlives the session."""
    return _signed(session[KEY]) if KEY in session else ""


def _signed(form):
    return signing.dumps(form, salt=SALT, compress=True)


def keep_packed(request, packed):
    """Keep a signed form until its sender is in; one that we did not sign is ignored."""
    try:
        request.session[KEY] = signing.loads(packed, salt=SALT, max_age=LASTS_SECONDS)
    except signing.SignatureExpired:
        messages.warning(request, TOO_OLD)
    except signing.BadSignature:
        return


def keep(request):
    """Keep a form of somebody who is signed in and is asked for the password first."""
    request.session[KEY] = fields_of(request)


def way_on(session, path):
    """Where to go next: to the kept form if there is one, else to ``path``."""
    return "staff:typed" if KEY in session else path


def take(request):
    """The kept form as ``fields_of`` made it, taken out of the session; or None.

    The words of another are dropped. Of a browser nobody came in with, nobody knows whose they are.
    """
    kept = request.session.pop(KEY, None)
    if kept is None or kept.get("member") in {None, request.user.pk}:
        return kept
    messages.warning(request, OF_ANOTHER)
    return None
