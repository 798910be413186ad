"""QR codes: drawn for a page, as a picture for a document."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

_QUIET = 2  # modules of white around the code


def svg(text: str, *, scale: float = 4) -> SafeString:
    """As an element for a page; segno writes it, nothing of `text` is in it but black and white."""
    drawn = segno.make(text, error="m").svg_inline(
        scale=scale, border=_QUIET, svgclass="dj-qr", lineclass=None
    )
    return mark_safe(drawn)


def png(text: str, *, scale: int = 8) -> BytesIO:
    picture = BytesIO()
    segno.make(text, error="m").save(picture, kind="png", scale=scale, border=_QUIET)
    picture.seek(0)
    return picture
