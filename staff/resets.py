"""A new password for who forgot theirs, without telling anybody who works here."""

import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone

from outbox.models import Letter
from outbox.post import post
from staff.letters import RESET, reference_of
from staff.models import StaffMember

MOST_FOR_ONE_ADDRESS = 3
MOST_AT_ALL = 100
WINDOW = datetime.timedelta(hours=1)


def ask(email):
    """Write a letter with a link to choose a new password.

    The same work is done for every address: whether anybody signs in with it is found out when
    the letter leaves, and a letter to nobody is dropped then.
    """
    reference = reference_of(email)
    asked = Letter.objects.filter(kind=RESET, written_at__gt=timezone.now() - WINDOW)
    with transaction.atomic():
        lately = asked.about(reference).count()
        if lately < MOST_FOR_ONE_ADDRESS and asked.count() < MOST_AT_ALL:
            post(RESET, email, {}, reference=reference)


def member_for(token):
    """The colleague a link was made for, or None when it is over.

    The address holds no number of a row, so each colleague's token is compared: few work here.
    """
    for member in StaffMember.objects.may_sign_in():
        if default_token_generator.check_token(member, token):
            return member
    return None
