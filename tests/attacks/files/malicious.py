"""Files that are not what they say: two kinds at once, with macros, swelling when unpacked, reaching for others."""

import zipfile
from io import BytesIO

TYPES = ("[Content_Types].xml", b"<Types/>")
DOCUMENT = ("word/document.xml", b"<w:document/>")
UNPACKED = 200_000_000
LAUGHS = (
    b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]><w:document><w:t>&b;&c;</w:t></w:document>'
)


def packed(*parts: tuple[str, bytes]) -> bytes:
    """A package of Word or Excel with these parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            package.writestr(name, content)
    return file.getvalue()


def with_macros() -> bytes:
    """A document with macros under the name of one without."""
    return packed(TYPES, DOCUMENT, ("word/vbaProject.bin", b"x"))


def bomb() -> bytes:
    """A document of under 200 KB that unpacks to 200 MB."""
    return packed(TYPES, DOCUMENT, ("word/media/image1.bin", bytes(UNPACKED)))


def laughs() -> bytes:
    """A document whose entities grow when they are followed, and of which one names a file of the machine."""
    return packed(TYPES, ("word/document.xml", LAUGHS))
