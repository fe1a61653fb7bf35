"""QR codes that lead to an address, such as the form for an objection to a notice."""

from io import BytesIO

import segno

QUIET_ZONE = 4
"""Width in modules of the white border that ISO/IEC 18004 asks for."""


def png(address: str, *, scale: int = 8) -> bytes:
    """Return the code as a PNG; `scale` is pixels per module."""
    out = BytesIO()
    _code(address).save(out, kind="png", scale=scale, border=QUIET_ZONE)
    return out.getvalue()


def svg(address: str) -> str:
    """Return the code as an SVG to embed in a page."""
    out = BytesIO()
    _code(address).save(out, kind="svg", border=QUIET_ZONE, xmldecl=False, light="#ffffff")
    return out.getvalue().decode("utf-8")


def _code(address: str) -> segno.QRCode:
    """Make a code of error-correction level M, which survives a coffee stain.

    Raises segno's DataOverflowError for more than 2,331 bytes.
    """
    return segno.make_qr(address, error="m", boost_error=False, encoding="utf-8")
