"""Style sheets as they are sent: one file each, without comments and indentation."""

import posixpath
import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORT = re.compile(r'^@import "([\w-]+\.css)";$', re.MULTILINE)
LINE_END = re.compile(r"\s*\n\s*")
# Elsewhere a space parts two names: "main" and "p" in "main p".
NEEDLESS_SPACE = re.compile(r"(?<=[{};,])\s+|\s+(?=})")


def lean(sheet):
    """The style sheet without comments and needless space."""
    lines = LINE_END.sub("\n", COMMENT.sub("", sheet)).strip()
    return NEEDLESS_SPACE.sub("", lines)


class LeanSheets:
    """A place for static files that hands out its style sheets lean, each with what it imports.

    One sheet is one request, where a browser would ask for the imported one only after reading it.
    """

    def __init__(self, storage):
        self.storage = storage

    def open(self, path):
        return ContentFile(lean(self._whole(path)).encode())

    def _whole(self, path):
        with self.storage.open(path) as file:
            sheet = file.read().decode()
        folder = posixpath.dirname(path)
        return IMPORT.sub(lambda found: self._whole(posixpath.join(folder, found[1])), sheet)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage of hashed and compressed files, with lean style sheets."""

    def post_process(self, paths, dry_run=False, **options):
        lean_paths = {
            name: (LeanSheets(storage) if name.endswith(".css") else storage, path)
            for name, (storage, path) in paths.items()
        }
        return super().post_process(lean_paths, dry_run, **options)
