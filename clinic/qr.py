"""A square to scan, drawn on the server as one path."""

import qrcode
from django.utils.html import format_html

QUIET = 4  # modules of white around the square, as its standard asks for


def qr_svg(text, label="Square to scan"):
    """The QR code of ``text`` as an SVG element, black on white in every theme.

    ``label`` is what a screen reader says.
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{2}">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{1}"/></svg>',
        len(rows),
        path,
        label,
    )
