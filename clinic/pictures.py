"""Pictures: what is let in, how it is kept, and in which widths and formats it goes out.

An upload is judged by its content alone and written anew, so that nothing a camera or a stranger
put into the file (place, time, trailing bytes) is ever kept or served.
"""

import io
import re
import uuid
from pathlib import PurePosixPath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pictures.models import PictureField, PictureFieldFile, PillowPicture
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
BEGINNINGS = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL)
MOST_BYTES = 8 * 1024 * 1024
MOST_DOTS = 40_000_000
LONGEST_SIDE = 12_000
KEPT_SIDE = 2_400
TYPES = {
    ".avif": "image/avif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
SAVING = {"AVIF": {"quality": 60, "speed": 8}, "WEBP": {"quality": 78, "method": 4}}
NOT_A_PICTURE = "This is not a JPEG, PNG or WebP picture."
TOO_LARGE = "Larger than 8 MB."
TOO_MANY_DOTS = "More than 40 million dots; make it smaller first."
DAMAGED = "The picture is damaged."
NOT_NOW = (
    "Pictures cannot be kept right now: their storage does not answer. Try again in a few minutes, "
    "or save the rest without the picture."
)


def rewritten(upload):
    """The picture of an uploaded file, written anew under a name of our own.

    ``upload`` is a file with a ``size`` in bytes. The result is a JPEG, or a PNG where parts are
    see-through, at most 2,400 dots wide and high. Raises ValidationError with the reason.
    """
    if upload.size > MOST_BYTES:
        raise ValidationError(TOO_LARGE)
    image = _opened(upload)
    try:
        image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
        is_see_through = image.has_transparency_data
        mode = "RGBA" if is_see_through else "RGB"
        # Made small before all else: a step on the whole picture would need its memory again.
        image = image if image.mode == mode else image.convert(mode)
        image.thumbnail((KEPT_SIDE, KEPT_SIDE))
        image = ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise ValidationError(DAMAGED) from fault
    kind, suffix = ("PNG", ".png") if is_see_through else ("JPEG", ".jpg")
    image.info.clear()
    written = io.BytesIO()
    image.save(written, kind, **({} if is_see_through else {"quality": 88}))
    name = f"{uuid.uuid4().hex}{suffix}"
    return SimpleUploadedFile(name, written.getvalue(), TYPES[suffix])


def _opened(upload):
    """The picture with its head read and judged, before a single dot is decoded."""
    data = upload.read()
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise ValidationError(TOO_MANY_DOTS) from fault
    except (OSError, SyntaxError, ValueError) as fault:
        is_one = BEGINNINGS.match(data)
        raise ValidationError(DAMAGED if is_one else NOT_A_PICTURE) from fault
    if image.width * image.height > MOST_DOTS or max(image.size) > LONGEST_SIDE:
        raise ValidationError(TOO_MANY_DOTS)
    return image


def own_name(row, name):
    """Where a picture is kept: a fresh name, whatever the upload was called."""
    return f"{uuid.uuid4().hex}{PurePosixPath(name).suffix}"


def address(name):
    """The address at which our own view shows a stored file."""
    return reverse("clinic:media", args=[name])


class PublicPicture(PillowPicture):
    """One width and format of a picture, served by our own view from any storage."""

    @property
    def url(self):
        return address(self.name)

    def resize(self, image):
        """The whole picture at this width exactly, so that browsers choose rightly."""
        height = max(1, round(self.width * image.height / image.width))
        return image.resize((self.width, height), Image.Resampling.LANCZOS)

    def save(self, image):
        """Write this width from ``image``, the whole picture."""
        small = self.resize(image)
        if small.mode == "RGBA" and small.getextrema()[3] == (255, 255):
            small = small.convert("RGB")
        written = io.BytesIO()
        small.save(written, self.file_type, **SAVING[self.file_type])
        self.storage.delete(self.name)
        self.storage.save(self.name, ContentFile(written.getvalue()))


class PublicPictureFile(PictureFieldFile):
    """The kept picture of a row."""

    @property
    def url(self):
        self._require_file()
        return address(self.name)

    @property
    def is_measured(self):
        """Whether its row knows how large it is; else a page would have to open the file."""
        return bool(getattr(self.instance, self.field.width_field))

    @property
    def sources(self):
        """Each format with its ``srcset``, best first; none for a very small picture."""
        if not self.is_measured:
            return
        for file_type, widths in self.aspect_ratios[None].items():
            if widths:
                srcset = ", ".join(f"{widths[w].url} {w}w" for w in sorted(widths))
                yield {"type": TYPES[f".{file_type.lower()}"], "srcset": srcset}


class UploadField(forms.FileField):
    """A form field that lets only pictures in, and hands on the rewritten file."""

    widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def to_python(self, data):
        upload = super().to_python(data)
        if not upload:
            return upload
        picture = rewritten(upload)
        try:
            default_storage.exists(picture.name)
        except ConnectionError as fault:
            raise ValidationError(NOT_NOW) from fault
        return picture


class Picture(PictureField):
    """The model field of a picture."""

    attr_class = PublicPictureFile

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("upload_to", own_name)
        super().__init__(*args, **kwargs)

    def update_dimension_fields(self, instance, force=False, *args, **kwargs):
        """Measure what is assigned; a row that is read opens no file, which may be far away."""
        if force or not isinstance(instance.__dict__.get(self.attname), str):
            super().update_dimension_fields(instance, force, *args, **kwargs)

    def deconstruct(self):
        """Without the widths and formats: they are settings and touch no column."""
        name, path, args, kwargs = super().deconstruct()
        columns = {"upload_to", "width_field", "height_field", "blank", "verbose_name", "help_text"}
        return name, path, args, {key: kwargs[key] for key in columns & set(kwargs)}

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": UploadField} | kwargs)
