"""Makes pictures for tests, honest ones and others, as bytes."""

import io
import struct
import zlib

from PIL import Image

MARK = b"<script>alert(1)</script>"


def picture(kind="JPEG", size=(60, 40), mode="RGB", color=None, **saving):
    """The bytes of an honest picture."""
    written = io.BytesIO()
    Image.new(mode, size, color or 0).save(written, kind, **saving)
    return written.getvalue()


def with_place():
    """A photo that says where and with which camera it was taken."""
    image = Image.new("RGB", (60, 40))
    exif = image.getexif()
    exif[0x010F] = "Camera of Karen"
    exif[0x8825] = {1: "N", 2: (40.0, 26.0, 46.0), 3: "W", 4: (79.0, 58.0, 56.0)}
    written = io.BytesIO()
    image.save(written, "JPEG", exif=exif, comment=b"home address")
    return written.getvalue()


def turned():
    """A photo taken upright: 60 by 40 dots, to be shown as 40 by 60."""
    image = Image.new("RGB", (60, 40))
    exif = image.getexif()
    exif[0x0112] = 6
    written = io.BytesIO()
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png_that_says(width, height, extra=b""):
    """A small PNG file whose head claims ``width`` by ``height`` dots."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + extra + rows + chunk(b"IEND", b"")


def jpeg_that_says(width, height):
    """A JPEG whose head claims other dimensions than it has."""
    data = bytearray(picture())
    at = data.find(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def animated(kind):
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, kind, save_all=True, append_images=frames[1:])
    return written.getvalue()


def zip_file():
    return b"PK\x03\x04" + b"\0" * 26 + b"PK\x05\x06" + b"\0" * 18


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n"
PHP = b"<?php system($_GET['c']); ?>"

NOT_A_PICTURE = {
    "empty.jpg": b"",
    "svg.svg": SVG,
    "svg-called.jpg": SVG,
    "page.html": HTML,
    "page-called.png": HTML,
    "gif.gif": picture("GIF", mode="P"),
    "gif-called.jpg": picture("GIF", mode="P"),
    "bmp.bmp": picture("BMP"),
    "tiff.tif": picture("TIFF"),
    "ico.ico": picture("ICO", size=(32, 32)),
    "ppm.ppm": picture("PPM"),
    "avif.avif": picture("AVIF"),
    "eps.jpg": EPS,
    "pdf.jpg": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
    "php.php.jpg": PHP,
    "gif-and-php.jpg": b"GIF89a" + PHP,
    "docx.jpg": zip_file(),
    "elf.png": b"\x7fELF" + b"\0" * 60,
    "one-byte.jpg": b"\xff",
}
TOO_MANY_DOTS = {
    # Pillow itself warns from 89 megapixels on and refuses from 179 on.
    "40-megapixels.png": png_that_says(8_000, 5_001),
    "90-megapixels.png": png_that_says(10_000, 9_000),
    "177-megapixels.png": png_that_says(13_300, 13_300),
    "2505-megapixels.png": png_that_says(50_050, 50_050),
    "long.png": png_that_says(1, 12_001),
    "wide.jpg": jpeg_that_says(60_000, 60_000),
}
DAMAGED = {
    "text.webp": b"RIFF\x10\0\0\0WEBPhello",
    "head-only.png": b"\x89PNG\r\n\x1a\n",
    "cut.jpg": picture(size=(600, 400))[:600],
    "cut.png": picture("PNG", size=(600, 400))[:-30][:80],
    "cut.webp": picture("WEBP", size=(600, 400), color="red")[:50],
    "wrong-sum.png": picture("PNG").replace(b"IDAT", b"IDAX"),
    "too-few-rows.png": png_that_says(600, 400),
}
# Let in, but written anew: nothing of what was hidden stays.
REWRITTEN = {
    "jpeg-and-script.jpg": picture() + MARK,
    "jpeg-and-zip.jpg": picture() + zip_file() + MARK,
    "png-and-php.png": picture("PNG") + PHP + MARK,
    "png-with-text.png": png_that_says(10, 10, chunk(b"tEXt", b"Comment\0" + MARK)),
    "comment.jpg": picture(comment=MARK),
    "profile.jpg": picture(icc_profile=MARK * 1000),
    "place.jpg": with_place(),
    "print.jpg": picture(mode="CMYK"),
    "gray.png": picture("PNG", mode="L"),
    "palette.png": picture("PNG", mode="P"),
    "sixteen-bits.png": picture("PNG", mode="I;16"),
    "moving.png": animated("PNG"),
    "moving.webp": animated("WEBP"),
    "see-through.png": picture("PNG", mode="RGBA", color=(9, 9, 9, 90)),
    "png-called.jpg": picture("PNG"),
    "../../up.jpg": picture(),
    "..%2f..%2fup.jpg": picture(),
    "CON.png": picture("PNG"),
    "x\u202egnp.jpg": picture(),
    "n" * 240 + ".jpg": picture(),
}
