"""A town for a service that is about to start: an open edition, a notice, people in their roles; and what it keeps."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rules.engine.calendar import office_day
from rules.engine.pack import load_pack
from rules.notices.postings import NoticeKind, NoticeLine, number_for
from rules.people.roles import Role
from storage.database.seals import Keys
from storage.store import Store
from storage.work import Work
from tests.processes import Serving

APPLICANTS = ("临夏县示例食品有限公司", "临夏县示例建材有限公司")
CLERKS_UNIT = "leading_group_office"


@asynccontextmanager
async def opened_data(service: Serving) -> AsyncIterator[Work]:
    """A Work over the data of a service that does not run just now."""
    service.data.mkdir(parents=True, exist_ok=True)
    keys, _ = Keys.load_or_make(service.data / "keys.json")
    url = service.settings.get("AWARD_DATABASE_URL") or f"sqlite:///{service.data / 'award.db'}"
    store = await Store.open(url, keys, service.data)
    try:
        async with store.work() as work:
            yield work
    finally:
        await store.close()


async def settle(work: Work, now: datetime) -> None:
    """An edition that takes applications and a notice that hangs since today."""
    today = office_day(now)
    await work.calendar.seed(now)
    edition = await work.editions.add(
        number=2,
        year=today.year,
        opens_on=today - timedelta(days=30),
        closes_on=today + timedelta(days=365),
        pack=load_pack().version_name,
        opened_at=now,
    )
    assert edition is not None
    await work.notices.post(
        edition_id=edition.id,
        kind=NoticeKind.ACCEPTANCE,
        number=number_for(today.year, await work.numbers.next("notice", today.year)),
        title="第二届县政府质量奖受理名单公示",
        text="现将受理名单予以公示，公示期5个工作日。",
        lines=tuple(NoticeLine(name) for name in APPLICANTS),
        place="县政府门户网站",
        posted_on=today,
        last_day=(await work.calendar.load()).after(today, 5).last,
        provisional=False,
    )
    await work.commit()


async def employ(
    work: Work, role: Role, chat: int, now: datetime, *, bot: str = "telegram", name: str = "王经办"
) -> int:
    """Give the person in this chat a role; their id."""
    seat = await work.people.meet(bot, chat, now, "zh")
    await work.people.set_name(seat.person.id, name)
    await work.roles.grant(seat.person.id, role, unit=CLERKS_UNIT if role is Role.CLERK else None)
    await work.commit()
    return seat.person.id


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one person's open form: its answers, the question they stand at, and the step of the chat."""

    draft: int
    form: str
    answers: dict[str, Any]
    question: str | None
    step: str | None


async def kept_of(work: Work, chat: int, *, bot_id: int, bot: str = "telegram") -> Kept | None:
    """The open form of the person in a chat, None where there is none."""
    from storage.engine.conversations import Talk

    channel = await work.channels.find(bot, chat)
    drafts = await work.drafts.open_for(channel.person_id) if channel is not None else []
    if not drafts:
        return None
    draft = drafts[0]
    step = await work.conversations.state(Talk(bot_id, chat, chat))
    return Kept(draft.id, draft.form, await work.drafts.answers(draft.id), draft.question, step)


def integrity(data: Path) -> str:
    """What SQLite says about its file."""
    with sqlite3.connect(data / "award.db") as db:
        return str(db.execute("PRAGMA integrity_check").fetchone()[0])
