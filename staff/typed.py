"""What was typed survives signing in again.

Whoever was signed out and sends a form gets the sign-in page with all of it inside, signed for
the address it was meant for. After signing in they see it once more, and a button sends it.
"""

from django.core import signing

SALT = "staff.typed"
LASTS_SECONDS = 12 * 60 * 60
NOT_KEPT = {"csrfmiddlewaretoken"}
SECRET = "password"  # noqa: S105 - a field's name
KEY = "typed"


def fields_of(request):
    """A sent form: its path, its fields without token or password, and whether it had files."""
    fields = [
        [name, values]
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and SECRET not in name
    ]
    return {"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}


def pack(request):
    """A sent form as one signed text, for a hidden field of the sign-in page."""
    return signing.dumps(fields_of(request), salt=SALT, compress=True)


def keep_packed(session, packed):
    """Keep a signed form until its sender is in; one that we did not sign is ignored."""
    try:
        session[KEY] = signing.loads(packed, salt=SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return


def keep(request):
    """Keep a form of somebody who is signed in and is asked for the password first."""
    request.session[KEY] = fields_of(request)


def take(session):
    """The kept form as ``fields_of`` made it, taken out of the session; or None."""
    return session.pop(KEY, None)
