"""A new password for who forgot theirs, without telling anybody who works here."""

import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone

from clinic.counting import AN_HOUR, Counter, Limit
from outbox.models import Letter
from outbox.post import post
from staff.letters import RESET, reference_of
from staff.models import StaffMember

MOST_FOR_ONE_ADDRESS = 3
MOST_AT_ALL = 100
WINDOW = datetime.timedelta(hours=1)
# Fewer than at all, so that a stranger does not silence the letters of everybody: ten from one
# line, and thirty from the lines of one provider's customer, who has many by IPv6.
LINE = Limit("reset line", 10, AN_HOUR)
NETWORK = Limit("reset network", 30, AN_HOUR)


def ask(email, line, network):
    """Write a letter with a link to choose a new password, asked for from a line in a network.

    The same work is done for every address: whether anybody signs in with it is found out when
    the letter leaves, and a letter to nobody is dropped then.
    """
    reference = reference_of(email)
    now = timezone.now()
    asked = Letter.objects.filter(kind=RESET, written_at__gt=now - WINDOW)
    with transaction.atomic():
        counter = Counter(now)
        if counter.is_beyond(LINE, line) or counter.is_beyond(NETWORK, network):
            return
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
