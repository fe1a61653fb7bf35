"""Guards what is published for good: a text that contains somebody's number is sent back (Art. 15, 17, 21, 37, 39)."""

import re
import unicodedata
from collections.abc import Iterable

# A mobile number, or a document number with its birth date. A credit code may be all digits too, and is public.
_BORN = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_PERSONAL = re.compile(rf"(?<![0-9])(?:1[3-9][0-9]{{9}}|[1-9][0-9]{{5}}{_BORN}[0-9]{{3}}[0-9Xx])(?![0-9A-Za-z])")


def names_somebody(text: str) -> bool:
    """Tell whether the text contains a document or mobile phone number, however it is spaced."""
    flat = unicodedata.normalize("NFKC", text)
    return bool(_PERSONAL.search(flat) or _PERSONAL.search(re.sub(r"[ \-]", "", flat)))


def shows_any(text: str, private: Iterable[str]) -> bool:
    """Tell whether the text contains any of these private values (a phone, an address, a number), however spaced."""
    flat = _flat(text)
    return any(word in flat for word in map(_flat, private) if word)


def without_numbers(name: str) -> str:
    """Return a name fit for publication: all its digits are hidden if it contains a person's number."""
    return re.sub(r"[0-9]", "*", unicodedata.normalize("NFKC", name)) if names_somebody(name) else name


def _flat(text: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text))
