"""Reads a PDF's text page by page, or checks that it opens, in a separate process that can be killed.

A small PDF can unpack to more than any machine holds, so nothing else opens one before this has.
"""

import collections
import sys
import time
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PageObject

MEMORY = 1024 * 1024 * 1024
MEMORY_TO_OPEN = 600 * 1024 * 1024
MOST_PAGES = 500


def opens(seconds: int) -> bool:
    """Tell whether the PDF on standard input has pages and can be unpacked within the memory limit."""
    import pikepdf

    _limit(seconds, MEMORY_TO_OPEN)
    with pikepdf.open(BytesIO(sys.stdin.buffer.read())) as pdf:
        collections.deque(pdf.objects, maxlen=0)
        for page in pdf.pages:
            page.contents_coalesce()
            if "/Contents" in page:
                page.Contents.read_bytes()
        return len(pdf.pages) > 0


def main(most_chars: int, seconds: int) -> None:
    """Write the text of the PDF on standard input to standard output, within the limits.

    It is written page by page, so that what was read before the process is killed is kept.
    """
    from pypdf import PdfReader

    _limit(seconds, MEMORY)
    end, left = time.monotonic() + seconds, most_chars
    reader = PdfReader(BytesIO(sys.stdin.buffer.read()))
    for page in reader.pages[:MOST_PAGES]:
        if left <= 0 or time.monotonic() > end:
            break
        text = _text(page)[:left]
        left -= len(text)
        sys.stdout.buffer.write(text.encode("utf-8", errors="replace") + b"\n")
        sys.stdout.buffer.flush()


def _text(page: "PageObject") -> str:
    try:
        return page.extract_text()
    except Exception:  # noqa: BLE001 - a page that cannot be read, for whatever reason, must not hide those after it
        return ""


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has none: there the caller's time limit is the only one
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    if sys.argv[1] == "opens":
        sys.exit(0 if opens(int(sys.argv[2])) else 1)
    main(int(sys.argv[1]), int(sys.argv[2]))
