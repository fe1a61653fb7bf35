"""The frames of the chat protocol: strictly reads what a client sends, and makes frames of inbox entries."""

import asyncio
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from workflow.engine.chats import Entry
from workflow.engine.sending import CAPTION, PRESS, TEXT, units

Frame = dict[str, object]

KEY = re.compile(r"[A-Za-z0-9_:.-]{1,64}")
START = re.compile(r"/start\s")


class Unreadable(Exception):
    """A client's frame that breaks the protocol; `key` is its key if it has one, `sentence` says what is wrong."""

    def __init__(self, sentence: str, *, key: str | None = None, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The person wrote something."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """The person pressed a button of a message."""

    key: str
    data: str
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The person sent a file uploaded before; `more` says that another one chosen with it follows."""

    key: str
    upload: str
    caption: str
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Saw:
    """The person has seen everything up to a message."""

    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRequest:
    """The client wants the messages before a certain one."""

    before: int


Spoken = Said | Pressed | Sent


def read_frame(raw: str) -> Spoken | Saw | HistoryRequest:
    """Return a client's frame. Raises Unreadable."""
    try:
        frame = json.loads(raw)
        raw.encode()
        json.dumps(frame, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Unreadable("web.unreadable") from None
    if not isinstance(frame, dict):
        raise Unreadable("web.unreadable")
    match frame:
        case {"seen": int(message)}:
            return Saw(message=_number(message))
        case {"earlier": int(message)}:
            return HistoryRequest(before=_number(message))
    return _spoken(frame, _key(frame))


def _spoken(frame: Mapping[str, object], key: str) -> Spoken:
    match frame:
        case {"text": str(text)}:
            return Said(key=key, text=_short(text, TEXT, key))
        case {"press": str(data), "message": int(message)}:
            if not 1 <= len(data.encode()) <= PRESS:
                raise Unreadable("web.button_gone", key=key)
            return Pressed(key=key, data=data, message=_number(message))
        case {"file": str(upload)}:
            caption, more = frame.get("caption") or "", frame.get("more", False)
            if isinstance(caption, str) and isinstance(more, bool):
                return Sent(key=key, upload=upload, caption=_short(caption, CAPTION, key), more=more)
    raise Unreadable("web.unreadable", key=key)


def _key(frame: Mapping[str, object]) -> str:
    key = frame.get("key", "") or f"none-{secrets.token_hex(8)}"
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise Unreadable("web.unreadable")
    return key


def _number(message: int) -> int:
    if not 0 <= message < 2**31:
        raise Unreadable("web.unreadable")
    return message


def _short(text: str, most: int, key: str) -> str:
    if units(text) > most:
        raise Unreadable("web.too_long", key=key, length=units(text), most=most)
    return text


def own_content(spoken: Spoken, *, file: Frame | None = None) -> str | None:
    """Return what is kept of the person's own message; None for a press.

    What follows /start is a secret and is not kept.
    """
    match spoken:
        case Said(text=text):
            shown: Frame = {"text": "/start" if START.match(text) else text}
        case Sent(caption=caption):
            shown = {"text": caption, "file": file or {}}
        case Pressed():
            return None
    return json.dumps({**shown, "key": spoken.key}, ensure_ascii=False)


def message_of(entry: Entry) -> Frame:
    """Return a message as the client gets it."""
    message: Frame = {"id": entry.message, "at": entry.sent_at.isoformat(timespec="seconds")}
    if entry.mine:
        message["mine"] = True
    content: Frame = json.loads(entry.content or "{}")
    return message | content


def frame_of(entry: Entry, *, edited: bool = False) -> Frame:
    """Return the frame that tells of a new, an edited or a deleted message."""
    if entry.content is None:
        return {"delete": entry.message, "change": entry.change}
    return {"edit" if edited else "message": message_of(entry), "change": entry.change}


def presses(content: str) -> set[str]:
    """Return the callback data of all buttons of a message."""
    rows = json.loads(content).get("buttons", [])
    return {button["press"] for row in rows for button in row if "press" in button}


# Slows down a page that sends faster than a person can: its frames wait, and nobody else's do.


class Pace:
    """Lets `burst` frames through at once and `rate` a second after that; the rest wait for their moment."""

    def __init__(self, *, burst: int, rate: float) -> None:
        self._burst = burst
        self._rate = rate
        self._tokens = float(burst)
        self._filled_at: float | None = None

    async def turn(self) -> None:
        """Wait until one more frame may go."""
        now = asyncio.get_running_loop().time()
        waited = 0.0 if self._filled_at is None else now - self._filled_at
        self._tokens = min(self._burst, self._tokens + waited * self._rate) - 1
        self._filled_at = now
        if self._tokens < 0:
            await asyncio.sleep(-self._tokens / self._rate)
