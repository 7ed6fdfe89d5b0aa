"""What each role may do, as rights of Django. The migrations of this room lay them down.

A change here needs a new migration that calls ``lay_roles``; a test compares both.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

from staff.roles import STORIES, Role

OUR_ROOMS = ["booking", "testimonials", "techniques", "clinic", "staff", "outbox"]
FREELY = ["view", "add", "change", "delete"]
READ = ["view"]
READ_STORIES = {"testimonials": ["view", "add", "change"]}

# A room or a model of it, and what may be done there; a model's line counts before its room's.
RIGHTS = {
    Role.RECEPTIONIST: {
        "booking": ["view", "add", "change"],
        "clinic.notice": FREELY,
        "clinic.closure": FREELY,
        "clinic.openinghours": FREELY,
        "clinic.question": FREELY,
        "clinic.clinic": ["view", "change_phone"],
    },
    STORIES: READ_STORIES,
    Role.EDITOR: {
        "techniques": FREELY,
        "clinic.practitioner": FREELY,
        "clinic.reason": FREELY,
        **READ_STORIES,
    },
    Role.OWNER: {
        **dict.fromkeys(["booking", "testimonials", "techniques", "clinic", "outbox"], None),
        "staff.staffmember": ["view", "add", "change"],
        "staff.auditentry": READ,
    },
}


def is_granted(role, right, model):
    """Whether ``role`` has a Permission's ``right`` (its codename) on ``model`` ("clinic.notice").

    None stands for every right there is.
    """
    rights = RIGHTS[role]
    granted = rights.get(model, rights.get(model.split(".")[0], []))
    return granted is None or right in granted or right.split("_")[0] in granted


def lay_roles(apps, schema_editor):
    """Make the groups of the roles, each with exactly its rights."""
    for room in OUR_ROOMS:
        # Django makes the rights of a model only after all migrations; these name them now.
        config = installed.get_app_config(room)
        create_permissions(config, verbosity=0, apps=apps, using=schema_editor.connection.alias)
    permissions = apps.get_model("auth", "Permission").objects.select_related("content_type")
    ours = list(permissions.filter(content_type__app_label__in=OUR_ROOMS))
    for role in RIGHTS:
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=str(role))
        group.permissions.set(
            right
            for right in ours
            if is_granted(
                role, right.codename, f"{right.content_type.app_label}.{right.content_type.model}"
            )
        )
