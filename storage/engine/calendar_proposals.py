"""Changes of the calendar proposed by one person, which take effect only once another has confirmed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata


class ProposalKind(StrEnum):
    """What a proposal changes: a year's notice, days off of the prefecture, or such days now worked after all."""

    YEAR = "year"
    LOCAL = "local"
    WORKED = "worked"


class ProposalState(StrEnum):
    """The state of a proposal: waiting for a second person, confirmed, rejected, or replaced by a newer one."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed change of the calendar.

    `text` is what was pasted or typed, parsed again whenever it is shown; `name` says what the days are for.
    `proposed_by` is None when an operator entered it from the shell.
    """

    id: int
    kind: ProposalKind
    year: int
    text: str
    name: str
    state: ProposalState
    proposed_by: int | None
    proposed_at: datetime
    decided_by: int | None
    decided_at: datetime | None


proposals = Table(
    "calendar_proposals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("year", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("name", String(100), nullable=False),
    Column("state", String(16), nullable=False),
    Column("proposed_by", Id, ForeignKey("people.id")),
    Column("proposed_at", Moment, nullable=False),
    Column("decided_by", Id, ForeignKey("people.id")),
    Column("decided_at", Moment),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

_COLUMNS = proposals.c
_IS_WAITING = _COLUMNS.state == ProposalState.WAITING.value


class CalendarProposals:
    """All proposals. Their content is public, so nothing is sealed."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def add(
        self, kind: ProposalKind, year: int, text: str, *, now: datetime, by: int | None, name: str = ""
    ) -> Proposal:
        """Add a change that waits for a second person."""
        values: dict[str, Any] = {"kind": kind.value, "year": year, "text": text, "name": name}
        values |= {"state": ProposalState.WAITING.value, "proposed_by": by, "proposed_at": now}
        return _proposal((await self._db.execute(insert(proposals).returning(*_COLUMNS), values)).one())

    async def get(self, proposal_id: int) -> Proposal | None:
        """Return the proposal with this id, or None."""
        row = (await self._db.execute(select(proposals).where(_COLUMNS.id == proposal_id))).first()
        return _proposal(row) if row else None

    async def waiting(self) -> list[Proposal]:
        """Return the proposals that wait for a second person, oldest first."""
        rows = await self._db.execute(select(proposals).where(_IS_WAITING).order_by(_COLUMNS.id))
        return [_proposal(row) for row in rows]

    async def decide(self, proposal_id: int, state: ProposalState, *, now: datetime, by: int | None) -> bool:
        """Set the outcome of a waiting proposal; False when it is not waiting."""
        mine = (_COLUMNS.id == proposal_id, _IS_WAITING)
        decided = update(proposals).where(*mine).values(state=state.value, decided_by=by, decided_at=now)
        return (await self._db.execute(decided)).rowcount > 0


def _proposal(row: Sequence[Any]) -> Proposal:
    one, kind, year, text, name, state, *rest = row
    return Proposal(one, ProposalKind(kind), year, text, name, ProposalState(state), *rest)
