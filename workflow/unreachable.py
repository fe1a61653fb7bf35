"""People whom no channel reaches: who they are, what they were to be told, and that somebody phoned them."""

from dataclasses import dataclass, field

from rules.people import Person, Role
from rules.refusals import Refusal
from storage.owed import Owed
from storage.tasks import TaskState
from workflow.desk import Desk, require
from workflow.lists import MOST_EXPORTED, note_export
from workflow.shut_cases import is_about, shut_subjects

TASK = "unreachable"
"""The kind and the subject of the office's task."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """A person, and the messages that did not arrive, oldest first."""

    person: Person
    owed: tuple[Owed, ...] = field(repr=False)


async def unreached(desk: Desk, *, limit: int, after: int = 0) -> tuple[list[Unreached], int]:
    """Those who wait to be phoned, whoever waits longest first, and how many there are in all.

    Their phone numbers are shown, and that is written down. What is about a case that is shut to the reader is for
    somebody else to tell (Art. 40).
    """
    require(desk, Role.OFFICE, Role.LEAD)
    waiting: dict[int, list[Owed]] = {}
    for owed in await _waiting(desk):
        waiting.setdefault(owed.person_id, []).append(owed)
    page = list(waiting.items())[after : after + limit]
    known = await desk.work.people.these([one for one, _ in page])
    if page:
        details = {"people": [one for one, _ in page]}
        await desk.work.journal.write("phones_seen", TASK, now=desk.now, person_id=desk.person.id, details=details)
    return [Unreached(known[one], tuple(owed)) for one, owed in page if one in known], len(waiting)


async def export_unreached(desk: Desk) -> list[Unreached]:
    """All of them, to be taken away with their numbers; that they were is in the journal."""
    found, count = await unreached(desk, limit=MOST_EXPORTED)
    await note_export(desk, "unreachable_exported", TASK, count)
    return found


async def told_by_phone(desk: Desk, person_id: int) -> int:
    """The person was told by phone all that this list shows of what did not arrive; how many messages that settles."""
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
    await close_task(desk)
    return settled


async def close_task(desk: Desk) -> None:
    """When nobody is left to be phoned, the task is done."""
    if await desk.work.outbox.unreachable():
        return
    for task in await desk.work.tasks.of(TASK):
        if task.state is TaskState.OPEN:
            await desk.work.tasks.done(task.key, desk.now, desk.person.id)


async def _waiting(desk: Desk) -> list[Owed]:
    shut = await shut_subjects(desk)
    return [owed for owed in await desk.work.outbox.unreachable() if not is_about(owed.key, shut)]
