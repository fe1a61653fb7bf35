"""People as a test moves them: someone says, presses, sends, reads."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.standin.chats import Button, Chat, Note
from tests.standin.methods import as_answer

if TYPE_CHECKING:
    from tests.standin.server import StandIn

PATIENCE = 60.0


class Person:
    """One person in their private chat with the bot. In a group they say with `chat=`."""

    def __init__(self, standin: StandIn, chat: Chat) -> None:
        self.id = chat.id
        self.chat = chat
        self._standin = standin

    def as_json(self) -> dict[str, Any]:
        """The person as the API describes them."""
        return {"id": self.id, "is_bot": False, "first_name": self.chat.title, "language_code": "zh-hans"}

    async def says(self, text: str, *, chat: Chat | None = None) -> Note:
        """Write a text. Whoever writes has started the bot."""
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        entities = [{"type": "bot_command", "offset": 0, "length": len(command)}] if command else None
        return await self.sends({"text": text} | ({"entities": entities} if entities else {}), chat=chat)

    async def sends(self, fields: dict[str, Any], *, chat: Chat | None = None, content: bytes | None = None) -> Note:
        """Send a message of any kind, by its API fields: `{"sticker": {...}}`, `{"location": {...}}`."""
        where = chat or self.chat
        where.started = True
        raw = self._standin.new_message(where, self.as_json()) | fields
        note = where.put(Note(raw=raw, by_bot=False, content=content))
        self._standin.updates.put("message", raw)
        return note

    async def edits(self, note: Note, text: str) -> None:
        """Change a message of one's own."""
        raw = note.raw | {"text": text, "edit_date": note.raw["date"] + 1}
        self.chat.notes[note.id] = replace(note, raw=raw, edits=note.edits + 1)
        self._standin.updates.put("edited_message", raw)

    async def sends_file(
        self,
        name: str,
        content: bytes,
        caption: str | None = None,
        *,
        album: str | None = None,
        mime: str | None = None,
    ) -> Note:
        """Send a document, alone or as part of an album."""
        file = self._standin.keep_file(name, content, folder="documents", mime=mime)
        fields: dict[str, Any] = {"document": file.as_json(named=True)}
        return await self.sends(fields | _around(caption, album), content=content)

    async def sends_photo(self, content: bytes, caption: str | None = None, *, album: str | None = None) -> Note:
        """Send a picture, which has no name."""
        file = self._standin.keep_file("photo.jpg", content, folder="photos")
        return await self.sends({"photo": [file.as_picture()]} | _around(caption, album), content=content)

    async def presses(self, label_or_data: str, *, note: Note | None = None) -> str | None:
        """Press a button of the newest message that has it, or of `note` as it looked then. The query's id, if any."""
        for candidate in [note] if note else reversed(self.chat.messages):
            for button in candidate.buttons:
                if label_or_data in (button.text, button.data):
                    return await self._press(candidate, button)
        there = [note.labels for note in self.chat.spoken[-3:]]
        raise AssertionError(f"no button {label_or_data!r}; the last messages have {there}")

    async def _press(self, note: Note, button: Button) -> str | None:
        if button.data is not None:
            return await self.forges(button.data, note=note)
        if button.url is not None:
            raise AssertionError(f"{button.text!r} opens {button.url}")
        await self.says(button.text)
        return None

    async def forges(self, data: str, *, note: Note | None = None, chat: Chat | None = None) -> str:
        """Send a press with any data, under any message (the newest of the bot if none is named)."""
        where = chat or self.chat
        under = note or (where.spoken[-1] if where.spoken else None)
        query: dict[str, Any] = {"id": f"{self._standin.number()}", "from": self.as_json(), "data": data}
        query["chat_instance"] = str(where.id)
        if under:
            query["message"] = as_answer(under)
        self._standin.queries[query["id"]] = self.id
        self._standin.updates.put("callback_query", query)
        return str(query["id"])

    async def reads(self, seconds: float = PATIENCE) -> Note:
        """The next message of the bot not read yet, new or edited."""
        try:
            async with asyncio.timeout(seconds):
                return await self.chat.unread.get()
        except TimeoutError:
            last = self.chat.texts[-1:]
            raise AssertionError(f"nothing to read for {self.id} within {seconds} s; the last was {last}") from None

    async def reads_all(self, quiet: float = 0.3, seconds: float = PATIENCE) -> list[Note]:
        """Wait for a message, then read on until there was silence for `quiet` seconds."""
        notes = [await self.reads(seconds)]
        while True:
            try:
                async with asyncio.timeout(quiet):
                    notes.append(await self.chat.unread.get())
            except TimeoutError:
                return notes

    async def toast(self, seconds: float = PATIENCE) -> str | None:
        """The word that answers the next press, None for a silent answer."""
        async with asyncio.timeout(seconds):
            return await self._standin.toasts[self.id].get()

    async def blocks(self) -> None:
        """Block the bot, which is told so."""
        self._membership("member", "kicked")

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self._membership("kicked", "member")

    def _membership(self, before: str, after: str) -> None:
        self.chat.blocked = after == "kicked"
        bot = self._standin.me
        change = self._standin.new_message(self.chat, self.as_json())
        del change["message_id"]
        change |= {"old_chat_member": _member(bot, before), "new_chat_member": _member(bot, after)}
        self._standin.updates.put("my_chat_member", change)


def _member(bot: dict[str, Any], status: str) -> dict[str, Any]:
    return {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})


def _around(caption: str | None, album: str | None) -> dict[str, str]:
    return ({"caption": caption} if caption else {}) | ({"media_group_id": album} if album else {})
