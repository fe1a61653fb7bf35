"""Files made to be dear: small, or just below the limit, and far too much for whoever opens them."""

import struct
import zipfile
import zlib
from io import BytesIO

_HEAD = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count "
_PAGE = b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"


def many_pages(count: int, *, spelt: bytes = b"/Kids") -> bytes:
    """A PDF that names its one page so many times."""
    kids = b"%d%s[%s]>>\nendobj\n" % (count, spelt, b"3 0 R " * count)
    return _whole(_HEAD + kids + _PAGE)


def many_objects(size: int) -> bytes:
    """A PDF of about so many bytes, all of them empty objects but one page."""
    out = bytearray(_HEAD + b"1/Kids[3 0 R]>>\nendobj\n" + _PAGE)
    number = 4
    while len(out) < size:
        out += b"".join(b"%d 0 obj<<>>endobj\n" % (number + n) for n in range(10_000))
        number += 10_000
    return _whole(bytes(out))


def many_pixels(width: int, height: int) -> bytes:
    """A black picture, whole in every part, that packs into very little."""
    packer = zlib.compressobj(9)
    line = bytes(1 + -(-width // 8))
    rows = b"".join(packer.compress(line * 100) for _ in range(height // 100)) + packer.flush()
    head = struct.pack(">II5B", width, height, 1, 0, 0, 0, 0)
    chunks = (b"IHDR" + head, b"IDAT" + rows, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def many_parts(count: int) -> bytes:
    """A Word file of so many parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("word/document.xml", b"<document/>")
        for n in range(count):
            made.writestr(f"word/{n}.xml", b"")
    return out.getvalue()


def _whole(body: bytes) -> bytes:
    """Add the table of the objects and the end."""
    places = [body.index(b"%d 0 obj" % number) for number in (1, 2, 3)]
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def _chunk(body: bytes) -> bytes:
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
