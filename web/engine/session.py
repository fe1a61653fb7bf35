"""The web chat as a channel: an aiogram session that writes calls into inboxes, and the outlet of each Work."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetFile, GetMe, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import BotCommand, File, User

from web.engine.calls import Call, Push, Written, commands_frame, write
from web.engine.frames import Frame, frame_of
from web.engine.sockets import Sockets
from workflow.engine.chats import Store, Uploads, Work, take_frame


@dataclass(slots=True)
class Taking:
    """The frame being served. It is recorded as taken in the same Work that holds its effect."""

    chat: int
    key: str
    content: str | None = None
    message: int | None = None
    taken: bool = False


Menu = Callable[[Work, int, str], Awaitable[Sequence[BotCommand]]]
"""Returns the present commands of a chat; the language is used only until the chat has a known person."""

taking: ContextVar[Taking | None] = ContextVar("taking", default=None)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a Work wrote into inboxes; the open pages are told of it after the commit."""

    pushes: tuple[Push, ...] = ()
    answers: tuple[object, ...] = field(default=())
    took: Taking | None = None


class WebSession(BaseSession):
    """An aiogram session that turns calls into inbox messages and frames, and reads files from the uploads."""

    durable = True
    channel = "web"

    def __init__(self, store: Store, uploads: Uploads, now: Callable[[], datetime], menu: Menu) -> None:
        super().__init__()
        self.sockets = Sockets(store)
        self.uploads = uploads
        self._store = store
        self._now = now
        self._menu = menu

    async def keep(self, work: Work, bot: Bot, chat_id: int, calls: Sequence[Call]) -> Kept:
        """Write the calls, and the person's message that they answer, into inboxes within this Work.

        A change to a message that no longer exists is skipped. Raises Foreign or TooLarge for a call that some channel
        could not take.
        """
        current = taking.get()
        took = current if current is not None and current.chat == chat_id else None
        pushes = await self._take(work, took) if took else []
        answers: list[object] = []
        for call in calls:
            try:
                written = await write(work, bot, call, at=self._now(), chat=chat_id)
            except TelegramBadRequest:
                written = Written(answer=False)
            answers.append(written.answer)
            pushes.extend(written.pushes)
        return Kept(tuple(pushes), tuple(answers), took)

    async def release(self, kept: Kept) -> None:
        """Send what was kept to the open pages. The Work is already committed."""
        if kept.took is not None:
            kept.took.taken = True
        await self.sockets.push(kept.pushes)

    async def finish(self, took: Taking) -> None:
        """Record in a Work of its own that a frame was taken, if serving it kept nothing."""
        async with self._store.work() as work:
            pushes = await self._take(work, took)
            await work.commit()
        await self.release(Kept(tuple(pushes), took=took))

    async def commands(self, work: Work, chat: int, language: str) -> Frame:
        """Return the command menu of a chat. It is read at each opening, because roles change while no page is open."""
        return commands_frame(await self._menu(work, chat, language))

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """Answer a read, or write a call in a Work of its own.

        Raises TelegramBadRequest for a message or file that does not exist.
        """
        match method:
            case GetMe():
                answer: object = User(id=bot.id, is_bot=True, first_name="web", username="web")
            case GetFile():
                answer = await self._file(method)
            case _:
                answer = await self._alone(bot, method)
        return cast(TelegramType, answer)

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Yield the content of an upload, whose id is the last part of the URL."""
        async for piece in self.uploads.read(url.rpartition("/")[2]):
            yield piece

    async def close(self) -> None:
        """Close every open page."""
        await self.sockets.close()

    async def _alone(self, bot: Bot, call: Call) -> object:
        async with self._store.work() as work:
            written = await write(work, bot, call, at=self._now())
            await work.commit()
        await self.sockets.push(written.pushes)
        return written.answer

    async def _take(self, work: Work, took: Taking) -> list[Push]:
        entry = await take_frame(work, took.chat, took.key, self._now(), content=took.content, message=took.message)
        return [] if entry is None else [Push(chat=took.chat, frame=frame_of(entry), change=entry.change)]

    async def _file(self, call: GetFile) -> File:
        upload = await self.uploads.find(call.file_id)
        if upload is None:
            raise TelegramBadRequest(method=call, message="Bad Request: file is not there any more")
        return File(file_id=upload.id, file_unique_id=upload.id, file_size=upload.size, file_path=upload.id)
