"""Investigations of an objection: who is named, what they may see, what they found (Art. 23, 40)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rules.objections import Objection, State
from rules.people import Person, Role
from rules.refusals import Forbidden, Refusal
from storage.drafts import Draft
from storage.investigations import Investigation
from storage.owed import Owed
from storage.work import Work
from workflow import recusals
from workflow.desk import Desk, require, today
from workflow.examiners import FINDINGS, examiner, give_up_part, has_declared, interested
from workflow.objection_messages import note, subject_of, tell_objector
from workflow.planning import MOST, Planning, office, office_role
from workflow.tasks import finish, give

INVESTIGATORS = (Role.LEAD, Role.OFFICE, Role.REVIEWER, Role.COMMITTEE)
"""Who can be named, in the role that is written down for it: the first of these that they hold."""
INVESTIGATION, TEAM = "objection_investigation", "objection_team"
"""The kinds of the office's tasks: to see to the investigation and its result, to name another investigator."""
FORM = "objection_findings"
CHECK = "objection_still"
"""The check of the monthly word: the objection is still being investigated."""
MONTH = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """What one investigator found, with the papers that belong to it."""

    part: Investigation
    name: str = field(repr=False)
    conclusion: str
    words: str = field(repr=False)
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who was named, and whether they declared since that they have no interest, or have one."""

    part: Investigation
    person: Person
    declared: bool
    interested: bool


async def team(desk: Desk, objection_id: int) -> tuple[Objection, list[Member]]:
    """The case and everybody who was named, for an officer who declared."""
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
    """Who can be named: nobody with an interest that is declared or known, nobody twice (Art. 40)."""
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
    """Somebody without an interest investigates, until the day on which the investigation is due (Art. 23, 40)."""
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
    buttons = [[{"key": "objections.investigate", "press": f"ob:inv:{objection.id}"}]]
    key, names = f"{about}:{FINDINGS}:{person.id}", objection.number
    await give(desk, key, FINDINGS, about, role, person_id=person.id, due_on=due, names=names, buttons=buttons)
    await note(desk, "objection_investigator_named", objection, article=23, person=person.id)
    return person


async def release_investigator(desk: Desk, objection_id: int, person_id: int) -> Objection:
    """Nobody waits for this person's findings any more."""
    objection = await _officers(desk, objection_id)
    _check_open(objection)
    if not await give_up_part(desk, objection, person_id):
        raise Refusal("objections.not_now", article=23)
    await note(desk, "objection_investigator_released", objection, article=23, person=person_id)
    return objection


async def investigating(desk: Desk, objection_id: int) -> tuple[Objection, Investigation]:
    """The case and the person's part in it, for whoever was named, still serves and has no interest.

    Raises Forbidden. Before they declared, only the declaration is asked for (`has_declared`).
    """
    require(desk, *INVESTIGATORS, article=23)
    objection = await desk.work.objections.get(objection_id)
    parts = await desk.work.investigations.of(objection_id)
    part = next((one for one in parts if one.person_id == desk.person.id and one.released_at is None), None)
    if objection is not None and await interested(desk, objection, (desk.person.id,)):
        raise Forbidden("objections.interest", article=40)
    if objection is None or part is None:
        raise Forbidden("people.not_yours", article=23)
    return objection, part


async def declare_part(desk: Desk, objection_id: int, *, interest: bool) -> Objection:
    """The investigator declares; with an interest they are released, and the office is asked for another (Art. 40)."""
    objection, _ = await investigating(desk, objection_id)
    if await recusals.declare(desk, subject_of(objection), interest=interest):
        await give_up_part(desk, objection, desk.person.id)
        due = desk.calendar.after(today(desk), 1).last
        buttons = [[{"key": "objections.team", "press": f"ob:team:{objection.id}"}]]
        key, role = f"{subject_of(objection)}:{TEAM}:{desk.person.id}", await office_role(desk.work, desk.now)
        about, names = subject_of(objection), objection.number
        await give(desk, key, TEAM, about, role, due_on=due, names=names, buttons=buttons)
    return objection


async def investigated(desk: Desk, objection_id: int) -> tuple[Objection, Investigation]:
    """The same as `investigating`, for whoever declared. Raises Refusal for whoever did not."""
    objection, part = await investigating(desk, objection_id)
    if not await has_declared(desk, objection):
        raise Refusal("objections.declare_first", article=40)
    return objection, part


async def hand_in_findings(desk: Desk, draft: Draft) -> Objection:
    """What was found goes to the officer who decides; with the last of them the office is told (Art. 23)."""
    objection, part = await investigated(desk, int(draft.subject.removeprefix("objection:")))
    _check_open(objection)
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
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
                buttons=[[{"key": "objections.open", "press": f"ob:open:{objection.id}"}]],
            )
    return objection


async def findings(desk: Desk, objection: Objection) -> list[Finding]:
    """What was found, but by nobody of whom an interest came to light since (Art. 40). For who opened the case."""
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
    """Nothing is decided before those who were named have said what they found. Raises Refusal."""
    if left := await awaited(desk, objection):
        raise Refusal("objections.findings_awaited", article=23, count=left)


async def awaited(desk: Desk, objection: Objection) -> int:
    """How many findings are still to come, from people without an interest."""
    parts = [one for one in await desk.work.investigations.of(objection.id) if one.is_awaited]
    return len(parts) - len(await interested(desk, objection, [one.person_id for one in parts]))


async def paper_of(desk: Desk, objection: Objection, file_ids: Sequence[str], place: int) -> tuple[str, bytes]:
    """One of these files of a case that was opened; the reading is in the journal. Raises Refusal."""
    record = await desk.work.files.get(file_ids[place]) if 0 <= place < len(file_ids) else None
    if record is None:
        raise Refusal("talk.old_button")
    await note(desk, "objection_file_read", objection, article=22, file=record.id)
    return record.name, await desk.work.files.open(record.id)


async def tell_still_open(plan: Planning) -> int:
    """Every thirty days after its admission the objector is told, once, that it is still investigated, until when."""
    done = 0
    for one in await plan.work.objections.investigated():
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
    """A monthly word: nothing was decided since."""
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
