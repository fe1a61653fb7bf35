"""Applications: their states; found by number, by person, or by the keyed hash of the applicant's number."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, String, Table, false, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.applications.lifecycle import Application, State
from storage.database.proofs import PROOF, proof, proof_of
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata, sealed

applications = Table(
    "applications",
    metadata,
    Column("id", Id, primary_key=True),
    Column("edition_id", Id, ForeignKey("editions.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(24), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("number", String(32), unique=True),
    sealed("name", "id"),
    Column("unit", String(64)),
    Column("identity", String(64)),
    Column("supplemented", Boolean, nullable=False),
    Column("submitted_at", Moment),
    Column("changed_at", Moment),
    Column("on_paper", Boolean, nullable=False, server_default=false()),
    Column("at_counter", Boolean, nullable=False, server_default=false()),
    proof("draft_id", of=("person_id",)),
    Index(None, "person_id"),
    Index(None, "unit", "state"),
    Index(None, "edition_id", "state"),
    Index(None, "identity"),
    sqlite_autoincrement=True,
)

_BEGIN = insert(applications).returning(*applications.columns)


class Applications:
    """All applications."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def begin(
        self, *, edition_id: int, kind: str, person_id: int, draft_id: int, now: datetime, on_paper: bool = False
    ) -> Application:
        """Begin an application that is being written in this draft, or entered there from paper for the person."""
        values = {"edition_id": edition_id, "kind": kind, "state": State.DRAFT.value, "person_id": person_id}
        values |= {"draft_id": draft_id, "supplemented": False, "changed_at": now}
        values |= {"on_paper": on_paper, "at_counter": on_paper}
        row = (await self._db.execute(_BEGIN, values | {PROOF: proof_of(self._seal, applications, values)})).one()
        return application_of(self._seal, row)

    async def get(self, application_id: int) -> Application | None:
        """Return the application with this id, or None."""
        return await self._one(applications.c.id == application_id)

    async def these(self, ids: Collection[int]) -> dict[int, Application]:
        """Return the applications with these ids, by id."""
        return {one.id: one for one in await self._all(applications.c.id.in_(ids))}

    async def of_draft(self, draft_id: int) -> Application | None:
        """Return the application that is written in this draft, or None."""
        return await self._one(applications.c.draft_id == draft_id)

    async def numbered(self, number: str) -> Application | None:
        """Return the application that people are shown under this number, or None."""
        return await self._one(applications.c.number == number)

    async def of_person(self, person_id: int) -> list[Application]:
        """Return the person's applications in any state, newest first."""
        return await self._all(applications.c.person_id == person_id)

    async def of_identity(self, identity: str) -> list[Application]:
        """Return all applications of this organisation or individual, by the keyed hash `identity`."""
        return await self._all(applications.c.identity == identity)

    async def of_edition(self, edition_id: int) -> list[Application]:
        """Return the applications sent in this edition in any state, newest first: those that a notice may name."""
        return await self._all((applications.c.edition_id == edition_id) & applications.c.number.is_not(None))

    async def in_states(self, edition_id: int, states: Collection[State]) -> list[Application]:
        """Return the edition's applications in these states, newest first."""
        wanted = applications.c.state.in_([state.value for state in states])
        return await self._all((applications.c.edition_id == edition_id) & wanted)

    async def count(self, *states: State) -> int:
        """Return how many applications are in these states."""
        wanted = select(func.count()).select_from(applications)
        wanted = wanted.where(applications.c.state.in_([state.value for state in states]))
        return int((await self._db.execute(wanted)).scalar_one())

    async def move(self, application: Application, to: State, now: datetime, **values: Any) -> bool:
        """Move the application to another state; False when somebody else has moved it first.

        `values` are other columns that change with it; `name` is sealed here.
        """
        if "name" in values:
            values["name"] = self._seal.seal("applications", application.id, "name", values["name"])
        mine = (applications.c.id == application.id, applications.c.state == application.state.value)
        moved = update(applications).where(*mine).values(state=to.value, changed_at=now, **values)
        return (await self._db.execute(moved)).rowcount > 0

    async def claimed(self, application_id: int) -> None:
        """Note that the person for whom it was entered from paper has come, and acts from now on."""
        await self._db.execute(update(applications).where(applications.c.id == application_id).values(at_counter=False))

    def identity(self, number: str) -> str:
        """Return the keyed hash of a normalised credit code or document number."""
        return self._seal.lookup("identity", number)

    async def _one(self, which: Any) -> Application | None:
        row = (await self._db.execute(select(applications).where(which))).first()
        return application_of(self._seal, row) if row else None

    async def _all(self, which: Any) -> list[Application]:
        rows = await self._db.execute(select(applications).where(which).order_by(applications.c.id.desc()))
        return [application_of(self._seal, row) for row in rows]


def application_of(seal: Seal, row: Row[Any]) -> Application:
    """Return the application that a row of the table describes."""
    kept = {name: value for name, value in row._asdict().items() if name != PROOF}
    name = kept["name"] and seal.open_name("applications", kept["id"], "name", kept["name"])
    return Application(**{**kept, "state": State(kept["state"]), "name": name})
