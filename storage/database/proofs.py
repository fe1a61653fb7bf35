"""Proofs: what a row says about who may do what, sealed beside it, so that nobody writes such a row without the keys.

A proof names the row and holds a digest of the columns that it is `of`. A row without one, or with other values than
when it was written, counts as not there, and the lead is told of it as of any damage. What a proof cannot show is that
a row was put back as it once was, or deleted: `storage.upkeep.inspection` looks into the journal for that.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, RowMapping, String, Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.failures import Damaged, WrongKeys, WrongLookupKey
from storage.database.seals import Field, Seal
from storage.database.values import pack
from storage.schema import insert, metadata, sealed

Row = Mapping[str, Any] | RowMapping

PROOF = "proof"
UNPROVED = "0001"
"""The revision without proofs."""


def proof(*row: str, of: tuple[str, ...]) -> Column[bytes]:
    """Define the column of a row's proof; `of` are the columns that it speaks for."""
    column = sealed(PROOF, *row)
    column.info["of"] = of
    return column


def proof_of(seal: Seal, table: Table, values: Row) -> bytes:
    """Return the proof of a row with these values."""
    return seal.seal(table.name, _place(table, values), PROOF, _digest(table, values))


def proved(seal: Seal, table: Table, values: Row) -> bool:
    """Tell whether this row was written with the keys; one that was not is noticed, for the lead to be told."""
    place, kept = _place(table, values), values[PROOF]
    try:
        if kept is not None and seal.open(table.name, place, PROOF, kept) == _digest(table, values):
            return True
    except Damaged:
        pass
    seal.noticed.add(Field(table.name, place, PROOF))
    return False


class Proofs:
    """The proofs of all tables that have them."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def begin(self) -> None:
        """Prove the rows of an earlier version, which have no proof; only when the data are known to be good."""
        for table in tables():
            rows = await self._db.execute(select(table).where(table.c[PROOF].is_(None)))
            await self.renew(table, rows.mappings().all())

    async def renew(self, table: Table, rows: Iterable[RowMapping], **changed: Any) -> None:
        """Prove these rows anew, with what was changed in them."""
        for row in rows:
            values = {**row, **changed}
            mine = [key == values[key.name] for key in table.primary_key.columns]
            fresh = {PROOF: proof_of(self._seal, table, values)}
            await self._db.execute(update(table).where(*mine).values(fresh))

    async def good(self, table: Table, **where: Any) -> list[RowMapping]:
        """Return the rows with these values whose proof is right."""
        rows = await self._db.execute(select(table).where(*(table.c[name] == value for name, value in where.items())))
        return [row for row in rows.mappings() if proved(self._seal, table, row)]

    async def wrong(self) -> Counter[str]:
        """Count the rows whose proof is missing or another's, by "table.proof"."""
        wrong: Counter[str] = Counter()
        for table in tables():
            for row in (await self._db.execute(select(table))).mappings():
                if not proved(self._seal, table, row):
                    wrong[f"{table.name}.{PROOF}"] += 1
        return wrong


def tables() -> list[Table]:
    """Return the tables whose rows have proofs."""
    return [table for table in metadata.sorted_tables if PROOF in table.c and "of" in table.c[PROOF].info]


def _place(table: Table, values: Row) -> str:
    return "/".join(str(values[name]) for name in table.c[PROOF].info["sealed_to"])


def _digest(table: Table, values: Row) -> bytes:
    spoken = [values[name] for name in table.c[PROOF].info["of"]]
    text = pack([value.hex() if isinstance(value, bytes) else value for value in spoken])
    return hashlib.sha256(text.encode()).digest()


# Marks: a few facts about the database itself, such as the proof that its keys are its own.


marks = Table(
    "marks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("number", BigInteger, nullable=False),
    sealed("proof", "name"),
)

_KEYS, _INSTALLATION = "keys", "installation"
_NUMBER = select(marks.c.number).where(marks.c.name == bindparam("one"))
_UP = (
    insert(marks)
    .values(name=bindparam("one"), number=1)
    .on_conflict_do_update(index_elements=[marks.c.name], set_={"number": marks.c.number + 1})
)
_MARK = insert(marks).on_conflict_do_nothing(index_elements=[marks.c.name])
_PROOFS = select(marks.c.name, marks.c.proof).where(marks.c.name.in_((_KEYS, _INSTALLATION)))


async def number(db: AsyncConnection, name: str) -> int:
    """Return the counter under this name."""
    return (await db.execute(_NUMBER, {"one": name})).scalar_one_or_none() or 0


async def raise_number(db: AsyncConnection, name: str) -> None:
    """Raise the counter under this name by one."""
    await db.execute(_UP, {"one": name})


async def prove_keys(db: AsyncConnection, seal: Seal) -> None:
    """Store a proof of the keys, and the installation's mark, in a database that has none.

    Raises what `compare_keys` raises.
    """
    for name, said in ((_KEYS, _KEYS), (_INSTALLATION, seal.installation)):
        await db.execute(_MARK, {"name": name, "number": 1, "proof": seal.seal("marks", name, "proof", said)})
    await db.run_sync(compare_keys, seal)


def compare_keys(connection: Connection, seal: Seal) -> bool:
    """Return whether the database has an installation's mark.

    Raises WrongKeys when the proof in the database cannot be unsealed, WrongLookupKey when its mark is another.
    """
    proofs = {name: proof for name, proof in connection.execute(_PROOFS) if proof is not None}
    try:
        opened = {name: seal.open("marks", name, "proof", proof).decode() for name, proof in proofs.items()}
    except Damaged:
        raise WrongKeys from None
    if opened.get(_INSTALLATION, seal.installation) != seal.installation:
        raise WrongLookupKey
    return _INSTALLATION in opened
