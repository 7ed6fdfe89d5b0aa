"""Writes letters. Call it inside the transaction of what the letter reports; it sends nothing."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.module_loading import import_string

from outbox.kinds import kinds
from outbox.models import Letter, Wording
from outbox.wording import LINK, blocks, fill

DISCREET_SENDER = "Front desk"


def post(kind, to, values, *, reference="", not_before=None, discreet=False, attachment=("", "")):
    """Write one letter and return it.

    ``kind`` is a Kind's key, ``to`` an address, ``values`` what is filled into its words (a name
    it does not know raises KeyError). ``reference`` says what it regards; its kind's link is made
    from it. It leaves now or at ``not_before`` (an aware moment). ``attachment`` is the name and
    the text of a calendar entry. A ``discreet`` letter does not tell who writes.
    """
    kind = in_our_words(kinds()[kind])
    if unknown := set(values) - kind.placeholders:
        raise KeyError(f"{kind.key} knows no {', '.join(sorted(unknown))}")
    head = import_string(settings.LETTERHEAD)()
    subject, text, html = compose(kind, values, head, discreet=discreet)
    return Letter.objects.create(
        kind=kind.key,
        to=to,
        sender=DISCREET_SENDER if discreet else head["clinic"],
        reply_to=head["email"],
        subject=subject,
        text=text,
        html=html,
        attachment_name=attachment[0],
        attachment=attachment[1],
        reference=reference,
        not_before=not_before or timezone.now(),
    )


def in_our_words(kind):
    """The kind with the clinic's own words, where it has written some."""
    own = Wording.objects.filter(kind=kind.key).first()
    return own.put_into(kind) if own else kind


def compose(kind, values, head, *, discreet=False):
    """The subject, text and html of a letter; each fact of the html stands in the text."""
    subject = kind.discreet_subject if discreet and kind.discreet_subject else kind.subject
    subject = " ".join(fill(subject, values).split())
    text = fill(kind.body, values)
    foot = fill(foot_of(kind, discreet=discreet), head)
    context = {
        "subject": subject,
        "blocks": blocks(text),
        "foot": blocks(foot),
        "head": "" if discreet else head["clinic"],
        "link": LINK,
    }
    return subject, f"{text}\n\n{foot}\n", render_to_string("letters/letter.html", context)


PATIENT_FOOT = (
    "Questions? Call {phone} or reply to this letter.\n\n"
    "If you think it is an emergency, call {emergency}."
)
STAFF_FOOT = "You get this because your address is under Notice and hours, Clinic."


def foot_of(kind, *, discreet):
    """The last lines of a letter; a discreet one does not name the clinic."""
    if kind.foot or kind.is_for_staff:
        return kind.foot or STAFF_FOOT
    return PATIENT_FOOT if discreet else PATIENT_FOOT + "\n\n{clinic} · {address}"


def take_back(letter):
    """Delete a letter that has not been sent; returns whether it was still there to take.

    One that is being sent at this moment cannot be taken back.
    """
    taken, _ = Letter.objects.unsent().filter(pk=letter.pk, lease_token=None).delete()
    return bool(taken)
