"""Takes away stored pictures that no row shows and no earlier version could bring back."""

import datetime
from contextlib import suppress
from pathlib import PurePosixPath

from django.apps import apps
from django.core.files.storage import default_storage
from reversion.models import Version

from clinic import formats
from clinic.pictures import Picture

# A form that is being previewed or saved at this moment uses its picture before any row does.
KEPT_FOR = datetime.timedelta(days=1)


def sweep_pictures(now, dry_run=False):
    """Delete pictures unused for a day, with all their widths; returns what was done, in words.

    ``now`` is an aware moment; with ``dry_run`` nothing is deleted.
    """
    unused = [name for name in stored() if is_old(name, now) and not is_used(name)]
    if not dry_run:
        for name in unused:
            delete(name)
    pictures = formats.counted(len(unused), "unused picture", "unused pictures")
    return [f"erase {pictures}"] if unused else []


def stored():
    """The names of the kept pictures, without their widths."""
    with suppress(FileNotFoundError):
        return default_storage.listdir("")[1]
    return []


def is_old(name, now):
    return default_storage.get_modified_time(name) < now - KEPT_FOR


def is_used(name):
    """Whether a row shows the picture, or an earlier version of one does."""
    shown = any(
        model._base_manager.filter(**{field.name: name}).exists()
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, Picture)
    )
    return shown or Version.objects.filter(serialized_data__contains=name).exists()


def delete(name):
    """Delete a picture and the folder of its widths."""
    folder = str(PurePosixPath(name).with_suffix(""))
    with suppress(FileNotFoundError):
        for width in default_storage.listdir(folder)[1]:
            default_storage.delete(f"{folder}/{width}")
        default_storage.delete(folder)
    default_storage.delete(name)
