"""Panels for many forwarded cases at once: previewed, then assigned exactly as shown (Art. 17, 40)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.applications.lifecycle import Application, State
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from rules.people.roles import Person, Role
from rules.reviews.assignments import spread
from workflow.applications.applicants import subject_of
from workflow.applications.cases import serving, without_interest
from workflow.applications.editions import settings_of
from workflow.engine.desk import Desk, require
from workflow.engine.holds import is_on_hold
from workflow.interests.recusals import declare
from workflow.reviews.assignments import begin_material_review


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
