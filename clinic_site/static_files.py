"""Static files as they are sent: whole at any moment, style sheets one file each and lean."""

import os
import posixpath
import re
import uuid

from django.core.files.base import ContentFile
from whitenoise.compress import Compressor
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


class WholeFiles(Compressor):
    """WhiteNoise's compressor; nobody ever finds a half-written file."""

    def write_data(self, path, data, suffix, stat_result):
        beside = super().write_data(path, data, f"{suffix}.{uuid.uuid4().hex}", stat_result)
        os.replace(beside, path + suffix)
        return path + suffix


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage of hashed and compressed files, with lean style sheets.

    Files are collected while the site serves those of before, mostly the same ones. Django would
    delete each and write it again, and whoever asked in between would get an error.
    """

    is_replacing = False

    def post_process(self, paths, dry_run=False, **options):
        lean_paths = {
            name: (LeanSheets(storage) if name.endswith(".css") else storage, path)
            for name, (storage, path) in paths.items()
        }
        self.is_replacing = True
        yield from super().post_process(lean_paths, dry_run, **options)
        self.is_replacing = False

    def delete(self, name):
        if not self.is_replacing:
            super().delete(name)

    def _save(self, name, content):
        beside = super()._save(f"{name}.{uuid.uuid4().hex}", content)
        os.replace(self.path(beside), self.path(name))
        return name

    def create_compressor(self, **options):
        return WholeFiles(**options)
