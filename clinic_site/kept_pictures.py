"""All stored pictures by name, wherever the site keeps them."""

from django.apps import apps
from django.core.files.storage import default_storage

from clinic.pictures import Picture


def names(folder=""):
    """The name of each file, in order; a folder that is not there yet holds none."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    for name in sorted(files):
        yield prefix + name
    for name in sorted(folders):
        yield from names(prefix + name)


def missing(kept):
    """The names that rows show, in order, of which neither ``kept`` nor the storage knows."""
    shown = {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, Picture)
        for name in model._base_manager.values_list(field.name, flat=True)
        if name
    }
    return sorted(name for name in shown - kept if not default_storage.exists(name))
