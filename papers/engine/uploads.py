"""Looks into uploaded files in a limited process, and strips camera data from pictures (Art. 12, 22).

What is too much is counted before anything is built of it: pages, objects, pixels, the parts of an Office file.
"""

import collections
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from papers.engine.apart import apart
from papers.engine.reading import readable_text
from rules.engine.pictures import MOST_PIXELS
from rules.engine.refusals import Unfit
from rules.engine.uploads import FileKind, flags, sniff

if TYPE_CHECKING:
    from pikepdf import Pdf
    from PIL import Image

MOST_PAGES = 2_000
MOST_OBJECTS = 300_000
"""The most objects of a PDF; a book of a thousand pages with its index and all its links has about 100,000."""

_WHITE = b" \t\r\n\x00\x0c\x1a"
_TAIL = 2048
FORMATS = {"jpg": "JPEG", "png": "PNG"}
_QUALITY = 92
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Seen:
    """What an uploaded file is: its kind, its readable text, the warnings to its readers, and what is kept of it."""

    kind: str
    text: str
    flags: tuple[str, ...]
    bare: bytes | None


@apart(Seen, imports=("pikepdf", "pypdf"))
def looked_into(data: bytes, *, bare: bool = False) -> Seen:
    """Return what the file is; with `bare`, also its content without what says who made it. Raises Unfit."""
    kind = sniff(data)
    if kind is FileKind.PDF:
        check_pdf(data)
    from papers.engine.authors import nameless  # only the limited process needs what it imports

    kept = nameless(data, kind) if bare else None
    marks = sorted(flag.value for flag in flags(data, kind))
    return Seen(kind.value, readable_text(data, kind), tuple(marks), kept)


def check_pdf(data: bytes) -> None:
    """Raise Unfit unless the data are a PDF and nothing else: unencrypted, with pages, ending where it says.

    Only a limited process may call it: a PDF can unpack to any amount.
    """
    if not data.startswith(b"%PDF-") or not data[-_TAIL:].rstrip(_WHITE).endswith(b"%%EOF"):
        raise Unfit("uploads.unsound")
    if zipfile.is_zipfile(BytesIO(data)):
        raise Unfit("uploads.unsound")
    _check_count(data.count(b"endobj"))
    if any(kids.group(1).count(b"R") > MOST_PAGES for kids in _KIDS.finditer(data)):
        raise Unfit("uploads.too_many_pages", limit=MOST_PAGES)
    _check_opened(data)


def _check_opened(data: bytes) -> None:
    import pikepdf  # slow to import, and only the limited process needs it

    broken = (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, AttributeError, RuntimeError)
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            _check_count(len(pdf.objects))
            _check_pages(pdf)
            collections.deque(pdf.objects, maxlen=0)
            for page in pdf.pages:
                page.contents_coalesce()
                if "/Contents" in page:
                    page.Contents.read_bytes()
    except broken as error:
        dear = "bad_alloc" in str(error)  # some parts of the library report that the memory is short as damage
        raise Unfit("uploads.too_dear" if dear else "uploads.unsound") from error


def _check_count(objects: int) -> None:
    if objects > MOST_OBJECTS:
        raise Unfit("uploads.too_many_objects", limit=MOST_OBJECTS)


def _check_pages(pdf: "Pdf") -> None:
    """Count the pages by walking their tree: the library would build each, however often the same one is named."""
    waiting, seen = [pdf.Root.Pages], 0
    while waiting:
        children = waiting.pop().get("/Kids", ())
        seen += max(len(children), 1)
        if seen > 2 * MOST_PAGES:  # a tree has fewer branches than leaves
            raise Unfit("uploads.too_many_pages", limit=MOST_PAGES)
        waiting.extend(children)
    if len(pdf.pages) > MOST_PAGES:
        raise Unfit("uploads.too_many_pages", limit=MOST_PAGES)
    if not pdf.pages:
        raise Unfit("uploads.unsound")


@apart(imports=("PIL.Image", "PIL.ImageOps", "PIL.JpegImagePlugin", "PIL.PngImagePlugin"))
def plain_image(data: bytes, kind: str) -> bytes:
    """Return the bare picture, upright, without place, time, camera or thumbnail; `kind` is jpg or png.

    Raises Unfit for what is no complete picture of that kind, or has more than MOST_PIXELS.
    """
    from PIL import Image, ImageOps  # slow to import, and only the limited process needs them

    try:
        with Image.open(BytesIO(data), formats=(FORMATS[kind],)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unfit("papers.image.too_large", limit=MOST_PIXELS // 1_000_000)
            ImageOps.exif_transpose(picture, in_place=True)
            return _rewritten(picture, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit("papers.image.too_large", limit=MOST_PIXELS // 1_000_000) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unfit("papers.image.unreadable") from error


def _rewritten(picture: "Image.Image", kind: str) -> bytes:
    out = BytesIO()
    if kind == "jpg":
        bare = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
        _bare(bare).save(out, "JPEG", quality=_QUALITY)
    else:
        _bare(picture).save(out, "PNG")
    return out.getvalue()


def _bare(picture: "Image.Image") -> "Image.Image":
    """Return the pixels without the metadata that Pillow carries along; transparency is kept."""
    picture.load()
    for note in [name for name in picture.info if name != "transparency"]:
        del picture.info[note]
    return picture
