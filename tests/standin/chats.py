"""What was said in each chat, as the person sees it: edits applied, deletions gone."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.standin.limits import Bad


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: with `data` it calls back, with `url` it opens, with neither it types its text."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One message of a chat in its present form. `content` holds the bytes of its file or picture."""

    raw: dict[str, Any]
    by_bot: bool
    content: bytes | None = None
    edits: int = 0

    @property
    def id(self) -> int:
        """The message_id."""
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """Text or caption, empty if there is neither."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def rows(self) -> list[list[Button]]:
        """The buttons in their rows, inline or of a reply keyboard."""
        markup = self.raw.get("reply_markup") or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return [[_button(button) for button in row] for row in rows]

    @property
    def buttons(self) -> list[Button]:
        """All buttons in reading order."""
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What the buttons say."""
        return [button.text for button in self.buttons]

    @property
    def file_name(self) -> str | None:
        """The name of the document, if it is one."""
        name = (self.raw.get("document") or {}).get("file_name")
        return None if name is None else str(name)


def _button(button: Any) -> Button:
    if isinstance(button, str):
        return Button(text=button)
    return Button(text=button["text"], data=button.get("callback_data"), url=button.get("url"))


@dataclass(slots=True)
class Chat:
    """A private chat (positive id) or a group. A bot may speak in it once it was started, until it is blocked."""

    id: int
    title: str
    started: bool = False
    blocked: bool = False
    notes: dict[int, Note] = field(default_factory=dict)
    unread: asyncio.Queue[Note] = field(default_factory=asyncio.Queue)
    actions: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Note]:
        return iter(list(self.notes.values()))

    @property
    def messages(self) -> list[Note]:
        """Everything that can be seen, in order."""
        return list(self.notes.values())

    @property
    def spoken(self) -> list[Note]:
        """What the bot said."""
        return [note for note in self.notes.values() if note.by_bot]

    @property
    def texts(self) -> list[str]:
        """What the bot said, in words alone."""
        return [note.text for note in self.spoken]

    def as_json(self) -> dict[str, Any]:
        """The chat as the API describes it."""
        if self.id > 0:
            return {"id": self.id, "type": "private", "first_name": self.title}
        return {"id": self.id, "type": "supergroup", "title": self.title}

    def put(self, note: Note) -> Note:
        """Add a message; what the bot says waits to be read."""
        self.notes[note.id] = note
        if note.by_bot:
            self.unread.put_nowait(note)
        return note

    def get(self, message_id: int, purpose: str) -> Note:
        """A message that is still there."""
        if message_id not in self.notes:
            raise Bad(400, f"Bad Request: message to {purpose} not found")
        return self.notes[message_id]

    def edit(self, message_id: int, changes: dict[str, Any]) -> Note:
        """Change one of the bot's messages; a key with None is taken away."""
        old = self.get(message_id, "edit")
        if not old.by_bot:
            raise Bad(400, "Bad Request: message can't be edited")
        raw = {key: value for key, value in (old.raw | changes).items() if value is not None}
        if raw == old.raw:
            raise Bad(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup "
                "are exactly the same as a current content and reply markup of the message",
            )
        return self.put(replace(old, raw=raw, edits=old.edits + 1))

    def check_open(self) -> None:
        """Refuse what Telegram refuses to a bot that may not speak here."""
        if self.blocked and self.id < 0:
            raise Bad(403, "Forbidden: bot was kicked from the supergroup chat")
        if self.blocked:
            raise Bad(403, "Forbidden: bot was blocked by the user")
        if not self.started:
            raise Bad(400, "Bad Request: chat not found")
