"""Objections to notices: the case sealed as a whole, the objector's identity sealed separately (Art. 22, 23)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    Text,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.objections.cases import PENDING, Objection, State, View
from storage.applications.cases import applications
from storage.database.proofs import PROOF, proof, proof_of
from storage.database.seals import Seal, readable
from storage.database.values import pack, unpack
from storage.engine.deadlines import deadlines
from storage.notices.board import notices
from storage.schema import Id, Moment, insert, metadata, sealed

objections = Table(
    "objections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("who", String(16), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("examine_by", Date, nullable=False),
    Column("notice_id", Id, ForeignKey("notices.id")),
    Column("application_id", Id, ForeignKey("applications.id")),
    Column("late", Boolean, nullable=False),
    Column("at_counter", Boolean, nullable=False),
    Column("asked", Boolean, nullable=False),
    Column("missing", Text, nullable=False),
    Column("complete_by", Date),
    Column("upheld", Boolean),
    Column("confirm_by", Date),
    Column("identity_matches", Boolean),
    Column("same_as", Id, ForeignKey("objections.id")),
    Column("examined_by", Id, ForeignKey("people.id")),
    Column("admitted_on", Date),
    Column("settled_on", Date),
    Column("changed_at", Moment),
    sealed("matter", "number", nullable=False),
    Column("identity", String(64)),
    Column("topic", String(64)),
    Column("erased_at", Moment),
    proof("number", of=("person_id",)),
    Index(None, "person_id"),
    Index(None, "state"),
    Index(None, "notice_id"),
    Index(None, "application_id"),
    Index(None, "identity"),
    Index(None, "topic"),
    sqlite_autoincrement=True,
)
identities = Table(
    "objection_identities",
    metadata,
    Column("objection_id", Id, ForeignKey("objections.id"), primary_key=True, autoincrement=False),
    Column("field", String(32), primary_key=True),
    sealed("value", "objection_id", "field", nullable=False),
)


_OBJECTION = [column for column in objections.columns if column.name not in ("identity", "topic", "erased_at", PROOF)]

_PLACE = [identities.c.objection_id, identities.c.field]


class Objections:
    """All objections. Reading one does not read the objector's identity."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def file(
        self, *, matter: Mapping[str, Any], identity: str | None, topic: str | None = None, **values: Any
    ) -> Objection:
        """File an objection; `identity` and `topic` are keyed hashes by which equal ones are found."""
        kept = {"state": State.RECEIVED.value, "late": False, "at_counter": False, "asked": False, **values}
        kept |= {
            "missing": pack([]),
            "identity": identity,
            "topic": topic,
            "matter": self._sealed(values["number"], matter),
        }
        kept[PROOF] = proof_of(self._seal, objections, kept)
        row = (await self._db.execute(insert(objections).returning(*_OBJECTION), kept)).one()
        return self._objection(row)

    async def get(self, objection_id: int) -> Objection | None:
        """Return the objection with this id, or None."""
        row = (await self._db.execute(select(*_OBJECTION).where(objections.c.id == objection_id))).first()
        return self._objection(row) if row else None

    async def of_person(self, person_id: int) -> list[Objection]:
        """Return the objections that the person sent or entered, newest first."""
        return await self._all(objections.c.person_id == person_id)

    async def of_application(self, application_id: int) -> list[Objection]:
        """Return all objections about this application, newest first."""
        return await self._all(objections.c.application_id == application_id)

    async def of_notice(self, notice_id: int) -> list[Objection]:
        """Return all objections to this notice, newest first."""
        return await self._all(objections.c.notice_id == notice_id)

    async def equal(self, identity: str) -> Objection | None:
        """Return the first objection with this keyed hash of objector, notice and target, or None."""
        return await self._first(objections.c.identity == identity)

    async def first_about(self, topic: str) -> Objection | None:
        """Return the first objection with this keyed hash of notice and target, whoever objected, or None."""
        return await self._first(objections.c.topic == topic)

    async def same_matter(self, first_id: int) -> list[Objection]:
        """Return the first objection about a matter and all that are linked to it, in the order they came."""
        return (await self._all((objections.c.id == first_id) | (objections.c.same_as == first_id)))[::-1]

    async def investigated(self) -> list[Objection]:
        """Return the objections that were admitted and are not decided yet, oldest first."""
        return (await self._all(objections.c.state == State.ADMITTED.value, strict=False))[::-1]

    async def decided(self) -> list[Objection]:
        """Return the objections whose result waits for the objector's answer, oldest first."""
        return (await self._all(objections.c.state == State.DECIDED.value, strict=False))[::-1]

    async def these(self, ids: Sequence[int]) -> list[Objection]:
        """Return the objections with these ids, in their order."""
        found = {one.id: one for one in await self._all(objections.c.id.in_(ids))}
        return [found[one] for one in ids if one in found]

    async def move(self, objection: Objection, to: State, now: datetime, **values: Any) -> bool:
        """Move the objection to another state; False when somebody else has moved it first.

        `values` are other columns that change with it; `matter` is sealed here.
        """
        if "matter" in values:
            values["matter"] = self._sealed(objection.number, values["matter"])
        if "missing" in values:
            values["missing"] = pack(list(values["missing"]))
        mine = (objections.c.id == objection.id, objections.c.state == objection.state.value)
        moved = update(objections).where(*mine).values(state=to.value, changed_at=now, **values)
        return (await self._db.execute(moved)).rowcount > 0

    async def claimed(self, objection_id: int) -> None:
        """Note that the objector for whom it was entered from paper has come, and acts from now on."""
        await self._db.execute(update(objections).where(objections.c.id == objection_id).values(at_counter=False))

    async def check_identity(self, objection_id: int, *, matches: bool) -> None:
        """Record whether the document's number, typed again from its picture, matches."""
        await self._db.execute(
            update(objections).where(objections.c.id == objection_id).values(identity_matches=matches)
        )

    async def keep_identity(self, objection_id: int, fields: Mapping[str, Any]) -> None:
        """Store these identity fields, each sealed by itself, replacing earlier ones."""
        for name, value in fields.items():
            closed = self._seal.seal("objection_identities", f"{objection_id}/{name}", "value", pack(value))
            kept = insert(identities).values(objection_id=objection_id, field=name, value=closed)
            await self._db.execute(kept.on_conflict_do_update(index_elements=_PLACE, set_={"value": closed}))

    async def identity(self, objection_id: int) -> dict[str, Any]:
        """Return all identity fields. The caller must show them masked, or record who reads them and why."""
        rows = await self._db.execute(
            select(identities.c.field, identities.c.value).where(identities.c.objection_id == objection_id)
        )
        return {name: self._opened(objection_id, name, value) for name, value in rows}

    def equality(self, *parts: object) -> str:
        """Return the keyed hash under which an equal objection is found."""
        return self._seal.lookup("objection", pack([str(part) for part in parts]))

    async def _first(self, which: Any) -> Objection | None:
        wanted = select(*_OBJECTION).where(which).order_by(objections.c.id).limit(1)
        row = (await self._db.execute(wanted)).first()
        return self._objection(row) if row else None

    async def _all(self, which: Any, *, strict: bool = True) -> list[Objection]:
        rows = await self._db.execute(select(*_OBJECTION).where(which).order_by(objections.c.id.desc()))
        return readable(self._seal, "objections", rows, self._objection, strict=strict)

    def _sealed(self, number: str, matter: Mapping[str, Any]) -> bytes:
        return self._seal.seal_fields("objections", number, "matter", matter)

    def _opened(self, objection_id: int, name: str, value: bytes) -> Any:
        return self._seal.open_value("objection_identities", f"{objection_id}/{name}", "value", value)

    def _objection(self, row: Row[Any]) -> Objection:
        kept = row._asdict()
        matter = self._seal.open_fields("objections", kept["number"], "matter", kept["matter"], "facts")
        read = {"state": State(kept["state"]), "missing": tuple(unpack(kept["missing"])), "matter": matter}
        return Objection(**{**kept, **read})


# The register of objections: filtered, counted and read a page at a time (Art. 22, 23).


_STATES = [state.value for state in PENDING]
_ABOUT = literal("objection:").concat(cast(objections.c.id, String))
_TOGETHER = (func.coalesce(objections.c.same_as, objections.c.id).desc(), objections.c.id)
"""The order: the newest matter first, followed by the objections linked to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFilter:
    """A filter for objections, by their state on `day`, by notice, and by the moment from which they were received.

    It leaves out what is `hidden` ("objection:1", "application:2") from the person `by`, and their own objections.
    """

    view: View
    day: date
    by: int
    notice_id: int | None = None
    since: datetime | None = None
    hidden: Collection[str] = ()


class ObjectionRegister:
    """The ids of all objections; contents are not read."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def page(self, wanted: ObjectionFilter, *, limit: int, after: int = 0) -> list[int]:
        """Return a page of the ids that match, newest matter first, linked objections together, skipping `after`."""
        ids = select(objections.c.id).where(*_which(wanted)).order_by(*_TOGETHER).limit(limit).offset(after)
        return list((await self._db.scalars(ids)).all())

    async def count(self, wanted: ObjectionFilter) -> int:
        """Return how many objections match."""
        counted = select(func.count()).select_from(objections).where(*_which(wanted))
        return int((await self._db.execute(counted)).scalar_one())

    async def of_edition(self, edition_id: int) -> list[int]:
        """Return the ids of objections to the edition's notices or about its applications, in the order they came."""
        posted = select(notices.c.id).where(notices.c.edition_id == edition_id)
        applied = select(applications.c.id).where(applications.c.edition_id == edition_id)
        mine = or_(objections.c.notice_id.in_(posted), objections.c.application_id.in_(applied))
        return list((await self._db.scalars(select(objections.c.id).where(mine).order_by(objections.c.id))).all())


def _which(wanted: ObjectionFilter) -> list[ColumnElement[bool]]:
    shut = [int(one.partition(":")[2]) for one in wanted.hidden if one.startswith("application:")]
    theirs = [
        or_(objections.c.person_id != wanted.by, objections.c.at_counter.is_(True)),
        _ABOUT.not_in(list(wanted.hidden)),
        or_(objections.c.application_id.is_(None), objections.c.application_id.not_in(shut)),
    ]
    if wanted.notice_id is not None:
        theirs.append(objections.c.notice_id == wanted.notice_id)
    if wanted.since is not None:
        theirs.append(objections.c.received_at >= wanted.since)
    pending = objections.c.state.in_(_STATES)
    match wanted.view:
        case View.OPEN:
            return [*theirs, pending]
        case View.TODAY:
            return [*theirs, pending, _runs_out(deadlines.c.due_on == wanted.day)]
        case View.LATE:
            return [*theirs, pending, _runs_out(deadlines.c.due_on < wanted.day)]
        case View.DECIDED:
            return [*theirs, ~pending]
        case View.ALL:
            return theirs


def _runs_out(when: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(deadlines.c.subject == _ABOUT, deadlines.c.ended_at.is_(None), when)
