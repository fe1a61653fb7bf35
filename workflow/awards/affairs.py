"""Affairs of the five years after an award: who may read them and act, how they begin and go on (Art. 28-35).

Every path to an affair goes through `opened`; every step of it is taken by `go_on`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rules.awards.affairs import HOLDERS, UNDECLARED, UNITS, Actor, Affair, Kind, State, acts_of, step_of
from rules.awards.validity import Award
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.engine.drafts import Draft
from storage.engine.files import FileRecord
from storage.engine.owed import Owed
from storage.work import Work
from workflow.awards.claims import awards_of
from workflow.awards.holders import has_interest, shut_out
from workflow.engine.desk import Desk, require, serves_as, today
from workflow.engine.drafts import send_once
from workflow.engine.files import of_draft
from workflow.engine.planning import office, office_role
from workflow.engine.tasks import give
from workflow.interests import recusals

OFFICE = (Role.LEAD, Role.OFFICE)
NUMBERED = {
    Kind.CHANGE: "变更",
    Kind.SUPERVISION: "监督",
    Kind.USE: "承诺",
    Kind.QUESTION: "询问",
    Kind.MISUSE: "冒用",
    Kind.HIGHER: "荐评",
    Kind.ACTIVITY: "活动",
    Kind.LISTING: "名单",
    Kind.INQUIRY: "提问",
}
"""The words with which the number of each kind begins."""
_OWN = frozenset({Kind.CHANGE, Kind.QUESTION, Kind.MISUSE, Kind.USE, Kind.INQUIRY})
"""The kinds whose initiator counts as a party and may read them."""


def subject_of(affair: Affair) -> str:
    """Return the affair's name in the journal and in tasks, files and messages."""
    return f"affair:{affair.id}"


def number_of(kind: Kind, year: int, count: int) -> str:
    """Return the number under which people know an affair, such as 变更〔2027〕3号."""
    return f"{NUMBERED[kind]}〔{year}〕{count}号"


async def award_of(desk: Desk, affair: Affair) -> Award | None:
    """Return the award that the affair is about, or None."""
    return await desk.work.awards.get(affair.award_id) if affair.award_id is not None else None


async def own_award(desk: Desk, award_id: int) -> Award:
    """Return an award of the person's own.

    Raises Forbidden for somebody else's, Refusal for one taken away (Art. 32).
    """
    for award in await awards_of(desk, desk.person.id):
        if award.id == award_id:
            if award.ended_on is not None and award.ended_on <= today(desk):
                raise Refusal("affairs.award_over", article=32)
            return award
    raise Forbidden("people.not_yours")


async def is_party(desk: Desk, affair: Affair) -> bool:
    """Whether the person reads the affair as its holder, its initiator or an invited guest, not as staff."""
    if affair.kind in _OWN and affair.person_id == desk.person.id:
        return True
    mine = await awards_of(desk, desk.person.id)
    if affair.kind is Kind.ACTIVITY:
        invited = {guest.award_id for guest in await desk.work.guests.of(affair.id)}
        return any(award.id in invited for award in mine) and not _serves(desk, affair)
    return affair.kind in HOLDERS and any(award.holder == affair.holder for award in mine)


async def opened(desk: Desk, affair_id: int) -> Affair:
    """Return the affair to somebody who may read it (Art. 35, 40).

    Lead and office read all, a unit's clerks those they act on, a holder their own. Raises Forbidden, or Undeclared
    when the declaration of interest is still to be made.
    """
    affair = await known(desk, affair_id)
    if await is_party(desk, affair):
        return affair
    await declaring(desk, affair_id)
    if affair.kind not in UNDECLARED:
        await recusals.check_recusal(desk, _declared_on(affair))
    return affair


async def declaring(desk: Desk, affair_id: int) -> Affair:
    """Return the affair to staff who serve it and have no known interest, so that they can declare.

    Raises Forbidden.
    """
    affair = await known(desk, affair_id)
    if await is_party(desk, affair) or not _serves(desk, affair):
        raise Forbidden("people.not_yours", article=affair.article)
    earlier = await desk.work.recusals.of(desk.person.id, subject_of(affair))
    if earlier is not None and earlier.barred:
        raise Forbidden("people.not_yours", article=affair.article)
    award = await award_of(desk, affair)
    if award is not None and await has_interest(desk, award):
        raise Forbidden("people.not_yours", article=affair.article)
    return affair


async def declare(desk: Desk, affair_id: int, *, interest: bool) -> Affair:
    """Record what the person declares of the holder; an interest shuts all the holder's affairs to them (Art. 40)."""
    affair = await declaring(desk, affair_id)
    barred = await recusals.declare(desk, _declared_on(affair), interest=interest)
    if barred and affair.holder is not None:
        for one in await desk.work.affairs.of_holder(affair.holder):
            await desk.work.recusals.declare(desk.person.id, subject_of(one), interest=True, now=desk.now)
    return affair


async def acts(desk: Desk, affair: Affair) -> tuple[str, ...]:
    """Return the acts that the person may perform on the affair now."""
    return tuple(dict.fromkeys(one.name for one in acts_of(affair, await _actors(desk, affair))))


async def acting(desk: Desk, affair_id: int, act: str) -> Affair:
    """Return the affair if the person may perform this act now. Raises Forbidden, Undeclared or Refusal."""
    affair = await opened(desk, affair_id)
    step_of(affair, act, await _actors(desk, affair))
    return affair


async def begin(
    desk: Desk,
    kind: Kind,
    draft: Draft,
    *,
    award: Award | None = None,
    unit: str | None = None,
    topic: str | None = None,
    due_on: date | None = None,
    state: State = State.SENT,
    own: bool = True,
) -> Affair:
    """Turn a sent form into a numbered affair, shut at once to everybody with an interest in its holder (Art. 40).

    `own` makes the person at the desk its initiator; it is False when they only enter what came on paper. Raises
    Refusal when the form was sent already.
    """
    await send_once(desk, draft)
    year = today(desk).year
    number = number_of(kind, year, await desk.work.numbers.next(kind.value, year))
    about: dict[str, Any] = {"award_id": award.id, "holder": award.holder} if award is not None else {}
    about |= {"unit": unit, "topic": topic, "due_on": due_on, "draft_id": draft.id}
    about |= {"person_id": desk.person.id} if own else {}
    affair = await desk.work.affairs.open(kind, state, number=number, year=year, now=desk.now, **about)
    if affair is None:
        raise LookupError(number)
    await desk.work.files.hand_over(of_draft(draft), subject_of(affair))
    if award is not None:
        await shut_out(desk, subject_of(affair), award)
    await note(desk, affair, "opened")
    return affair


async def go_on(desk: Desk, affair: Affair, act: str, draft: Draft | None = None, **values: Any) -> Affair:
    """Move the affair on by this act, with its form if it has one, and end its tasks. Returns it in its new state.

    Raises Refusal when the act does not fit, the form was sent already, or somebody else acted first.
    """
    step = step_of(affair, act, await _actors(desk, affair))
    if draft is not None:
        await send_once(desk, draft)
        await desk.work.files.hand_over(of_draft(draft), subject_of(affair))
    said = (*affair.said, {"act": act, "on": today(desk), "draft": draft.id if draft else None})
    if not await desk.work.affairs.move(affair, step.target, desk.now, said=said, **values):
        raise Refusal("affairs.not_now", article=affair.article)
    for task in await desk.work.tasks.of(subject_of(affair)):
        await desk.work.tasks.done(task.key, desk.now, desk.person.id)
    await note(desk, affair, act)
    return await known(desk, affair.id)


async def note(desk: Desk, affair: Affair, act: str, **details: Any) -> None:
    """Write in the journal what the person did, never what they wrote."""
    await desk.work.journal.write(
        f"affair_{act}",
        subject_of(affair),
        now=desk.now,
        person_id=desk.person.id,
        article=affair.article,
        details={"kind": affair.kind.value, **details},
    )


async def read_file(desk: Desk, affair_id: int, place: int) -> tuple[str, bytes]:
    """Return name and content of one file of the affair, by its place from 0; the journal notes the reading."""
    affair = await opened(desk, affair_id)
    found = await files_of(desk, affair)
    if not 0 <= place < len(found):
        raise Refusal("talk.old_button")
    await note(desk, affair, "file_read", file=found[place].id)
    return found[place].name, await desk.work.files.open(found[place].id)


async def files_of(desk: Desk, affair: Affair) -> list[FileRecord]:
    """Return all files handed in with the affair."""
    return await desk.work.files.of(subject_of(affair))


async def known(desk: Desk, affair_id: int) -> Affair:
    """Return the affair with this id. Raises Forbidden when there is none."""
    affair = await desk.work.affairs.get(affair_id)
    if affair is None:
        raise Forbidden("people.not_yours")
    return affair


def units_of(desk: Desk) -> frozenset[str] | None:
    """Return the units whose affairs the person sees; None means all (lead and office). Raises Forbidden for others."""
    if serves_as(desk, *OFFICE):
        return None
    require(desk, Role.CLERK, article=35)
    return frozenset(held.unit for held in desk.roles if held.role is Role.CLERK and held.unit is not None)


async def _actors(desk: Desk, affair: Affair) -> frozenset[Actor]:
    if await is_party(desk, affair):
        return frozenset({Actor.HOLDER})
    leads = {Actor.LEAD, Actor.OFFICE} if serves_as(desk, Role.LEAD) else set()
    serves = {Actor.OFFICE} if serves_as(desk, Role.OFFICE) else set()
    clerk = affair.unit is not None and serves_as(desk, Role.CLERK, unit=affair.unit)
    return frozenset(leads | serves | ({Actor.UNIT} if clerk else set()))


def _serves(desk: Desk, affair: Affair) -> bool:
    clerk = affair.kind in UNITS and affair.unit is not None and serves_as(desk, Role.CLERK, unit=affair.unit)
    return clerk or serves_as(desk, *OFFICE)


def _declared_on(affair: Affair) -> str:
    return f"award:{affair.award_id}" if affair.award_id is not None else subject_of(affair)


# Messages and tasks of affairs: who is told of each step, and who has to act next (Art. 28-35).


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
