"""What a colleague is at the clinic. What each role may do is laid down in clinic_site/roles.py."""

from enum import StrEnum

from django.contrib.auth.models import Group
from django.db import transaction


class Role(StrEnum):
    """A role; its value is the name of the group that holds its rights."""

    RECEPTIONIST = "Receptionist"
    EDITOR = "Editor"
    OWNER = "Owner"


# What an owner may add to a receptionist.
STORIES = "Stories"

WORDS = {
    Role.RECEPTIONIST: "requests, notices, hours, questions",
    Role.EDITOR: "treatments, people, pictures, stories",
    Role.OWNER: "everything",
}


def names_of(member):
    """The names of the groups a colleague is in; one query, none when they were prefetched."""
    return {group.name for group in member.groups.all()}


def role_of(member):
    """A colleague's Role, or None: without one, or made on the command line with every right."""
    names = names_of(member)
    return next((role for role in Role if role in names), None)


def give_role(member, role, *, with_stories=False):
    """Make ``role`` the only one of a colleague; ``with_stories`` lets a receptionist read them."""
    names = [role]
    if with_stories and role == Role.RECEPTIONIST:
        names.append(STORIES)
    with transaction.atomic():
        member.groups.set(Group.objects.filter(name__in=names))
