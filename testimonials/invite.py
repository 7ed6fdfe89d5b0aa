"""Invites patients to write: the same words to everybody, by letter or on printed cards.

The addresses are those a colleague pastes in; nothing is read from the requests.
"""

import datetime
import re

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic import contact, formats
from outbox.post import post
from testimonials import terms
from testimonials.models import Invitation
from testimonials.models.invitation import new_code

MOST_AT_ONCE = 200


def addresses_in(text):
    """The e-mail addresses in a pasted list, each once, and the entries that are none."""
    found, wrong = {}, []
    for entry in filter(None, (part.strip() for part in re.split(r"[\n,;]", text))):
        try:
            address = contact.clean_email(_without_name(entry))
        except ValidationError:
            wrong.append(entry)
        else:
            found.setdefault(address.lower(), address)
    return list(found.values()), wrong


def _without_name(entry):
    """What stands in the last pointed brackets: the address in "Maria Silva <maria@…>"."""
    return entry[:-1].rpartition("<")[2] if entry.endswith(">") else entry


@transaction.atomic
def by_letter(addresses, by):
    """Write to each address once; returns those who were invited before and get no letter."""
    today = timezone.localdate()
    expires_on = today + datetime.timedelta(days=terms.INVITATION_DAYS)
    invited_before = []
    for address in addresses:
        try:
            with transaction.atomic():
                invitation = Invitation.objects.create(
                    email=address.lower(), made_by=by, expires_on=expires_on
                )
        except IntegrityError:
            invited_before.append(address)
            continue
        post(
            "testimonials.invitation",
            address,
            {"day": formats.day(expires_on, today)},
            reference=invitation.reference,
        )
    return invited_before


@transaction.atomic
def on_cards(count, by):
    """Make ``count`` invitations for printed cards."""
    expires_on = timezone.localdate() + datetime.timedelta(days=terms.INVITATION_DAYS)
    return [
        Invitation.objects.create(code=new_code(), made_by=by, expires_on=expires_on)
        for _ in range(count)
    ]
