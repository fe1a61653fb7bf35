"""Interests in holders, declared once for everything about a holder, or known without asking (Art. 40)."""

from rules.awards.validity import Award
from rules.interests.statements import Ground, Source
from workflow.engine.desk import Desk
from workflow.interests import recusals
from workflow.interests.conflicts import award_grounds, staff_of


async def has_interest(desk: Desk, award: Award) -> bool:
    """Whether the holder is shut to the person at the desk, by declaration or known interest."""
    earlier = await desk.work.recusals.of(desk.person.id, f"award:{award.id}")
    known = await award_grounds(desk, award, await staff_of(desk), [desk.person.id])
    return (earlier is not None and earlier.barred) or _is_shut(desk, known.get(desk.person.id))


async def shut_out(desk: Desk, subject: str, award: Award) -> None:
    """Shut the subject to everybody who is barred from the award or has a known interest in its holder."""
    known = await award_grounds(desk, award, await staff_of(desk))
    barred = await desk.work.recusals.interested_in(f"award:{award.id}")
    found = {*barred, *(one for one, ground in known.items() if _is_shut(desk, ground))}
    for person_id in sorted(found):
        await desk.work.recusals.declare(person_id, subject, interest=True, now=desk.now, source=Source.KNOWN)


def _is_shut(desk: Desk, ground: Ground | None) -> bool:
    return ground is Ground.OWN or (ground is not None and recusals.bars(desk))
