"""The parameters of one call, whichever way they were sent: form, multipart or JSON."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.standin.limits import Bad


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """Values as they came, files by their field."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def number(self, name: str, default: int | None = None) -> int | None:
        """A whole number, or the default where none was given."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise Bad(400, f"Bad Request: {name} is not a number") from None

    def needed(self, name: str) -> int:
        """A whole number that must be there."""
        value = self.number(name)
        if value is None:
            raise Bad(400, f"Bad Request: {name} is not specified")
        return value

    @property
    def chat(self) -> int | None:
        """The chat that the call speaks to, if it names one by number."""
        value = str(self.values.get("chat_id") or "")
        return int(value) if value.lstrip("-").isdecimal() else None

    def upload(self, name: str) -> Upload | None:
        """The bytes sent for a field, itself or by attach://; None if a file id was sent."""
        value = str(self.values.get(name) or "")
        key = value.removeprefix("attach://") if value.startswith("attach://") else name
        return self.files.get(key)


async def read_params(request: web.Request) -> Params:
    """Read query and body of a call."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        return Params(values | await request.json())
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(name=value.filename, content=value.file.read())
        else:
            values[name] = value
    return Params(values, files)
