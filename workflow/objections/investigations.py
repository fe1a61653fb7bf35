"""Investigations of an objection: who is named, what they may see, what they find (Art. 23, 40)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.engine.refusals import Forbidden, Refusal
from rules.objections.cases import Objection, State
from rules.people.roles import Person, Role
from storage.engine.drafts import Draft
from storage.engine.owed import Owed
from storage.objections.investigations import Investigation
from storage.work import Work
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import send_once
from workflow.engine.planning import MOST, Planning, office, office_role
from workflow.engine.tasks import finish, give
from workflow.interests import recusals
from workflow.objections.examiners import FINDINGS, examiner, give_up_part, has_declared, interested
from workflow.objections.messages import note, subject_of, tell_objector

INVESTIGATORS = (Role.LEAD, Role.OFFICE, Role.REVIEWER, Role.COMMITTEE)
"""The roles that can be named; somebody with several is recorded in the first of these."""
INVESTIGATION, TEAM = "objection_investigation", "objection_team"
"""The kinds of the office's tasks: the investigation and its result, and naming another investigator."""
FORM = "objection_findings"
CHECK = "objection_still"
"""The check of the monthly message: the objection is still under investigation."""
MONTH = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One investigator's findings, with the ids of their papers."""

    part: Investigation
    name: str = field(repr=False)
    conclusion: str
    words: str = field(repr=False)
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A named investigator, whether they have declared, and whether they have an interest."""

    part: Investigation
    person: Person
    declared: bool
    interested: bool


async def team(desk: Desk, objection_id: int) -> tuple[Objection, list[Member]]:
    """Return the case and everybody named, to an officer who has declared. Raises Forbidden or Refusal."""
    objection = await _officers(desk, objection_id)
    parts = await desk.work.investigations.of(objection.id)
    shut = await interested(desk, objection, [one.person_id for one in parts])
    members = []
    for part in parts:
        if person := await desk.work.people.get(part.person_id):
            declared = await desk.work.recusals.of(person.id, subject_of(objection)) is not None
            members.append(Member(part, person, declared, person.id in shut))
    return objection, members


async def free_investigators(desk: Desk, objection_id: int) -> list[tuple[Person, Role]]:
    """Return who can be named, with their role: nobody with a declared or known interest, nobody twice (Art. 40)."""
    objection = await _officers(desk, objection_id)
    _check_open(objection)
    found: dict[int, tuple[Person, Role]] = {}
    for role in INVESTIGATORS:
        for person in await desk.work.people.with_role(role, desk.now):
            found.setdefault(person.id, (person, role))
    named = {one.person_id for one in await desk.work.investigations.of(objection.id)}
    shut = await interested(desk, objection, found) | named
    return [one for person_id, one in found.items() if person_id not in shut]


async def name_investigator(desk: Desk, objection_id: int, person_id: int) -> Person:
    """Name an investigator, whose findings are due when the investigation is.

    Raises Refusal for one not free (Art. 23, 40).
    """
    objection = await _officers(desk, objection_id)
    free = {person.id: (person, role) for person, role in await free_investigators(desk, objection.id)}
    if person_id not in free:
        raise Refusal("objections.not_free", article=40)
    person, role = free[person_id]
    if not await desk.work.investigations.name(objection.id, person.id, role, by=desk.person.id, now=desk.now):
        raise Refusal("objections.not_free", article=40)
    about = subject_of(objection)
    await finish(desk.work, about, TEAM, desk.now, person_id=desk.person.id)
    deadline = await desk.work.deadlines.get(about, "investigation")
    due = deadline.count.last if deadline else None
    buttons = [[{"key": "objections.investigate", "press": f"objection:part:{objection.id}"}]]
    key, names = f"{about}:{FINDINGS}:{person.id}", objection.number
    await give(desk, key, FINDINGS, about, role, person_id=person.id, due_on=due, names=names, buttons=buttons)
    await note(desk, "objection_investigator_named", objection, article=23, person=person.id)
    return person


async def release_investigator(desk: Desk, objection_id: int, person_id: int) -> Objection:
    """Release an investigator whose findings are no longer awaited. Raises Refusal when none are awaited from them."""
    objection = await _officers(desk, objection_id)
    _check_open(objection)
    if not await give_up_part(desk, objection, person_id):
        raise Refusal("objections.not_now", article=23)
    await note(desk, "objection_investigator_released", objection, article=23, person=person_id)
    return objection


async def investigating(desk: Desk, objection_id: int) -> tuple[Objection, Investigation]:
    """Return the case and the person's part, to a named investigator who still serves and has no interest.

    Raises Forbidden. Until they declare, show nothing but the declaration (`has_declared`).
    """
    require(desk, *INVESTIGATORS, article=23)
    objection = await desk.work.objections.get(objection_id)
    parts = await desk.work.investigations.of(objection_id)
    part = next((one for one in parts if one.person_id == desk.person.id and one.released_at is None), None)
    if objection is None or part is None or await interested(desk, objection, (desk.person.id,)):
        raise Forbidden("people.not_yours", article=23)
    return objection, part


async def declare_part(desk: Desk, objection_id: int, *, interest: bool) -> Objection:
    """Record the investigator's declaration; an interest releases them, and the office must name another (Art. 40)."""
    objection, _ = await investigating(desk, objection_id)
    if await recusals.declare(desk, subject_of(objection), interest=interest):
        await give_up_part(desk, objection, desk.person.id)
        due = desk.calendar.after(today(desk), 1).last
        buttons = [[{"key": "objections.team", "press": f"objection:team:{objection.id}"}]]
        key, role = f"{subject_of(objection)}:{TEAM}:{desk.person.id}", await office_role(desk.work, desk.now)
        about, names = subject_of(objection), objection.number
        await give(desk, key, TEAM, about, role, due_on=due, names=names, buttons=buttons)
    return objection


async def investigated(desk: Desk, objection_id: int) -> tuple[Objection, Investigation]:
    """Return the same as `investigating`, to those who have declared. Raises Refusal for others."""
    objection, part = await investigating(desk, objection_id)
    if not await has_declared(desk, objection):
        raise Refusal("objections.declare_first", article=40)
    return objection, part


async def hand_in_findings(desk: Desk, draft: Draft) -> Objection:
    """Hand the findings in and tell the office how many are still awaited (Art. 23). Raises Refusal."""
    objection, part = await investigated(desk, int(draft.subject.removeprefix("objection:")))
    _check_open(objection)
    await send_once(desk, draft)
    if not await desk.work.investigations.hand_in(part.id, draft.id, desk.now):
        raise Refusal("objections.not_now", article=23)
    about = subject_of(objection)
    await desk.work.tasks.done(f"{about}:{FINDINGS}:{desk.person.id}", desk.now, desk.person.id)
    await note(desk, "objection_findings", objection, article=23, draft=draft.id)
    left = await awaited(desk, objection)
    people = await office(desk.work, desk.now)
    shut = await interested(desk, objection, [one.id for one in people])
    for person in people:
        if person.id not in shut:
            await desk.work.outbox.owe(
                f"{about}:findings:{part.id}:{person.id}",
                person.id,
                "objections.office.findings",
                now=desk.now,
                values={"number": objection.number, "left": left},
                buttons=[[{"key": "objections.open", "press": f"objection:open:{objection.id}"}]],
            )
    return objection


async def findings(desk: Desk, objection: Objection) -> list[Finding]:
    """Return the findings of an opened case, save those of people whose interest has come to light since (Art. 40)."""
    parts = [one for one in await desk.work.investigations.of(objection.id) if one.draft_id is not None]
    shut = await interested(desk, objection, [one.person_id for one in parts])
    found = []
    for part in parts:
        if part.draft_id is not None and part.person_id not in shut:
            answers = await desk.work.drafts.answers(part.draft_id)
            person = await desk.work.people.get(part.person_id)
            found.append(_finding(part, person, answers))
    return found


async def check_findings(desk: Desk, objection: Objection) -> None:
    """Require that no findings are awaited before a decision. Raises Refusal."""
    if left := await awaited(desk, objection):
        raise Refusal("objections.findings_awaited", article=23, count=left)


async def awaited(desk: Desk, objection: Objection) -> int:
    """Return how many findings are still awaited from people without an interest."""
    parts = [one for one in await desk.work.investigations.of(objection.id) if one.is_awaited]
    return len(parts) - len(await interested(desk, objection, [one.person_id for one in parts]))


async def paper_of(desk: Desk, objection: Objection, file_ids: Sequence[str], place: int) -> tuple[str, bytes]:
    """Return name and content of one of an opened case's files, and note the reading.

    Raises Refusal for a wrong place.
    """
    record = await desk.work.files.get(file_ids[place]) if 0 <= place < len(file_ids) else None
    if record is None:
        raise Refusal("talk.old_button")
    await note(desk, "objection_file_read", objection, article=22, file=record.id)
    return record.name, await desk.work.files.open(record.id)


async def tell_still_open(plan: Planning) -> int:
    """Tell objectors, every thirty days after the admission, that the investigation goes on, and until when."""
    done = 0
    for one in plan.each(await plan.work.objections.investigated()):
        months = (plan.said_on - one.admitted_on).days // MONTH if one.admitted_on else 0
        if months < 1 or await plan.work.outbox.get(f"{subject_of(one)}:still:{months}") is not None:
            continue
        deadline = await plan.work.deadlines.get(subject_of(one), "investigation")
        due = deadline.count.last if deadline else plan.said_on
        step = "still" if plan.said_on <= due else "still_late"
        values = {"since": one.admitted_on, "due": due}
        await tell_objector(plan.work, one, step, plan.now, values=values, key=f"still:{months}", kind=CHECK)
        done += 1
        if done >= MOST:
            break
    return done


async def is_investigated(work: Work, owed: Owed, *_known: object) -> bool:
    """Whether the monthly message still holds: the objection is not decided."""
    one = await work.objections.get(owed.values["of"])
    return one is not None and one.state is State.ADMITTED


def _finding(part: Investigation, person: Person | None, answers: dict[str, Any]) -> Finding:
    name, files = (person.name if person else None) or "—", tuple(answers.get("papers") or ())
    return Finding(part, name, answers.get("conclusion", "unclear"), answers.get("findings", ""), files)


async def _officers(desk: Desk, objection_id: int) -> Objection:
    objection = await examiner(desk, objection_id)
    if not await has_declared(desk, objection):
        raise Refusal("objections.declare_first", article=40)
    return objection


def _check_open(objection: Objection) -> None:
    if objection.state is not State.ADMITTED:
        raise Refusal("objections.not_now", article=23)
