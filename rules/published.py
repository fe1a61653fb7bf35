"""What is published is public for good: a text with somebody's number in it is sent back (Art. 15, 17, 21, 37, 39)."""

import re
import unicodedata
from collections.abc import Iterable

# A mobile number, or a document's number with its birth date: a credit code may be digits alone, and is public.
_BORN = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_PERSONAL = re.compile(rf"(?<![0-9])(?:1[3-9][0-9]{{9}}|[1-9][0-9]{{5}}{_BORN}[0-9]{{3}}[0-9Xx])(?![0-9A-Za-z])")


def names_somebody(text: str) -> bool:
    """Whether the number of a document or of a mobile phone stands in the text, however it is written."""
    flat = unicodedata.normalize("NFKC", text)
    return bool(_PERSONAL.search(flat) or _PERSONAL.search(re.sub(r"[ \-]", "", flat)))


def shows_any(text: str, private: Iterable[str]) -> bool:
    """Whether something that was entrusted stands in the text: a phone, an address, a number, however it is spaced."""
    flat = _flat(text)
    return any(_flat(word) in flat for word in private if word)


def without_numbers(name: str) -> str:
    """A name as it can be published: where somebody's number was put into it, its digits are hidden."""
    return re.sub(r"[0-9]", "*", unicodedata.normalize("NFKC", name)) if names_somebody(name) else name


def _flat(text: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text))
