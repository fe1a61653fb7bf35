"""Codes to photograph: each leads to an address, such as the form for an objection to a notice."""

from io import BytesIO

import segno

QUIET_ZONE = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""


def png(address: str, *, scale: int = 8) -> bytes:
    """The code as a picture; `scale` is pixels a module."""
    out = BytesIO()
    _code(address).save(out, kind="png", scale=scale, border=QUIET_ZONE)
    return out.getvalue()


def svg(address: str) -> str:
    """The code as a drawing, to be set into a page."""
    out = BytesIO()
    _code(address).save(out, kind="svg", border=QUIET_ZONE, xmldecl=False, light="#ffffff")
    return out.getvalue().decode("utf-8")


def _code(address: str) -> segno.QRCode:
    """Level M: a coffee stain is survived. Raises segno's DataOverflowError beyond 2,331 bytes."""
    return segno.make_qr(address, error="m", boost_error=False, encoding="utf-8")
