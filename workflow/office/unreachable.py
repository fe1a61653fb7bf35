"""People whom no channel reaches: who they are, what they have not been told, and that somebody phoned them."""

from dataclasses import dataclass, field

from rules.engine.refusals import Refusal
from rules.people.roles import Person, Role
from storage.engine.owed import Owed
from workflow.applications.cases import is_about, shut_subjects
from workflow.engine.desk import Desk, require
from workflow.engine.lists import MOST_EXPORTED, note_export
from workflow.engine.tasks import UNREACHABLE, end_phoning


@dataclass(frozen=True, slots=True)
class Unreached:
    """A person, and the messages that did not arrive, oldest first."""

    person: Person
    owed: tuple[Owed, ...] = field(repr=False)


async def unreached(desk: Desk, *, limit: int, after: int = 0) -> tuple[list[Unreached], int]:
    """Return a page of the people to phone, the longest wait first, and how many there are in all.

    The journal notes that their phone numbers were shown. Messages about a case that is shut to the reader are left to
    somebody else (Art. 40). Raises Forbidden (lead and office only).
    """
    require(desk, Role.OFFICE, Role.LEAD)
    waiting: dict[int, list[Owed]] = {}
    for owed in await _waiting(desk):
        waiting.setdefault(owed.person_id, []).append(owed)
    page = list(waiting.items())[after : after + limit]
    known = await desk.work.people.these([one for one, _ in page])
    if page:
        details = {"people": [one for one, _ in page]}
        await desk.work.journal.write(
            "phones_seen", UNREACHABLE, now=desk.now, person_id=desk.person.id, details=details
        )
    return [Unreached(known[one], tuple(owed)) for one, owed in page if one in known], len(waiting)


async def export_unreached(desk: Desk) -> list[Unreached]:
    """Return all of them with their numbers for a download, and note the export in the journal."""
    found, count = await unreached(desk, limit=MOST_EXPORTED)
    await note_export(desk, "unreachable_exported", UNREACHABLE, count)
    return found


async def told_by_phone(desk: Desk, person_id: int) -> int:
    """Settle all undelivered messages shown for this person, who was told by phone. Returns how many.

    Raises Refusal when there are none (any more).
    """
    require(desk, Role.OFFICE, Role.LEAD)
    settled = 0
    proof = f"phone:{desk.person.id}"
    for owed in await _waiting(desk):
        if owed.person_id == person_id:
            settled += await desk.work.outbox.settle(owed.id, desk.now, proof=proof)
    if not settled:
        raise Refusal("unreachable.told_before")
    await desk.work.journal.write(
        "told_by_phone", f"person:{person_id}", now=desk.now, person_id=desk.person.id, details={"messages": settled}
    )
    await end_phoning(desk)
    return settled


async def _waiting(desk: Desk) -> list[Owed]:
    shut = await shut_subjects(desk)
    return [owed for owed in await desk.work.outbox.unreachable() if not is_about(owed.key, shut)]
