"""A document that is ready to be printed, when only the slow part is left; a file that is a copy of others."""

from collections.abc import Callable
from dataclasses import dataclass

from aiogram.types import BufferedInputFile


@dataclass(frozen=True, slots=True)
class Print:
    """`name` is the file's name for its reader, `make` prints; it touches no database and may run in a thread."""

    name: str
    make: Callable[[], bytes]


class Copied(BufferedInputFile):
    """A file that is sent and holds what others handed in: `origins` are their ids, by which it is found again."""

    def __init__(self, content: bytes, filename: str, *, origins: tuple[str, ...] = ()) -> None:
        super().__init__(content, filename)
        self.origins = origins
