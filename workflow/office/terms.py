"""Reminders of terms: entrustments of associations and roles with a last day, before and after (Art. 9, 14)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from rules.engine.deadlines import Step, expiry_ladder, present_step
from rules.engine.parts import Unit
from rules.people.roles import Membership, Person, Role
from storage.database.values import Say
from workflow.applications.preparations import ending_units
from workflow.engine.planning import MOST, Planning, owe
from workflow.people.roles import look_for_clerk

STALE = timedelta(days=60)
"""A term that ended longer ago is not told: the service was not running then."""


async def remind_of_entrustments(plan: Planning) -> int:
    """Tell the lead before an entrustment ends, with the edition it affects, and when it has ended (Art. 14)."""
    told = 0
    for unit in plan.each(plan.pack.units):
        step = await _step(plan, f"unit:{unit.key}:entrusted", unit.entrusted_until)
        if step is not None and unit.entrusted_until is not None:
            told += await _tell_entrustment(plan, unit, unit.entrusted_until, step)
    return told


async def remind_of_roles(plan: Planning) -> int:
    """Tell holders of roles with a last day, and the lead, before it and when it is over (Art. 9, 17)."""
    told = 0
    for held in plan.each(await plan.work.roles.ending(plan.said_on - STALE, _until(plan))):
        step = await _step(plan, f"role:{held.id}:term", held.until_on)
        if step is None or held.until_on is None:
            continue
        await _tell_role(plan, held, held.until_on, step)
        if step.overdue and held.role is Role.CLERK and held.unit is not None:
            due_on = plan.calendar.after(plan.today, 1).last
            await look_for_clerk(plan.work, plan.pack, held.unit, plan.now, due_on)
        told += 1
        if told >= MOST:
            break
    return told


async def _step(plan: Planning, ladder: str, until: date | None) -> Step | None:
    """Return the present step if it was not told yet."""
    if until is None or plan.said_on > until + STALE:
        return None
    step = present_step(expiry_ladder(until, days_before=(plan.pack.duties.term_days_before,)), plan.said_on)
    return step if step is not None and await plan.work.steps.tell(ladder, step.on, plan.now) else None


async def _tell_entrustment(plan: Planning, unit: Unit, until: date, step: Step) -> int:
    editions = [one for one in await plan.work.editions.all() if unit in ending_units(one, plan.pack, plan.calendar)]
    window = {"number": editions[0].number, "closes": editions[0].closes_on} if editions else {}
    text = "editions.entrustment_in" if editions else "editions.entrustment"
    text = "editions.entrustment_over" if step.overdue else text
    key, told = f"unit:{unit.key}:entrusted:{until.isoformat()}:{step.name}", 0
    for lead in await plan.work.people.with_role(Role.LEAD, plan.now):
        values = {"unit": unit.name(lead.language), "until": until, **window}
        buttons = [[{"key": "provisions.renew", "press": f"provision:see:{unit.key}"}]]
        told += await owe(plan, key, [lead], text, kind="", values=values, buttons=buttons)
    return told


async def _tell_role(plan: Planning, held: Membership, until: date, step: Step) -> None:
    person = await plan.work.people.get(held.person_id)
    when = "over" if step.overdue else "near"
    values: dict[str, Any] = {"role": Say(f"people.role.{held.role.value}"), "until": until}
    key = f"role:{held.id}:term-{until.isoformat()}:{step.name}"
    await owe(plan, f"{key}:self", [person] if person else [], f"people.term.{when}", kind="", values=values)
    values["name"] = (person.name if person else None) or Say("people.unnamed")
    await owe(plan, key, await _leads(plan, held), f"people.term_lead.{when}", kind="", values=values)


async def _leads(plan: Planning, held: Membership) -> Iterable[Person]:
    leads = await plan.work.people.with_role(Role.LEAD, plan.now)
    return [lead for lead in leads if lead.id != held.person_id]


def _until(plan: Planning) -> date:
    return plan.said_on + timedelta(days=plan.pack.duties.term_days_before)
