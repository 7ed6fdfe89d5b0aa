"""All stored pictures by name, wherever the site keeps them."""

from django.core.files.storage import default_storage


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
