"""What an edition needs in time: opened by its first day, its units entrusted throughout (Art. 4, 14)."""

from datetime import datetime

from rules.calendar import WorkingCalendar
from rules.editions import Edition, milestones
from rules.pack import Pack
from rules.people import Role
from rules.units import Unit
from storage.owed import Owed
from storage.values import Say
from storage.work import Work
from workflow.editions import lacking
from workflow.planning import Planning, owe

CHECK = "edition"
"""The check made just before the reminder: the edition is still not opened."""
OPENING_WORKING_DAYS = 10


async def remind_of_opening(plan: Planning) -> int:
    """Tell the lead, once, from ten working days before an unopened edition's first day, what it lacks."""
    told = 0
    for one in plan.each(await plan.work.editions.all()):
        begins = plan.calendar.before(one.opens_on, OPENING_WORKING_DAYS).last
        due = one.opened_at is None and begins <= plan.said_on <= one.closes_on
        if due and await plan.work.steps.tell(f"edition:{one.id}:opening", one.opens_on, plan.now):
            told += await _tell_opening(plan, one)
    return told


def ending_units(edition: Edition, pack: Pack, calendar: WorkingCalendar) -> tuple[Unit, ...]:
    """Return the units whose entrustment ends while they work on the edition's applications (Art. 14)."""
    days = {one.key: one.on for one in milestones(edition.closes_on, pack, calendar)}
    return tuple(
        unit
        for unit in pack.units
        if unit.entrusted_until is not None and edition.opens_on <= unit.entrusted_until < days["unit_ends"]
    )


async def is_unopened(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """Whether the edition is still not opened."""
    edition = await work.editions.get(owed.values["of"])
    return edition is not None and edition.opened_at is None


async def _tell_opening(plan: Planning, edition: Edition) -> int:
    wanting = [Say(f"editions.lacking.{key}") for key in lacking(edition, plan.pack, plan.said_on)]
    values = {"of": edition.id, "number": edition.number, "opens": edition.opens_on}
    values["lacks"] = wanting or Say("editions.lacking.nothing")
    leads = await plan.work.people.with_role(Role.LEAD, plan.now)
    buttons = [[{"key": "editions.prepare", "press": f"ed:see:{edition.id}"}]]
    key = f"edition:{edition.id}:opening:{edition.opens_on.isoformat()}"
    return await owe(plan, key, leads, "editions.unopened", kind=CHECK, values=values, buttons=buttons)
