"""Assignments of reviewers: asked for each part, given a sheet as a task, added and replaced (Art. 16-19)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.applications.lifecycle import Application, State
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from rules.people.roles import Person, Role
from rules.reviews.assignments import BEFORE, WHEN, Assignment, Standing, spread
from workflow.applications.applicants import note, subject_of
from workflow.applications.cases import advance, opened, serving, without_interest
from workflow.applications.editions import settings_of
from workflow.applications.gates import lead_on
from workflow.applications.replacements import REPLACEMENT, key_of, kind_of, stand_down
from workflow.applications.scores import is_made_up, tally_of
from workflow.engine.desk import Desk, require, today
from workflow.engine.holds import is_on_hold
from workflow.engine.tasks import drop, give
from workflow.interests.recusals import declare


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reviewer who can be asked, and the number of sheets that they have still to lock."""

    person: Person
    load: int


async def reviewers(desk: Desk) -> list[Candidate]:
    """Return all reviewers, those with the fewest open sheets first. Raises Forbidden for all but lead and office."""
    require(desk, Role.LEAD, Role.OFFICE, article=17)
    known = await desk.work.people.with_role(Role.REVIEWER, desk.now)
    loads = await desk.work.assignments.loads()
    return sorted((Candidate(one, loads.get(one.id, 0)) for one in known), key=lambda one: one.load)


async def candidates(desk: Desk, application: Application, part: Part) -> list[Candidate]:
    """Return the reviewers free to be asked: no interest, not asked before, fewest open sheets first (Art. 40)."""
    asked = {one.person_id for one in await desk.work.assignments.of(application.id, part)}
    known = await reviewers(desk)
    free = {one.id for one in await without_interest(desk, application, [one.person for one in known])}
    return [one for one in known if one.person.id in free - asked]


async def assign(
    desk: Desk,
    application: Application,
    part: Part,
    people: Sequence[int],
    *,
    due_on: date | None,
    head: int | None = None,
) -> list[Assignment]:
    """Ask these reviewers, each with a task due on `due_on`; `head` (or else the first) leads if nobody does yet.

    Raises Refusal when somebody cannot be asked (any more), or when the part is over or not yet near.
    """
    edition = await desk.work.editions.get(application.edition_id)
    if edition is None or edition.opened_at is None:  # only one that was carried over has cases before it is opened
        raise Refusal("editions.open_first", article=20)
    await _can_change(desk, application, part)
    free = {one.person.id for one in await candidates(desk, application, part)}
    if not people or not set(people) <= free:
        raise Refusal("assignments.not_free", article=40)
    headed = any(one.head and one.standing is Standing.ACTIVE for one in await _of(desk, application, part))
    given = []
    for person_id in people:
        leads = not headed and person_id == (head or people[0])
        one = await desk.work.assignments.assign(
            application.id, part, person_id, head=leads, by=desk.person.id, now=desk.now
        )
        if one is None:
            raise Refusal("assignments.not_free", article=40)
        await _give_sheet(desk, application, one, due_on)
        given.append(one)
    await _note(desk, "reviewers_assigned", application, given)
    return given


async def begin_material_review(desk: Desk, application: Application, people: Sequence[int]) -> Application:
    """Ask these reviewers, the first of them as head, and begin the material review (Art. 17)."""
    await assign(desk, application, Part.MATERIAL, people, due_on=material_due(desk))
    return await advance(desk, application, "review_material", details={"reviewers": list(people)})


async def add_reviewers(desk: Desk, application: Application, part: Part, people: Sequence[int]) -> list[Assignment]:
    """Ask further reviewers for a running part; once the panel is full, drop the tasks of finding replacements."""
    given = await assign(desk, application, part, people, due_on=await due_of(desk, application, part))
    tally = await tally_of(desk, application, part)
    if tally.asked >= tally.panel:
        await drop(desk.work, subject_of(application), (REPLACEMENT,), desk.now)
    return given


async def replace_reviewer(desk: Desk, assignment_id: int, person_id: int) -> Assignment:
    """Replace a reviewer who stood back or has not locked the sheet; a head's place is filled with a head.

    Raises Refusal when the sheet is locked (Art. 16).
    """
    one, application = await assignment_of(desk, assignment_id)
    if one.counts:
        raise Refusal("assignments.locked", article=16)
    await stand_down(desk, [one], article=17, wanted=False)
    due = await due_of(desk, application, one.part)
    (other,) = await assign(desk, application, one.part, [person_id], due_on=due)
    await lead_on(desk, application, one.part)
    await desk.work.tasks.done(f"{subject_of(application)}:{REPLACEMENT}:{one.id}", desk.now, desk.person.id)
    return other


async def look_no_further(desk: Desk, application_id: int, part: Part) -> Application:
    """Settle for the reviewers who are left, one of them as head, and drop the search for others.

    Raises Refusal when they are fewer than the panel (Art. 17).
    """
    require(desk, Role.LEAD, Role.OFFICE, article=17)
    application = await opened(desk, application_id)
    tally = await tally_of(desk, application, part)
    if tally.asked < tally.panel:
        raise Refusal("assignments.too_few", article=17, least=tally.panel, count=tally.asked)
    await lead_on(desk, application, part)
    await drop(desk.work, subject_of(application), (REPLACEMENT,), desk.now)
    return application


async def assignment_of(desk: Desk, assignment_id: int) -> tuple[Assignment, Application]:
    """Return the assignment and its case, for lead and office. Raises Refusal for an unknown one, else as `opened`."""
    require(desk, Role.LEAD, Role.OFFICE, article=17)
    one = await desk.work.assignments.get(assignment_id)
    if one is None:
        raise Refusal("talk.old_button")
    return one, await opened(desk, one.application_id)


def material_due(desk: Desk) -> date:
    """Return the day by which a sheet of the material review asked for today must be locked."""
    return desk.calendar.after(today(desk), desk.pack.material_review_working_days).last


async def due_of(desk: Desk, application: Application, part: Part) -> date | None:
    """Return the day by which a sheet asked for today is due.

    For the material review it is counted from today; for a visit it is the latest due day of the part's other sheets,
    or today if that is past, and None while no visit is appointed.
    """
    if part is Part.MATERIAL:
        return material_due(desk)
    found = await desk.work.tasks.of(subject_of(application))
    days = [task.due_on for task in found if task.kind == kind_of(part) and task.due_on is not None]
    return max(today(desk), *days) if days else None


async def _of(desk: Desk, application: Application, part: Part | None = None) -> list[Assignment]:
    return await desk.work.assignments.of(application.id, part)


async def _can_change(desk: Desk, application: Application, part: Part) -> None:
    require(desk, Role.LEAD, Role.OFFICE, article=17)
    await opened(desk, application.id)
    if application.state not in {WHEN[part], *BEFORE[part]} and not await is_made_up(desk, application, part):
        raise Refusal("assignments.not_on", article=16)


async def _give_sheet(desk: Desk, application: Application, one: Assignment, due_on: date | None) -> None:
    button = {"key": "sheet.open", "press": f"sheet:open:{one.part.value}:{application.id}"}
    await give(
        desk,
        key_of(one),
        kind_of(one.part),
        subject_of(application),
        Role.REVIEWER,
        person_id=one.person_id,
        due_on=due_on,
        names=application.number or "",
        buttons=[[button]],
    )


async def _note(desk: Desk, act: str, application: Application, given: Iterable[Assignment]) -> None:
    await note(desk, act, application, article=16, details={"assignments": [one.id for one in given]})


# Panels for many forwarded cases at once: previewed, then assigned exactly as shown (Art. 17, 40).


@dataclass(frozen=True, slots=True)
class Cases:
    """An edition's cases in some states, for the person at the desk.

    Cases with an interest of theirs are in neither list; upon the `undeclared` they must declare first.
    """

    declared: tuple[Application, ...]
    undeclared: tuple[Application, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The panel that each case would get, its head first. For the `left_out` too few reviewers are free."""

    panels: Mapping[Application, tuple[Person, ...]]
    left_out: tuple[Application, ...]
    load: Mapping[int, int]

    @property
    def mark(self) -> str:
        """A digest of the plan, so that only the plan shown is carried out."""
        return mark_of(f"{case.id}:{','.join(str(one.id) for one in people)}" for case, people in self.panels.items())


def mark_of(parts: Iterable[str]) -> str:
    """Return a short digest of what was shown, so that pressing its button does that and nothing else."""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]


async def cases_in(desk: Desk, edition_id: int, *states: State) -> Cases:
    """Return the edition's cases in these states, earliest first. Raises Forbidden (lead and office only)."""
    require(desk, Role.LEAD, Role.OFFICE, article=17)
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    declared = await desk.work.recusals.declared_by(desk.person.id)
    found = await desk.work.applications.in_states(edition_id, states)
    open_ones = [one for one in found[::-1] if subject_of(one) not in hidden and one.person_id != desk.person.id]
    return Cases(
        tuple(one for one in open_ones if subject_of(one) in declared),
        tuple(one for one in open_ones if subject_of(one) not in declared),
    )


async def declare_free(desk: Desk, cases: Sequence[Application], mark: str) -> None:
    """Declare no interest in these cases, whose names were shown under `mark` (Art. 40).

    Raises Refusal if they changed.
    """
    if mark != mark_of(str(one.id) for one in cases):
        raise Refusal("assignments.changed", article=40)
    for one in cases:
        await serving(desk, one)
        await declare(desk, subject_of(one), interest=False)


async def plan_panels(desk: Desk, edition_id: int, people: Collection[int], count: int) -> Plan:
    """Plan giving the next `count` forwarded cases to these reviewers, and change nothing."""
    waiting = (await cases_in(desk, edition_id, State.FORWARDED)).declared
    cases = [one for one in waiting if not await is_on_hold(desk.work, one.id)][:count]
    known = await _reviewers(desk, people)
    loads = await desk.work.assignments.loads()
    barred = {one.id: await _barred(desk, one, known.values()) for one in cases}
    size = (await settings_of(desk, edition_id)).panel[Part.MATERIAL]
    given = spread([one.id for one in cases], {one: loads.get(one, 0) for one in known}, barred, size=size)
    panels = {one: tuple(known[person] for person in given[one.id]) for one in cases if one.id in given}
    return Plan(
        panels,
        tuple(one for one in cases if one.id not in given),
        {one: loads.get(one, 0) + sum(one in panel for panel in given.values()) for one in known},
    )


async def give_out(desk: Desk, edition_id: int, people: Collection[int], count: int, mark: str) -> int:
    """Carry out the plan with this mark. Returns how many material reviews begin. Raises Refusal if it changed."""
    plan = await plan_panels(desk, edition_id, people, count)
    if plan.mark != mark or not plan.panels:
        raise Refusal("assignments.changed", article=17)
    for case, panel in plan.panels.items():
        await begin_material_review(desk, case, [one.id for one in panel])
    return len(plan.panels)


async def _reviewers(desk: Desk, people: Collection[int]) -> dict[int, Person]:
    known = {one.id: one for one in await desk.work.people.with_role(Role.REVIEWER, desk.now)}
    return {one: known[one] for one in people if one in known}


async def _barred(desk: Desk, case: Application, people: Collection[Person]) -> set[int]:
    free = {one.id for one in await without_interest(desk, case, people)}
    asked = {one.person_id for one in await desk.work.assignments.of(case.id, Part.MATERIAL)}
    return {one.id for one in people if one.id not in free} | asked
