"""The register of notices: filtered, counted and read a page at a time (Art. 15, 17, 21)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.notices.postings import Notice, NoticeKind
from storage.database.seals import Seal
from storage.notices.board import entries, notice_of, notices


class View(StrEnum):
    """The views of the register: hanging, to be signed, signed, corrected, or all notices."""

    OPEN = "open"
    SIGNING = "signing"
    SIGNED = "signed"
    CORRECTED = "corrected"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A filter for notices, by their state on `day`; `words` must occur in the title or the number."""

    view: View
    day: date
    edition_id: int | None = None
    kind: NoticeKind | None = None
    words: str = ""


class NoticeRegister:
    """All notices, which are public."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def page(self, wanted: Wanted, *, limit: int, after: int = 0) -> tuple[list[Notice], int]:
        """Return a page of the notices that match, newest first, skipping `after`, and how many match in all."""
        rows = await self._db.execute(
            select(notices).where(*_which(wanted)).order_by(notices.c.id.desc()).limit(limit).offset(after)
        )
        found = [notice_of(row) for row in rows]
        counted = select(func.count()).select_from(notices).where(*_which(wanted))
        return found, int((await self._db.execute(counted)).scalar_one())


def _which(wanted: Wanted) -> list[ColumnElement[bool]]:
    at = notices.c
    mine = _seen(wanted.view, wanted.day)
    if wanted.edition_id is not None:
        mine.append(at.edition_id == wanted.edition_id)
    if wanted.kind is not None:
        mine.append(at.kind == wanted.kind.value)
    if wanted.words:
        words = wanted.words.casefold()
        places = (func.lower(column).contains(words, autoescape=True) for column in (at.title, at.number))
        mine.append(or_(*places))
    return mine


def _seen(view: View, day: date) -> list[ColumnElement[bool]]:
    at = notices.c
    unsigned = exists().where(
        entries.c.notice_id == at.id, entries.c.cleared_at.is_(None), entries.c.struck_at.is_(None)
    )
    over = (at.replaced_on.is_(None), at.last_day < day)
    match view:
        case View.OPEN:
            return [at.replaced_on.is_(None), at.last_day >= day]
        case View.SIGNING:
            return [*over, unsigned]
        case View.SIGNED:
            return [*over, ~unsigned]
        case View.CORRECTED:
            return [at.replaced_on.is_not(None)]
        case View.ALL:
            return []
