"""Marks: a few facts about the database itself, such as the proof that its keys are the right ones."""

from sqlalchemy import BigInteger, Column, String, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.failures import Damaged, WrongKeys
from storage.schema import insert, metadata, sealed
from storage.seals import Seal

marks = Table(
    "marks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("number", BigInteger, nullable=False),
    sealed("proof", "name"),
)

_KEYS = "keys"
_NUMBER = select(marks.c.number).where(marks.c.name == bindparam("one"))
_UP = (
    insert(marks)
    .values(name=bindparam("one"), number=1)
    .on_conflict_do_update(index_elements=[marks.c.name], set_={"number": marks.c.number + 1})
)
_MARK = insert(marks).on_conflict_do_nothing(index_elements=[marks.c.name])


async def number(db: AsyncConnection, name: str) -> int:
    """Return the counter under this name."""
    return (await db.execute(_NUMBER, {"one": name})).scalar_one_or_none() or 0


async def raise_number(db: AsyncConnection, name: str) -> None:
    """Raise the counter under this name by one."""
    await db.execute(_UP, {"one": name})


async def prove_keys(db: AsyncConnection, seal: Seal) -> None:
    """Store a proof of the keys in a new database. Raises WrongKeys when an existing proof cannot be unsealed."""
    await db.execute(_MARK, {"name": _KEYS, "number": 1, "proof": seal.seal("marks", _KEYS, "proof", _KEYS)})
    proof = (await db.execute(select(marks.c.proof).where(marks.c.name == _KEYS))).scalar_one()
    try:
        seal.open("marks", _KEYS, "proof", proof)
    except Damaged:
        raise WrongKeys from None
