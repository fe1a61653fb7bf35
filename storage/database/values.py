"""JSON for stored values, with tags: {"$date"}, {"$at"} for moments, {"$say"} for sentences not yet in a language."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Keyed(Protocol):
    """Anything that names a sentence of the catalogues by its key."""

    @property
    def key(self) -> str:
        """The key of the sentence."""


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence by its key and values, to be put into the reader's language when it is shown."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


def pack(value: Any) -> str:
    """Return `value` as compact JSON, the same text for equal values; moments must be aware."""
    return _ENCODER.encode(value)


def unpack(text: str | bytes) -> Any:
    """Return what was packed; tuples come back as lists, sentences as `Say`."""
    return _DECODER.raw_decode(text if isinstance(text, str) else text.decode())[0]


def _tagged(value: object) -> dict[str, Any]:
    match value:
        case datetime():
            if value.tzinfo is None:
                raise ValueError("a moment needs its time zone: pass an aware datetime")
            return {"$at": value.astimezone(UTC).isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case Keyed():
            values = dict(getattr(value, "values", {}))
            return {"$say": value.key, "$with": values} if values else {"$say": value.key}
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON")


def _untagged(found: dict[str, Any]) -> Any:
    match found:
        case {"$at": str(moment), **rest} if not rest:
            return datetime.fromisoformat(moment)
        case {"$date": str(day), **rest} if not rest:
            return date.fromisoformat(day)
        case {"$say": str(key), **rest} if not rest:
            return Say(key)
        case {"$say": str(key), "$with": dict(values), **rest} if not rest:
            return Say(key, values)
    return found


# made once: `json.dumps` and `json.loads` would make one for each value
_ENCODER = json.JSONEncoder(default=_tagged, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_DECODER = json.JSONDecoder(object_hook=_untagged)
