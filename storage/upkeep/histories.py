"""Compares rows with what the journal says of them: an old value put back is proved, but the journal knows better.

It looks at what decides most: whether a role has ended (Art. 41), and in which state an application is (Art. 14-27).
"""

from collections import Counter

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.applications.lifecycle import ACTS, State
from storage.applications.cases import applications
from storage.database.seals import Field, Seal
from storage.database.values import unpack
from storage.engine.journal import journal
from storage.people.roles import roles

ROLE_ENDED, UNDONE = "role_ended", "application_undone"
STEPS = {f"application_{act}": act for act in ACTS} | {
    "application_submitted": "submit",
    "application_dropped": "withdraw",
}
"""The journal's names of the acts that lead an application from one state to the next."""


async def contradicted(db: AsyncConnection, seal: Seal) -> Counter[str]:
    """Count the rows of which the journal says otherwise, by "table.column"; they are noticed, for the lead to be told.

    The journal is believed: it is verified first.
    """
    wrong = [Field("roles", str(one), "ended_at") for one in await _risen(db)]
    wrong += [Field("applications", str(one), "state") for one in await _put_back(db)]
    seal.noticed.update(wrong)
    return Counter(f"{field.table}.{field.column}" for field in wrong)


async def _risen(db: AsyncConnection) -> list[int]:
    """Return the roles that stand although the journal says that they were ended."""
    details = await db.execute(select(journal.c.details).where(journal.c.act == ROLE_ENDED))
    ended = {unpack(text).get("membership") for text in details.scalars()}  # version 1.0 noted none
    standing = await db.execute(select(roles.c.id).where(roles.c.ended_at.is_(None)))
    return sorted(one for one in standing.scalars() if one in ended)


async def _put_back(db: AsyncConnection) -> list[int]:
    """Return the applications that are in another state than the one to which the journal's steps lead."""
    paths: dict[str, list[State]] = {}
    taken = or_(journal.c.act.in_(STEPS), journal.c.act == UNDONE)
    for act, subject in await db.execute(select(journal.c.act, journal.c.subject).where(taken).order_by(journal.c.id)):
        path = paths.setdefault(subject, [State.DRAFT])
        if act != UNDONE:
            path.append(ACTS[STEPS[act]].target)
        elif len(path) > 1:
            path.pop()
    rows = await db.execute(select(applications.c.id, applications.c.state))
    return [one for one, state in rows if State(state) is not paths.get(f"application:{one}", [State.DRAFT])[-1]]
