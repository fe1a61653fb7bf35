"""Acts of the office that complete the rules pack, in the order in which they were made (Art. 14, 43, 44)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Row, String, Table, Text, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.office.provisions import Provision, ProvisionKind
from storage.database import proofs
from storage.schema import Id, Moment, insert, metadata

provisions = Table(
    "provisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("about", String(64), nullable=False),
    Column("document", String(200), nullable=False),
    Column("decided_on", Date),
    Column("from_on", Date),
    Column("until_on", Date),
    Column("name_zh", String(200), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("phone", String(50), nullable=False),
    Column("address", Text, nullable=False),
    Column("hours", Text, nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id")),
    Column("made_by", Id, ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
_VERSION = "provisions"
_SHOWN = [column for column in provisions.columns if column.name not in ("made_by", "made_at")]
_ALL = select(*_SHOWN).order_by(provisions.c.id)


class ProvisionMemory:
    """A cache of the acts, shared by a store's Works: they are asked for with each update and change once a year."""

    def __init__(self) -> None:
        self.version = -1
        self.found: tuple[Provision, ...] | None = None

    def forget(self) -> None:
        """Drop the cache: what was read may have been rolled back."""
        self.found = None


class Provisions:
    """All acts."""

    def __init__(self, db: AsyncConnection, memory: ProvisionMemory) -> None:
        self._db = db
        self._memory = memory
        self._changed = False

    async def all(self) -> tuple[Provision, ...]:
        """Return every act, oldest first; they are read from the database only when there is a new one."""
        memory = self._memory
        if memory.found is not None and not self._changed and self._db.dialect.name == "sqlite":
            return memory.found
        version = await proofs.number(self._db, _VERSION)
        if memory.found is not None and memory.version == version:
            return memory.found
        found = tuple(_provision(row) for row in await self._db.execute(_ALL))
        if not self._changed:  # an act that this Work may still undo is not shared
            memory.version, memory.found = version, found
        return found

    async def add(
        self, kind: ProvisionKind, about: str, *, by: int, now: datetime, draft_id: int | None = None, **values: Any
    ) -> Provision:
        """Add an act."""
        given: dict[str, Any] = dict.fromkeys(("document", "name_zh", "name_en", "phone", "address", "hours"), "")
        given |= values | {"kind": kind.value, "about": about, "draft_id": draft_id, "made_by": by, "made_at": now}
        row = (await self._db.execute(insert(provisions).values(**given).returning(*_SHOWN))).one()
        self._changed = True
        self._memory.forget()
        await proofs.raise_number(self._db, _VERSION)
        return _provision(row)


def _provision(row: Row[Any]) -> Provision:
    values = row._asdict()
    return Provision(**{**values, "kind": ProvisionKind(values["kind"])})
