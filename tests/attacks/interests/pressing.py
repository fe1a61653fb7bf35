"""Presses that are looked at and never kept: what would be said and written, in a Work that is undone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, SendDocument, TelegramMethod
from aiogram.types import BufferedInputFile, CallbackQuery, Chat, Message
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from sqlalchemy import select

from handlers.dispatching import make_dispatcher
from handlers.updates import Receiver
from rules.engine.refusals import Forbidden
from storage.applications.cases import applications
from storage.work import Work
from tests.talking import Someone, Town, buttons, text_of
from texts import say


@dataclass(frozen=True, slots=True)
class Look:
    """What a press came to: the words with the labels of their buttons, files, and the journal's new lines."""

    words: str
    files: tuple[bytes, ...]
    written: tuple[tuple[str, str], ...]
    moved: bool

    @property
    def refused(self) -> str:
        """The key of the sentence with which it was refused as nobody's business of theirs; "" if it was not."""
        return next((subject for act, subject in self.written if act == "refused"), "")


class Undone(Exception):
    """The Work is left without a commit."""


@dataclass
class Glass:
    """An outlet through which everything is seen and nothing gets out."""

    states: dict[int, str] = field(default_factory=dict)
    seen: Look | None = None
    head: int = 0
    channel: str = "telegram"

    async def keep(self, work: Work, _bot: Any, _chat_id: int, calls: Sequence[TelegramMethod[Any]]) -> Any:
        said = [call for call in calls if not isinstance(call, AnswerCallbackQuery)]
        words = [text_of(call) for call in said] + [label for call in said for label, _ in buttons(call)]
        sent = [call.document for call in said if isinstance(call, SendDocument)]
        files = tuple(document.data for document in sent if isinstance(document, BufferedInputFile))
        await work.journal.flush()
        written = [entry for entry in await work.journal.page(limit=50) if entry.id > self.head]
        states = await states_of(work)
        lines = tuple((entry.act, entry.subject) for entry in reversed(written))
        self.seen = Look("\n".join(words), files, lines, states != self.states)
        raise Undone

    async def release(self, kept: Any) -> None:
        raise AssertionError(kept)

    def look(self) -> Look:
        """What was seen last."""
        assert self.seen is not None
        return self.seen


class Hurried(Receiver):
    """Stops at a refusal: that it is written down and the menu shown under it is one place for all of them."""

    async def _serve(self, *given: Any) -> Any:
        refusal = given[4] if len(given) > 4 else None
        if refusal is None:
            return await super()._serve(*given)
        glass = self.outlets[given[0].id]
        assert isinstance(glass, Glass)
        words = say("zh", refusal.key, **{"article": refusal.article, **refusal.values})
        written = (("refused", refusal.key),) if isinstance(refusal, Forbidden) else ()
        glass.seen = Look(words, (), written, moved=False)
        raise Undone


class Pressing:
    """Somebody tries a button, and the world is as it was; `whole` follows a refusal to its end."""

    def __init__(self, town: Town, *, whole: bool = True) -> None:
        self.town = town
        self.glass = Glass()
        dispatcher, resume = make_dispatcher(town.guides)
        made = Receiver if whole else Hurried
        self.receive = made(town.office, dispatcher, outlets={42: self.glass}, resume=resume, gate=town.receive.gate)

    async def settle(self) -> None:
        """The world is as it is: what is looked at from now on is compared with this."""
        async with self.town.store.work() as work:
            self.glass.head = (await work.journal.head()).id
            self.glass.states = await states_of(work)

    async def tries(self, chat: int, data: str, *, group: int | None = None) -> Look:
        """The person presses a button (or its copy in a group), and what came of it is undone."""
        someone = Someone(self.town, chat)
        message = someone._message() if group is None else _copied(someone, group)
        query = CallbackQuery(id="q", from_user=someone._user(), chat_instance="1", data=data, message=message)
        return await self._sees(someone, callback_query=query)

    async def says(self, chat: int, text: str) -> Look:
        """The same for a message."""
        someone = Someone(self.town, chat)
        return await self._sees(someone, message=someone._message(text=text))

    async def _sees(self, someone: Someone, **content: Any) -> Look:
        kept, self.town.receive, self.glass.seen = self.town.receive, self.receive, None
        with pytest.raises(Undone):
            await someone._send(**content)
        self.town.receive = kept
        return self.glass.look()


def _copied(someone: Someone, group: int) -> Message:
    chat = Chat(id=group, type="group")
    return Message(message_id=9, date=someone.town.clock.now, chat=chat, from_user=someone._user())


def words_in(content: bytes) -> str:
    """What can be read in a spreadsheet or a PDF."""
    if content[:4] == b"%PDF":
        return content.decode("latin-1") + "".join(_pages(content))
    sheets = load_workbook(BytesIO(content), read_only=True).worksheets
    return "\n".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)


def _pages(content: bytes) -> list[str]:
    try:
        return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    except PdfReadError:  # the small files of applicants are no whole PDF
        return [content.decode(errors="ignore")]


async def states_of(work: Work) -> dict[int, str]:
    """Where every application is."""
    rows = await work._db.execute(select(applications.c.id, applications.c.state))
    return dict(map(tuple, rows))
