"""Opinions in a re-evaluation: reviewers without an interest are named, and hand in what they find (Art. 5, 40)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.engine.forms import Answers
from rules.engine.refusals import Refusal
from rules.people.roles import Person, Role
from rules.reevaluations.cases import OPINING, Opinion, Reevaluation, Verdict, check_outcome, is_complete
from storage.engine.drafts import Draft
from workflow.engine.desk import Desk, today
from workflow.engine.files import of_draft
from workflow.engine.planning import office_role
from workflow.engine.tasks import drop, finish, give, number_of
from workflow.interests import recusals
from workflow.interests.recusals import Staff, award_grounds
from workflow.reevaluations.case_opening import shut
from workflow.reevaluations.cases import (
    OFFICE,
    acting,
    award_of,
    buttons_of,
    declaring,
    follow,
    go_on,
    holder_side,
    interested,
    opened,
    sending,
    subject_of,
)

FORM = "reevaluation_opinion"
OPINION, NAMING = "reevaluation_opinion", "reevaluation_naming"
PROPOSAL, DECISION = "reevaluation_proposal", "reevaluation_decision"
"""Kinds of tasks: a reviewer's opinion, the office's naming and proposal, the lead's decision."""
CLOCK = "opinions"


@dataclass(frozen=True, slots=True)
class Member:
    """A named reviewer, with their answers once handed in; `interested` means that they do not count."""

    part: Opinion
    name: str = field(repr=False)
    interested: bool
    answers: Mapping[str, Any] = field(default_factory=dict, repr=False)


async def team(desk: Desk, reevaluation_id: int) -> tuple[Reevaluation, list[Member]]:
    """Return the case and everybody named in its rounds, with their findings. Raises as `opened`.

    A reviewer sees the others' findings of a round only after handing in their own.
    """
    case = await opened(desk, reevaluation_id)
    return case, await members(desk, case)


async def members(desk: Desk, case: Reevaluation) -> list[Member]:
    """Return the members of an opened case, as `team` does."""
    parts = await desk.work.reevaluation_opinions.of(case.id)
    shut_to = await interested(desk, case, [one.person_id for one in parts])
    waits = any(one.person_id == desk.person.id and one.is_awaited and one.round == case.round for one in parts)
    found = []
    for part in parts:
        person = await desk.work.people.get(part.person_id)
        hides = part.draft_id is None or (waits and part.round == case.round)
        answers = {} if hides else await desk.work.drafts.answers(part.draft_id or 0)
        found.append(Member(part, (person and person.name) or f"#{part.person_id}", part.person_id in shut_to, answers))
    return found


async def free_reviewers(desk: Desk, case: Reevaluation) -> list[Person]:
    """Return who can be named: nobody with an interest, named before, or of lead and office (Art. 9, 40)."""
    reviewers = {one.id: one for one in await desk.work.people.with_role(Role.REVIEWER, desk.now)}
    deciding = {one.id for role in OFFICE for one in await desk.work.people.with_role(role, desk.now)}
    named = {one.person_id for one in await desk.work.reevaluation_opinions.of(case.id, case.round)}
    out = await interested(desk, case, reviewers) | named | deciding
    return [one for person_id, one in reviewers.items() if person_id not in out]


async def name_reviewer(desk: Desk, reevaluation_id: int, person_id: int) -> tuple[Reevaluation, Person]:
    """Name a reviewer; the first one starts the deadline of all opinions. Raises Refusal for one not free."""
    case = await acting(desk, reevaluation_id, "name")
    person = next((one for one in await free_reviewers(desk, case) if one.id == person_id), None)
    about, by = subject_of(case), desk.person.id
    if person is None or not await desk.work.reevaluation_opinions.name(
        case.id, case.round, person_id, by=by, now=desk.now
    ):
        raise Refusal("reevaluations.not_free", article=40)
    first = case.state not in OPINING
    case = await go_on(desk, case, "name")
    await drop(desk.work, about, (PROPOSAL, DECISION), desk.now)  # the new opinion comes first
    deadline = None if first else await desk.work.deadlines.get(about, CLOCK)
    count = deadline.count if deadline else desk.calendar.after(today(desk), desk.pack.expiry.evaluation_working_days)
    if first:
        await desk.work.deadlines.set(about, CLOCK, count, desk.now)
    if len(await _valid(desk, case)) >= desk.pack.expiry.reviewers:
        await finish(desk.work, about, NAMING, desk.now, person_id=by)
    key, role = _key(case, person.id), Role.REVIEWER
    await give(
        desk,
        key,
        OPINION,
        about,
        role,
        person_id=person.id,
        due_on=count.last,
        names=case.number,
        buttons=buttons_of(case),
    )
    return case, person


async def release_reviewer(desk: Desk, reevaluation_id: int, person_id: int) -> Reevaluation:
    """Release a reviewer whose opinion is no longer awaited. Raises Refusal when none is awaited from them."""
    case = await acting(desk, reevaluation_id, "release")
    if not await _give_up(desk, case, person_id):
        raise Refusal("reevaluations.not_now", article=5)
    case = await go_on(desk, case, "release")
    return await _complete(desk, case)


async def declare(desk: Desk, reevaluation_id: int, *, interest: bool) -> Reevaluation:
    """Record the person's declaration; an interest shuts the case to them and gives up their part."""
    case = await declaring(desk, reevaluation_id)
    if await recusals.declare(desk, subject_of(case), interest=interest):
        await desk.work.recusals.declare(desk.person.id, holder_side(case), interest=True, now=desk.now)
        await stand_down(desk, case, desk.person.id)
    return case


async def hand_in(desk: Desk, draft: Draft, answers: Answers) -> Reevaluation:
    """Hand in the reviewer's opinion; after the last one the office proposes an outcome."""
    case = await acting(desk, number_of(draft.subject, "reevaluation") or -1, "opine")
    verdict = Verdict(answers["verdict"])
    check_outcome(case, verdict)
    await sending(desk, draft)
    parts = await desk.work.reevaluation_opinions.of(case.id, case.round)
    mine = next(one for one in parts if one.person_id == desk.person.id and one.is_awaited)
    await desk.work.reevaluation_opinions.hand_in(mine.id, verdict, draft.id, desk.now)
    await desk.work.files.hand_over(of_draft(draft), subject_of(case))
    await desk.work.tasks.done(_key(case, desk.person.id), desk.now, desk.person.id)
    return await _complete(desk, await go_on(desk, case, "opine"))


async def check_opinions(desk: Desk, case: Reevaluation) -> None:
    """Require as many valid opinions as the pack asks for. Raises Refusal."""
    if not is_complete(await _valid(desk, case), desk.pack):
        raise Refusal("reevaluations.too_few", article=40, least=desk.pack.expiry.reviewers)


async def shut_reevaluations(desk: Desk, person_id: int, staff: Staff) -> int:
    """Shut the person's running cases in which an interest of theirs is known. Returns how many are newly shut."""
    found = 0
    for case in await desk.work.reevaluations.busy():
        known = await award_grounds(desk, await award_of(desk.work, case), staff, [person_id])
        if person_id not in known or person_id in await desk.work.recusals.interested_in(subject_of(case)):
            continue
        if await shut(desk, case, person_id, known[person_id], desk.now):
            await stand_down(desk, case, person_id)
            found += 1
    return found


async def end_evaluating(desk: Desk, person_id: int) -> None:
    """Take a former reviewer off the cases that await their opinion; others are named (Art. 41)."""
    for one in await desk.work.reevaluation_opinions.awaited_of(person_id):
        case = await desk.work.reevaluations.get(one.reevaluation_id)
        if case is not None and case.round == one.round:
            await stand_down(desk, case, person_id)


async def stand_down(desk: Desk, case: Reevaluation, person_id: int) -> None:
    """Take somebody off the case; if their opinion was awaited, the office must name another."""
    if await _give_up(desk, case, person_id):
        due = desk.calendar.after(today(desk), 1).last
        about, key = subject_of(case), f"{subject_of(case)}:{NAMING}:{case.round}:{person_id}"
        role = await office_role(desk.work, desk.now)
        await give(desk, key, NAMING, about, role, due_on=due, names=case.number, buttons=buttons_of(case))


async def _give_up(desk: Desk, case: Reevaluation, person_id: int) -> bool:
    released = False
    for one in await desk.work.reevaluation_opinions.of(case.id, case.round):
        if one.person_id == person_id and await desk.work.reevaluation_opinions.release(one.id, desk.now):
            await desk.work.tasks.drop(_key(case, person_id), desk.now)
            released = True
    for draft in await desk.work.drafts.open_for(person_id, FORM):
        if released and draft.subject == subject_of(case):
            await desk.work.drafts.drop(draft.id, desk.now)
    return released


async def _valid(desk: Desk, case: Reevaluation) -> list[Opinion]:
    """Return this round's parts that count: not released, and without an interest."""
    parts = await desk.work.reevaluation_opinions.of(case.id, case.round)
    shut_to = await interested(desk, case, [one.person_id for one in parts])
    return [one for one in parts if one.released_at is None and one.person_id not in shut_to]


async def _complete(desk: Desk, case: Reevaluation) -> Reevaluation:
    if not is_complete(await _valid(desk, case), desk.pack):
        return case
    case = await go_on(desk, case, "complete")
    await desk.work.deadlines.end(subject_of(case), CLOCK, desk.now)
    await follow(desk, case)
    return case


def _key(case: Reevaluation, person_id: int) -> str:
    return f"{subject_of(case)}:{OPINION}:{case.round}:{person_id}"
