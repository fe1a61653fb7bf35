"""Assignments: who reviews which application in which part, with their sealed score sheets (Art. 16-20, 40, 41)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, String, Table, UniqueConstraint, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.applications.lifecycle import LIVE
from rules.engine.rubrics import Part
from rules.reviews.assignments import Assignment, Standing
from storage.applications.cases import applications
from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.schema import Id, Moment, insert, metadata, sealed

assignments = Table(
    "assignments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("application_id", Id, ForeignKey("applications.id"), nullable=False),
    Column("part", String(16), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("head", Boolean, nullable=False),
    Column("standing", String(16), nullable=False),
    Column("assigned_at", Moment, nullable=False),
    Column("assigned_by", Id, ForeignKey("people.id"), nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), unique=True),
    sealed("scores", "id"),
    sealed("words", "id"),
    Column("locked_at", Moment),
    Column("marked", Boolean, nullable=False),
    UniqueConstraint("application_id", "part", "person_id"),
    Index(None, "person_id", "standing"),
    sqlite_autoincrement=True,
)
_COLUMNS = assignments.c
_ALL = select(assignments).order_by(_COLUMNS.id)


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of one part of the review: numbers of cases, of reviewers, of sheets and of locked sheets."""

    cases: int
    reviewers: int
    sheets: int
    locked: int


class Assignments:
    """All assignments, including replaced and excluded ones."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def assign(
        self, application_id: int, part: Part, person_id: int, *, head: bool, by: int, now: datetime
    ) -> Assignment | None:
        """Assign a reviewer; None when the person was assigned before, in whatever standing."""
        values: dict[str, Any] = {"application_id": application_id, "part": part.value, "person_id": person_id}
        values |= {"head": head, "standing": Standing.ACTIVE.value, "assigned_at": now, "assigned_by": by}
        fresh = insert(assignments).on_conflict_do_nothing().returning(*assignments.columns)
        row = (await self._db.execute(fresh, {**values, "marked": False})).first()
        return self._assignment(row) if row else None

    async def get(self, assignment_id: int) -> Assignment | None:
        """Return the assignment with this id, or None."""
        return await self._one(_COLUMNS.id == assignment_id)

    async def of_draft(self, draft_id: int) -> Assignment | None:
        """Return the assignment whose sheet is written in this draft, or None."""
        return await self._one(_COLUMNS.draft_id == draft_id)

    async def of(self, application_id: int, part: Part | None = None) -> list[Assignment]:
        """Return an application's assignments, of one part or all, oldest first."""
        mine = _ALL.where(_COLUMNS.application_id == application_id)
        return await self._all(mine if part is None else mine.where(_COLUMNS.part == part.value))

    async def of_person(self, person_id: int) -> list[Assignment]:
        """Return the person's assignments, in whatever standing."""
        return await self._all(_ALL.where(_COLUMNS.person_id == person_id))

    async def of_edition(self, edition_id: int, part: Part | None = None) -> list[Assignment]:
        """Return the assignments of an edition's applications, by application, oldest first."""
        theirs = select(applications.c.id).where(applications.c.edition_id == edition_id)
        wanted = select(assignments).where(_COLUMNS.application_id.in_(theirs))
        wanted = wanted if part is None else wanted.where(_COLUMNS.part == part.value)
        return await self._all(wanted.order_by(_COLUMNS.application_id, _COLUMNS.id))

    async def of_cases(self, ids: Collection[int]) -> list[Assignment]:
        """Return the assignments of these applications, oldest first."""
        return await self._all(_ALL.where(_COLUMNS.application_id.in_(ids)))

    async def cases(
        self,
        edition_id: int,
        *,
        kind: str,
        among: Collection[int],
        unseen: Collection[int],
        but_of: int,
        limit: int,
        after: int = 0,
    ) -> tuple[list[int], int, int]:
        """Return a page of the ids of an edition's applications of a kind that have reviewers, ordered by number.

        Only applications `among` the given ids count, without those that the person `but_of` sent or ever reviewed.
        Also returns how many of these there are, and how many applications with reviewers in all; those of `but_of` and
        the `unseen` are in neither.
        """
        application = applications.c
        reviewed = application.id.in_(select(_COLUMNS.application_id))
        others = (application.person_id != but_of, application.id.not_in(unseen))
        every = (application.edition_id == edition_id, application.kind == kind, reviewed, *others)
        mine = application.id.in_(select(_COLUMNS.application_id).where(_COLUMNS.person_id == but_of))
        seen = (*every, application.id.in_(among), ~mine)
        page = select(application.id).where(*seen).order_by(application.number, application.id)
        counts = [
            int(await self._db.scalar(select(func.count()).select_from(applications).where(*which)) or 0)
            for which in (seen, every)
        ]
        return [one for (one,) in await self._db.execute(page.limit(limit).offset(after))], counts[0], counts[1]

    async def progress(self, edition_id: int) -> dict[Part, Progress]:
        """Return the progress of each part in an edition, leaving out reviewers who were replaced or excluded."""
        cases, people = func.count(_COLUMNS.application_id.distinct()), func.count(_COLUMNS.person_id.distinct())
        wanted = select(_COLUMNS.part, cases, people, func.count(), func.count(_COLUMNS.locked_at))
        theirs = (applications.c.edition_id == edition_id, _COLUMNS.standing == Standing.ACTIVE.value)
        rows = await self._db.execute(
            wanted.select_from(assignments.join(applications)).where(*theirs).group_by(_COLUMNS.part)
        )
        found = {Part(part): Progress(*counts) for part, *counts in rows}
        return {part: found[part] for part in Part if part in found}

    async def loads(self) -> dict[int, int]:
        """Return how many sheets each reviewer has yet to lock in live cases; reviewers without any are left out."""
        live = applications.c.state.in_([state.value for state in LIVE])
        open_ones = (_COLUMNS.standing == Standing.ACTIVE.value, _COLUMNS.locked_at.is_(None), live)
        wanted = select(_COLUMNS.person_id, func.count()).select_from(assignments.join(applications))
        rows = await self._db.execute(wanted.where(*open_ones).group_by(_COLUMNS.person_id))
        return dict(map(tuple, rows))

    async def has(self, application_id: int, person_id: int) -> bool:
        """Tell whether the person reviews the application in any part, neither replaced nor excluded."""
        mine = (_COLUMNS.application_id == application_id, _COLUMNS.person_id == person_id)
        active = _ALL.where(*mine, _COLUMNS.standing == Standing.ACTIVE.value).limit(1)
        return (await self._db.execute(active)).first() is not None

    async def begin_sheet(self, assignment_id: int, draft_id: int) -> None:
        """Note that the sheet is written in this draft."""
        await self._change(assignment_id, draft_id=draft_id)

    async def lock(
        self, assignment_id: int, *, scores: Mapping[str, int], words: Mapping[str, str], now: datetime
    ) -> bool:
        """Lock the sheet with these points and words; False when it is locked already or no longer counts."""
        mine = (_COLUMNS.locked_at.is_(None), _COLUMNS.standing == Standing.ACTIVE.value)
        kept = {"scores": dict(scores), "words": dict(words)}
        values = {name: self._seal.seal("assignments", assignment_id, name, pack(one)) for name, one in kept.items()}
        return await self._change(assignment_id, *mine, **values, locked_at=now)

    async def stand(self, assignment_id: int, standing: Standing) -> bool:
        """Set the reviewer's standing: replaced, excluded, or (undoing that) active; False when it was so already."""
        return await self._change(assignment_id, _COLUMNS.standing != standing.value, standing=standing.value)

    async def make_head(self, assignment_id: int) -> bool:
        """Make this reviewer the head of the group."""
        return await self._change(assignment_id, head=True)

    async def mark(self, person_id: int) -> int:
        """Mark every locked sheet of the person, because misconduct was found (Art. 41); return how many."""
        mine = (_COLUMNS.person_id == person_id, _COLUMNS.locked_at.is_not(None), _COLUMNS.marked.is_(False))
        return (await self._db.execute(update(assignments).where(*mine).values(marked=True))).rowcount

    async def _change(self, assignment_id: int, *which: Any, **values: Any) -> bool:
        changed = update(assignments).where(_COLUMNS.id == assignment_id, *which).values(**values)
        return (await self._db.execute(changed)).rowcount > 0

    async def _one(self, which: Any) -> Assignment | None:
        row = (await self._db.execute(_ALL.where(which))).first()
        return self._assignment(row) if row else None

    async def _all(self, wanted: Any) -> list[Assignment]:
        return [self._assignment(row) for row in await self._db.execute(wanted)]

    def _assignment(self, row: Row[Any]) -> Assignment:
        kept = row._asdict()
        for name in ("scores", "words"):
            sealed_bytes = kept[name]
            kept[name] = sealed_bytes and unpack(self._seal.open("assignments", kept["id"], name, sealed_bytes))
        return Assignment(**{**kept, "part": Part(kept["part"]), "standing": Standing(kept["standing"])})


# Reasons for deciding an application against the pass mark: whose they are, and the draft with the text (Art.
# 17).


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `act` is done to an application against its scores; the text is the answer `reason` of the draft."""

    application_id: int
    act: str
    draft_id: int
    person_id: int
    given_at: datetime


reasons = Table(
    "reasons",
    metadata,
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    Column("act", String(32), primary_key=True),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("given_at", Moment, nullable=False),
)
_REASON = reasons.c


class Reasons:
    """The last reason for each act on each application."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def give(self, application_id: int, act: str, *, draft_id: int, person_id: int, now: datetime) -> None:
        """Record whose reason it is and its draft, replacing an earlier one for the same act."""
        values: dict[str, Any] = {"draft_id": draft_id, "person_id": person_id, "given_at": now}
        fresh = insert(reasons).values(application_id=application_id, act=act, **values)
        await self._db.execute(
            fresh.on_conflict_do_update(index_elements=[_REASON.application_id, _REASON.act], set_=values)
        )

    async def get(self, application_id: int, act: str) -> Reason | None:
        """Return the reason for this act, or None."""
        mine = (_REASON.application_id == application_id, _REASON.act == act)
        row = (await self._db.execute(select(reasons).where(*mine))).first()
        return Reason(*row) if row else None
