"""The text of a PDF, page by page: run as a process of its own that reads its input and can be ended."""

import sys
import time
from io import BytesIO

from pypdf import PageObject, PdfReader

MEMORY = 1024 * 1024 * 1024
MOST_PAGES = 500


def main(most_chars: int, seconds: int) -> None:
    """Writes the text of the file on standard input to standard output, as far as the limits allow.

    Page by page, so that what was read before an end by force is there.
    """
    _limit(seconds)
    end, left = time.monotonic() + seconds, most_chars
    reader = PdfReader(BytesIO(sys.stdin.buffer.read()))
    for page in reader.pages[:MOST_PAGES]:
        if left <= 0 or time.monotonic() > end:
            break
        text = _text(page)[:left]
        left -= len(text)
        sys.stdout.buffer.write(text.encode("utf-8", errors="replace") + b"\n")
        sys.stdout.buffer.flush()


def _text(page: PageObject) -> str:
    try:
        return page.extract_text()
    except Exception:  # noqa: BLE001 - a page that cannot be read, for whatever reason, must not hide those after it
        return ""


def _limit(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows: there the time limit of the caller is the only one
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
