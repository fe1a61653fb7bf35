"""Cases entered from paper: by whom, the true receipt, a late entry, the code to claim them (Art. 14, 22)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Table, Text, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.schema import Id, Moment, insert, metadata, sealed


@dataclass(frozen=True, slots=True)
class PaperCase:
    """How a case came in on paper. `subject` is its name in the journal, such as "application:5".

    `received_at` is when the paper came, None while it is still being entered; `scans` are the files of its original.
    `late_by` gave the code for an entry after the window had closed, for `late_reason`. `code` lets the person claim
    the case into a chat of their own; it is None once they have.
    """

    subject: str
    entered_by: int
    entered_at: datetime
    received_at: datetime | None = None
    scans: tuple[str, ...] = ()
    late_by: int | None = None
    late_reason: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    claimed_at: datetime | None = None


paper_cases = Table(
    "paper_cases",
    metadata,
    Column("subject", String(128), primary_key=True),
    Column("entered_by", Id, ForeignKey("people.id"), nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("received_at", Moment),
    Column("scans", Text, nullable=False),
    Column("late_by", Id, ForeignKey("people.id")),
    sealed("late_reason", "subject"),
    sealed("code", "subject"),
    Column("claimed_at", Moment),
)
_NAME, _SEALED = "paper_cases", ("late_reason", "code")


class PaperCases:
    """All cases that were entered from paper."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def begin(
        self, subject: str, by: int, now: datetime, *, late_by: int | None = None, late_reason: str | None = None
    ) -> None:
        """Note who enters the case, and who allows it after the window has closed, and why."""
        values = {"subject": subject, "entered_by": by, "entered_at": now, "scans": pack([]), "late_by": late_by}
        values["late_reason"] = self._sealed(subject, "late_reason", late_reason)
        await self._db.execute(insert(paper_cases), values)

    async def receive(self, subject: str, received_at: datetime, scans: Sequence[str], now: datetime) -> None:
        """Note when the paper came and the files of its original, as the case is entered."""
        await self._set(subject, received_at=received_at, scans=pack(list(scans)), entered_at=now)

    async def keep_code(self, subject: str, code: str) -> None:
        """Keep the code to claim the case, so that its receipt can be printed again."""
        await self._set(subject, code=self._sealed(subject, "code", code))

    async def claimed(self, subject: str, now: datetime) -> None:
        """Note that the person has come, and forget the code."""
        await self._set(subject, code=None, claimed_at=now)

    async def get(self, subject: str) -> PaperCase | None:
        """Return how this case came in on paper; None for one that did not."""
        row = (await self._db.execute(select(paper_cases).where(paper_cases.c.subject == subject))).first()
        if row is None:
            return None
        kept = row._asdict()
        opened = {name: kept[name] and self._seal.open_text(_NAME, subject, name, kept[name]) for name in _SEALED}
        return PaperCase(**{**kept, **opened, "scans": tuple(unpack(kept["scans"]))})

    async def _set(self, subject: str, **values: Any) -> None:
        await self._db.execute(update(paper_cases).where(paper_cases.c.subject == subject).values(**values))

    def _sealed(self, subject: str, column: str, plain: str | None) -> bytes | None:
        return None if plain is None else self._seal.seal(_NAME, subject, column, plain)
