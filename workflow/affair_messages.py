"""Who is told of an affair, and whom it waits for (Art. 28-35)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rules.affairs import Affair
from rules.people import Role
from storage.owed import Owed
from storage.work import Work
from workflow.affairs import award_of, known, subject_of
from workflow.desk import Desk, today
from workflow.planning import office, office_role
from workflow.tasks import give

CHECK = "affair"
"""The check made just before somebody is asked: does the affair still wait where it did?"""
CHANGE, SETTLE, QUESTION, MISUSE, VIOLATION = (
    "affair_change",
    "affair_settle",
    "affair_question",
    "affair_misuse",
    "affair_violation",
)
"""Kinds of tasks: the unit takes note, the office settles it, answers, looks into a report, into a violation (35)."""

Buttons = Sequence[Sequence[Mapping[str, Any]]]


async def tell_holder(desk: Desk, affair: Affair, step: str, *, buttons: Buttons = (), **values: Any) -> None:
    """Owe `affairs.told.<kind>.<step>` to whoever has claimed the holder's awards, and to whoever began the affair."""
    people = [affair.person_id] if affair.person_id is not None else []
    if affair.holder is not None:
        contacts = await desk.work.holders.of_holder(affair.holder)
        people += [contact.person_id for contact in contacts if contact.claimed_at is not None]
    await _tell(desk, affair, step, dict.fromkeys(people), buttons, values)


async def tell_contacts(desk: Desk, affair: Affair, step: str, *, buttons: Buttons = (), **values: Any) -> None:
    """The same to the holder's contacts alone: the office began the affair itself."""
    contacts = await desk.work.holders.of_holder(affair.holder or "")
    people = dict.fromkeys(contact.person_id for contact in contacts if contact.claimed_at is not None)
    await _tell(desk, affair, step, people, buttons, values)


async def tell_office(desk: Desk, affair: Affair, step: str, **values: Any) -> None:
    """The same to everybody in the office who has no interest in the holder."""
    interested = await desk.work.recusals.interested_in(subject_of(affair))
    people = [person.id for person in await office(desk.work, desk.now)]
    await _tell(desk, affair, step, [one for one in people if one not in interested], (), values)


async def wait_for_unit(desk: Desk, affair: Affair) -> Affair:
    """The change waits for the unit that recommended the holder, until a day. Returns it with the day."""
    return await _give(desk, affair, CHANGE, Role.CLERK, affair.unit)


async def wait_for_office(desk: Desk, affair: Affair, kind: str, *, lead: bool = False) -> Affair:
    """The affair waits for the office, or for the lead, until a day. Returns it with the day."""
    role = Role.LEAD if lead else await office_role(desk.work, desk.now)
    return await _give(desk, affair, kind, role, None)


async def still_waits(work: Work, owed: Owed, *_: object) -> bool:
    """What somebody was asked for is still to be done: the affair is where it was then."""
    affair = await work.affairs.get(owed.values["of"])
    return affair is not None and affair.state.value == owed.values["state"]


def way_in(affair: Affair) -> list[list[dict[str, Any]]]:
    """The button that opens it."""
    return [[{"key": "affairs.open", "press": f"af:open:{affair.id}"}]]


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
