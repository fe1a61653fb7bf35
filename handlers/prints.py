"""A document that is ready to be printed: everything has been read, only the slow part is left."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Print:
    """`name` is the file's name for its reader, `make` prints; it touches no database and may run in a thread."""

    name: str
    make: Callable[[], bytes]
