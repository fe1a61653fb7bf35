"""Marks: a few facts about the database itself, such as the proof that its keys are its own."""

from sqlalchemy import BigInteger, Column, Connection, String, Table, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.failures import Damaged, WrongKeys, WrongLookupKey
from storage.database.seals import Seal
from storage.schema import insert, metadata, sealed

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
