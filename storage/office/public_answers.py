"""Answers of the office that everybody can read: what an officer let through, apart from who asked (Art. 44)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """One question and its answer as published; the English is None where nobody has written any."""

    id: int
    affair_id: int
    article: int
    question: str
    answer: str
    question_en: str | None
    answer_en: str | None
    published_at: datetime

    def in_language(self, language: str) -> tuple[str, str]:
        """Return question and answer in the language, in Chinese where they do not exist in it."""
        english = language == "en" and self.question_en and self.answer_en
        return (self.question_en or "", self.answer_en or "") if english else (self.question, self.answer)


public_answers = Table(
    "public_answers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("affair_id", Id, ForeignKey("affairs.id"), nullable=False),
    Column("article", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("question_en", Text),
    Column("answer_en", Text),
    Column("published_at", Moment, nullable=False),
    Column("published_by", Id, ForeignKey("people.id"), nullable=False),
    Column("withdrawn_at", Moment),
    Index(None, "affair_id"),
    sqlite_autoincrement=True,
)

_COLUMNS = public_answers.c
_SHOWN = _COLUMNS.withdrawn_at.is_(None)
_READ = select(*list(_COLUMNS)[:8])


class PublicAnswers:
    """All public answers; they hold nothing but what was published, so nothing of them is sealed."""

    def __init__(self, db: AsyncConnection, _seal: Seal) -> None:
        self._db = db

    async def publish(self, affair_id: int, *, by: int, now: datetime, **texts: Any) -> None:
        """Publish the answer in place of an earlier one to the same question."""
        await self.withdraw(affair_id, now)
        values = {"affair_id": affair_id, "published_by": by, "published_at": now, **texts}
        await self._db.execute(insert(public_answers), values)

    async def withdraw(self, affair_id: int, now: datetime) -> bool:
        """Take the answer to this question off; False when none was shown."""
        mine = update(public_answers).where(_COLUMNS.affair_id == affair_id, _SHOWN)
        return (await self._db.execute(mine.values(withdrawn_at=now))).rowcount > 0

    async def get(self, answer_id: int) -> PublicAnswer | None:
        """Return the answer if it is shown, or None."""
        row = (await self._db.execute(_READ.where(_SHOWN, _COLUMNS.id == answer_id))).first()
        return _answer(row) if row else None

    async def page(self, *, limit: int, after: int = 0) -> list[PublicAnswer]:
        """Return a page of the answers shown, the newest first; `after` is how many to skip."""
        wanted = _READ.where(_SHOWN).order_by(_COLUMNS.id.desc()).limit(limit).offset(after)
        return [_answer(row) for row in await self._db.execute(wanted)]

    async def count(self) -> int:
        """Return how many answers are shown."""
        return int(
            (await self._db.execute(select(func.count()).select_from(public_answers).where(_SHOWN))).scalar_one()
        )


def _answer(row: Sequence[Any]) -> PublicAnswer:
    return PublicAnswer(*row)
