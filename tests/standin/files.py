"""Files that the server keeps, from people and from the bot."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class File:
    """A file by its id; `path` is where it is downloaded."""

    id: str
    path: str
    name: str
    content: bytes
    mime: str | None = None

    def as_json(self, *, named: bool = False) -> dict[str, Any]:
        """As getFile describes it; with a name as a document does."""
        json: dict[str, Any] = {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": len(self.content)}
        more = {"file_name": self.name} | ({"mime_type": self.mime} if self.mime else {})
        return json | (more if named else {})

    def as_picture(self) -> dict[str, Any]:
        """As one size of a photo."""
        return self.as_json() | {"width": 800, "height": 600}
