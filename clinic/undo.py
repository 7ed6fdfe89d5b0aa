"""What was just done at the desk, with the button that takes it back.

The sentence, the address that undoes and what it needs travel signed in the address of the next
page: nothing is kept, and reading the page again changes nothing.
"""

from dataclasses import asdict, dataclass, field

from django.core import signing

PARAMETER = "done"
SALT = "clinic.undo"


@dataclass(frozen=True)
class Done:
    """A sentence on what was done, and the form that undoes it: its address and its values."""

    sentence: str
    undo_url: str = ""
    values: dict = field(default_factory=dict)
    see_url: str = ""

    def after(self, url):
        """``url`` as the page that shows it."""
        return f"{url}?{PARAMETER}={signing.dumps(asdict(self), salt=SALT, compress=True)}"

    @property
    def token(self):
        """The values, signed, for the form that undoes."""
        return signing.dumps(self.values, salt=SALT)


def done(request):
    """What the page before this one did, or None."""
    try:
        return Done(**signing.loads(request.GET.get(PARAMETER, ""), salt=SALT))
    except signing.BadSignature:
        return None


def values(request):
    """The values an undo form brought back; raises BadSignature when they are not ours."""
    return signing.loads(request.POST.get("token", ""), salt=SALT)
