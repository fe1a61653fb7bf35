"""Affairs of the five years: who may read and do what, and the one way in which one begins and goes on (Art. 28-35).

Every path to an affair asks `opened`; every step of it is taken by `go_on`.
"""

from datetime import date
from typing import Any

from rules.affairs import HOLDERS, UNDECLARED, UNITS, Actor, Affair, Kind, State, acts_of, step_of
from rules.awards import Award
from rules.people import Role
from rules.refusals import Forbidden, Refusal
from storage.drafts import Draft
from storage.files import FileRecord
from workflow import recusals
from workflow.claims import awards_of
from workflow.desk import Desk, require, serves_as, today
from workflow.files import of_draft
from workflow.holder_interests import has_interest, shut_out

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
}
"""How the numbers of each kind begin."""
_OWN = frozenset({Kind.CHANGE, Kind.QUESTION, Kind.MISUSE, Kind.USE})
"""What is the affair of whoever began it."""


def subject_of(affair: Affair) -> str:
    """What journal, tasks, files and messages call it."""
    return f"affair:{affair.id}"


def number_of(kind: Kind, year: int, count: int) -> str:
    """The number under which people know it."""
    return f"{NUMBERED[kind]}〔{year}〕{count}号"


async def award_of(desk: Desk, affair: Affair) -> Award | None:
    """The award that it is about, if it is about one."""
    return await desk.work.awards.get(affair.award_id) if affair.award_id is not None else None


async def own_award(desk: Desk, award_id: int) -> Award:
    """An award of the person at the desk. Raises Forbidden for somebody else's, Refusal for one that was taken away."""
    for award in await awards_of(desk, desk.person.id):
        if award.id == award_id:
            if award.ended_on is not None and award.ended_on <= today(desk):
                raise Refusal("affairs.award_over", article=32)
            return award
    raise Forbidden("people.not_yours")


async def is_party(desk: Desk, affair: Affair) -> bool:
    """Whether the person reads it as the holder, as whoever reported it, or as a guest."""
    if affair.kind in _OWN and affair.person_id == desk.person.id:
        return True
    mine = await awards_of(desk, desk.person.id)
    if affair.kind is Kind.ACTIVITY:
        invited = {guest.award_id for guest in await desk.work.guests.of(affair.id)}
        return any(award.id in invited for award in mine) and not _serves(desk, affair)
    return affair.kind in HOLDERS and any(award.holder == affair.holder for award in mine)


async def opened(desk: Desk, affair_id: int) -> Affair:
    """The affair, for somebody who may read it. Raises Forbidden, or Undeclared where the declaration is to come.

    Lead and office read all, the unit's clerks what they act on, the holder what is theirs (Art. 35, 40).
    """
    affair = await known(desk, affair_id)
    if await is_party(desk, affair):
        return affair
    await declaring(desk, affair_id)
    if affair.kind not in UNDECLARED:
        await recusals.check_recusal(desk, _declared_on(affair))
    return affair


async def declaring(desk: Desk, affair_id: int) -> Affair:
    """The affair to declare upon, for whoever serves it and has no interest that is known. Raises Forbidden."""
    affair = await known(desk, affair_id)
    if await is_party(desk, affair) or not _serves(desk, affair):
        raise Forbidden("people.not_yours", article=affair.article)
    earlier = await desk.work.recusals.of(desk.person.id, subject_of(affair))
    if earlier is not None and earlier.barred:
        raise Forbidden("affairs.interest", article=40)
    award = await award_of(desk, affair)
    if award is not None and await has_interest(desk, award):
        raise Forbidden("affairs.interest", article=40)
    return affair


async def declare(desk: Desk, affair_id: int, *, interest: bool) -> Affair:
    """What the person declares of the holder, once for all its affairs (Art. 40)."""
    affair = await declaring(desk, affair_id)
    barred = await recusals.declare(desk, _declared_on(affair), interest=interest)
    if barred and affair.holder is not None:
        for one in await desk.work.affairs.of_holder(affair.holder):
            await desk.work.recusals.declare(desk.person.id, subject_of(one), interest=True, now=desk.now)
    return affair


async def acts(desk: Desk, affair: Affair) -> tuple[str, ...]:
    """What the person may do with it now."""
    return tuple(dict.fromkeys(one.name for one in acts_of(affair, await _actors(desk, affair))))


async def acting(desk: Desk, affair_id: int, act: str) -> Affair:
    """The affair, for somebody who may do this act now. Raises Forbidden, Undeclared, or Refusal out of its time."""
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
    """A form becomes an affair with a number; it is shut at once to whoever has an interest in its holder (Art. 40).

    It is the affair of the person at the desk, unless they only enter what came on paper.
    """
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
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
    """The affair goes on by this act, written in this form if in one; what waited for it is done. Returns it anew."""
    step = step_of(affair, act, await _actors(desk, affair))
    if draft is not None:
        if not await desk.work.drafts.send(draft.id, desk.now):
            raise Refusal("forms.already_sent")
        await desk.work.files.hand_over(of_draft(draft), subject_of(affair))
    said = (*affair.said, {"act": act, "on": today(desk), "draft": draft.id if draft else None})
    if not await desk.work.affairs.move(affair, step.target, desk.now, said=said, **values):
        raise Refusal("affairs.not_now", article=affair.article)
    for task in await desk.work.tasks.of(subject_of(affair)):
        await desk.work.tasks.done(task.key, desk.now, desk.person.id)
    await note(desk, affair, act)
    return await known(desk, affair.id)


async def note(desk: Desk, affair: Affair, act: str, **details: Any) -> None:
    """Write in the journal what the person at the desk did; never what was written."""
    await desk.work.journal.write(
        f"affair_{act}",
        subject_of(affair),
        now=desk.now,
        person_id=desk.person.id,
        article=affair.article,
        details={"kind": affair.kind.value, **details},
    )


async def read_file(desk: Desk, affair_id: int, place: int) -> tuple[str, bytes]:
    """Name and content of one file, counted from 0; that it was read is written down."""
    affair = await opened(desk, affair_id)
    found = await files_of(desk, affair)
    if not 0 <= place < len(found):
        raise Refusal("talk.old_button")
    await note(desk, affair, "file_read", file=found[place].id)
    return found[place].name, await desk.work.files.open(found[place].id)


async def files_of(desk: Desk, affair: Affair) -> list[FileRecord]:
    """All that was handed in with it."""
    return await desk.work.files.of(subject_of(affair))


async def known(desk: Desk, affair_id: int) -> Affair:
    """The affair of this id. Raises Forbidden where there is none."""
    affair = await desk.work.affairs.get(affair_id)
    if affair is None:
        raise Forbidden("people.not_yours")
    return affair


def units_of(desk: Desk) -> frozenset[str] | None:
    """The units whose affairs the person sees; None for lead and office, who see all. Raises Forbidden for others."""
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
