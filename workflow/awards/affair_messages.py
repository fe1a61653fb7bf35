"""Messages and tasks of affairs: who is told of each step, and who has to act next (Art. 28-35)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rules.affairs import Affair
from rules.people import Role
from storage.engine.owed import Owed
from storage.work import Work
from workflow.awards.affairs import award_of, known, subject_of
from workflow.engine.desk import Desk, today
from workflow.engine.planning import office, office_role
from workflow.engine.tasks import give

CHECK = "affair"
"""The check made just before a reminder goes out: the affair is still in the state that it was owed in."""
CHANGE, SETTLE, QUESTION, MISUSE, VIOLATION, INQUIRY = (
    "affair_change",
    "affair_settle",
    "affair_question",
    "affair_misuse",
    "affair_violation",
    "affair_inquiry",
)
"""Kinds of tasks: the unit notes a change; the office settles, answers, looks into misuse or a violation (Art. 35)."""

Buttons = Sequence[Sequence[Mapping[str, Any]]]


async def tell_holder(desk: Desk, affair: Affair, step: str, *, buttons: Buttons = (), **values: Any) -> None:
    """Owe `affairs.told.<kind>.<step>` to those who claimed the holder's awards and to whoever began the affair."""
    people = [affair.person_id] if affair.person_id is not None else []
    if affair.holder is not None:
        contacts = await desk.work.holders.of_holder(affair.holder)
        people += [contact.person_id for contact in contacts if contact.claimed_at is not None]
    await _tell(desk, affair, step, dict.fromkeys(people), buttons, values)


async def tell_contacts(desk: Desk, affair: Affair, step: str, *, buttons: Buttons = (), **values: Any) -> None:
    """Owe the same message to the holder's contacts alone, for an affair that the office itself began."""
    contacts = await desk.work.holders.of_holder(affair.holder or "")
    people = dict.fromkeys(contact.person_id for contact in contacts if contact.claimed_at is not None)
    await _tell(desk, affair, step, people, buttons, values)


async def tell_office(desk: Desk, affair: Affair, step: str, **values: Any) -> None:
    """Owe the same message to everybody in the office who has no recorded interest in the affair."""
    interested = await desk.work.recusals.interested_in(subject_of(affair))
    people = [person.id for person in await office(desk.work, desk.now)]
    await _tell(desk, affair, step, [one for one in people if one not in interested], (), values)


async def wait_for_unit(desk: Desk, affair: Affair, kind: str = CHANGE) -> Affair:
    """Give the task to the affair's unit. Returns the affair with its due day."""
    return await _give(desk, affair, kind, Role.CLERK, affair.unit)


async def wait_for_office(desk: Desk, affair: Affair, kind: str, *, lead: bool = False) -> Affair:
    """Give the task to the office, or to the lead alone. Returns the affair with its due day."""
    role = Role.LEAD if lead else await office_role(desk.work, desk.now)
    return await _give(desk, affair, kind, role, None)


async def still_waits(work: Work, owed: Owed, *_: object) -> bool:
    """Whether the affair is still in the state in which the message was owed."""
    affair = await work.affairs.get(owed.values["of"])
    return affair is not None and affair.state.value == owed.values["state"]


def way_in(affair: Affair) -> list[list[dict[str, Any]]]:
    """Return the button that opens the affair in the chat."""
    return [[{"key": "affairs.open", "press": f"affair:open:{affair.id}"}]]


async def _give(desk: Desk, affair: Affair, kind: str, role: Role, unit: str | None) -> Affair:
    due = desk.calendar.after(today(desk), desk.pack.duties.answer_working_days).last
    about, names = subject_of(affair), affair.number
    await desk.work.affairs.move(affair, affair.state, desk.now, due_on=due)
    key = f"{about}:{kind}-{len(affair.said)}"
    await give(desk, key, kind, about, role, unit=unit, due_on=due, names=names, buttons=way_in(affair))
    return await known(desk, affair.id)


async def _tell(
    desk: Desk, affair: Affair, step: str, people: Iterable[int], buttons: Buttons, values: Mapping[str, Any]
) -> None:
    award = await award_of(desk, affair)
    said = {"number": affair.number, "holder": award.name if award is not None else "", **values}
    for person_id in people:
        await desk.work.outbox.owe(
            f"{subject_of(affair)}:{step}-{len(affair.said)}:person-{person_id}",
            person_id,
            f"affairs.told.{affair.kind}.{step}",
            now=desk.now,
            values=said,
            buttons=[list(row) for row in buttons or way_in(affair)],
        )
