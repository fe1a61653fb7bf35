"""Checks that an uploaded PDF is sound and passive, and strips camera data from pictures (Art. 12, 22)."""

import re
import zipfile
from io import BytesIO

import pikepdf
from PIL import Image, ImageOps

from papers.reading import pdf_opens, readable_text
from rules.refusals import Unfit
from rules.uploads import FileKind, sniff

MOST_PIXELS = 64_000_000
"""The most pixels of a picture; the largest phone photographs have about 50 million."""

_WHITE = b" \t\r\n\x00\x0c\x1a"
_TAIL = 2048
FORMATS = {"jpg": "JPEG", "png": "PNG"}
_QUALITY = 92
_ACTING = re.compile(
    rb"/(JS|JavaScript|AA|Launch|ImportData|SubmitForm|GoToE|Rendition|RichMedia|EmbeddedFiles?|XFA)(?![A-Za-z0-9])"
)
BROKEN = (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError, RecursionError)


def sound_pdf(data: bytes) -> bool:
    """Tell whether the data are a PDF and nothing else: unencrypted, with pages, ending where it says.

    It blocks, and opens files that could unpack without end only in another process.
    """
    if not data.startswith(b"%PDF-") or not data[-_TAIL:].rstrip(_WHITE).endswith(b"%%EOF"):
        return False
    if zipfile.is_zipfile(BytesIO(data)):
        return False
    if b"Filter" in data or b"#" in data:  # these allow any name to be written otherwise
        return pdf_opens(data)
    try:  # nothing in it is packed, so it is no larger than it looks
        with pikepdf.open(BytesIO(data)) as pdf:
            return len(pdf.pages) > 0
    except BROKEN:
        return False


def looked_into(data: bytes) -> tuple[FileKind, str]:
    """Return the kind of an uploaded file and its readable text. It blocks. Raises Unfit."""
    kind = sniff(data)
    if kind is FileKind.PDF and not sound_pdf(data):
        raise Unfit("uploads.unsound")
    return kind, readable_text(data, kind)


def acts(data: bytes) -> bool:
    """Tell whether a sound PDF would act when opened or carries another file, to warn its readers."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return any(_ACTING.search(_written(item)) for item in pdf.objects)
    except BROKEN:
        return True


def _written(item: object) -> bytes:
    """Return the object as written in a file, names spelt plainly; for a stream only its dictionary.

    A number, or an object missing from a damaged file, is written as nothing.
    """
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    return item.unparse(resolved=True) if isinstance(item, pikepdf.Object) else b""


def plain_image(data: bytes, kind: str) -> bytes:
    """Return the bare picture, upright, without place, time, camera or thumbnail; `kind` is jpg or png.

    Raises Unfit for what is no complete picture of that kind, or has more than MOST_PIXELS.
    """
    try:
        with Image.open(BytesIO(data), formats=(FORMATS[kind],)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unfit("papers.image.too_large", limit=MOST_PIXELS // 1_000_000)
            return _rewritten(ImageOps.exif_transpose(picture), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit("papers.image.too_large", limit=MOST_PIXELS // 1_000_000) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unfit("papers.image.unreadable") from error


def _rewritten(picture: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    if kind == "jpg":
        bare = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
        _bare(bare).save(out, "JPEG", quality=_QUALITY)
    else:
        _bare(picture).save(out, "PNG")
    return out.getvalue()


def _bare(picture: Image.Image) -> Image.Image:
    """Return the pixels without the metadata that Pillow carries along; transparency is kept."""
    picture.load()
    for note in [name for name in picture.info if name != "transparency"]:
        del picture.info[note]
    return picture
