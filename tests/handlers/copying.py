"""Files of a case given to people who sit in Telegram and in the web chat, through the real delivery and papers."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from aiogram import Bot

from bot.channels import WebKeeper
from handlers.engine.holding import HoldingSession
from handlers.papers import render
from reminders.delivery import Delivery
from reminders.letters import Letter, Parked
from reminders.posting import Routes
from rules.engine.pack import load_pack
from storage.engine.files import FileRecord
from storage.engine.uploads import Uploads
from storage.store import Store
from tests.handlers.reviewing import NOW, Review
from tests.papers.engine.test_watermarks import PAGES, pdf
from tests.reminders.mail import Wire
from web.engine.session import WebSession

WEB = 7_000
"""The web chat of somebody is their number and this."""


async def no_menu(*_: Any) -> list[Any]:
    return []


@dataclass
class Copying:
    """The case of `Review`, whose files are whole; `wire` is Telegram."""

    review: Review
    delivery: Delivery
    wire: Wire
    files: dict[str, FileRecord] = field(default_factory=dict)

    @classmethod
    async def open(cls, store: Store, folder: Path) -> "Copying":
        """With a PDF and a Word file that are trade secrets, a damaged PDF, and a PDF that is none."""
        review, wire = await Review.open(store), Wire()
        session = WebSession(store, Uploads(folder / "uploads", store.seal), review.town.clock, no_menu)
        keeper = WebKeeper(Bot("1:WEB", session=HoldingSession(session)), session)
        routes = Routes(keepers={"web": keeper}, senders={"telegram": wire}, papers=partial(render, store, load_pack()))
        copying = cls(review, Delivery(store, load_pack(), routes, review.town.clock), wire)
        whole = pdf(*PAGES[:2])
        await copying.add("recipe", whole, "配方表甲.pdf", "pdf", secret="配方 / 不公开")
        await copying.add("word", b"PK word", "客户名单乙.docx", "docx", secret="客户 / 不公开")
        await copying.add("broken", b"%PDF-1.4 nothing", "坏文件丙.pdf", "pdf", secret="工艺 / 不公开")
        await copying.add("open", whole + b"%\n", "营业执照丁.pdf", "pdf")
        return copying

    async def add(self, key: str, content: bytes, name: str, kind: str, **about: Any) -> None:
        async with self.review.town.store.work() as work:
            subject, owner = f"draft:{self.review.draft}", self.review.ids[Review.APPLICANT]
            about |= {"owner": owner, "subject": subject, "draft_id": self.review.draft}
            about["now"] = NOW + timedelta(seconds=len(self.files) + 1)
            self.files[key] = await work.files.add(content, name=name, kind=kind, **about)
            await work.commit()

    async def sits_in_web(self, chat: int) -> int:
        """From now on this person is reached in the web chat; its number."""
        async with self.review.town.store.work() as work:
            last = self.review.town.clock.now.replace(year=2027)
            await work.channels.add(self.review.ids[chat], "web", chat + WEB, last)
            await work.commit()
        return chat + WEB

    async def asks(self, chat: int, key: str) -> list[str]:
        """Somebody presses the file on the list, and what is owed is delivered."""
        press = f"review:file:{self.review.application}:{self.files[key].id}"
        read = await self.review.person(chat).presses_data(press)
        await self.deliver()
        return read

    async def deliver(self) -> None:
        await self.delivery.deliver_once(self.review.town.clock.now)

    def letters(self) -> list[Letter]:
        """What went out over Telegram."""
        return [letter for letter in self.wire.letters if isinstance(letter, Letter)]

    def calls(self) -> list[Any]:
        """What Telegram was asked to do besides."""
        return [dict(letter.call) for letter in self.wire.letters if isinstance(letter, Parked)]

    async def inbox(self, chat: int) -> list[tuple[str, str]]:
        """The messages of a web chat: words, and the id of the file that came with each."""
        async with self.review.town.store.work() as work:
            said = [json.loads(entry.content or "{}") for entry in await work.inbox.latest(chat, 50)]
        return [(one.get("text") or "", one.get("file", {}).get("url", "").rpartition("/")[2]) for one in said]
