"""What an edition needs in time: opened by its first day, its units entrusted while they work (Art. 4, 14, 20)."""

from datetime import date, datetime, timedelta

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
"""The check made just before the reminder: has the edition still not been opened?"""
OPENING_WORKING_DAYS = 10
ENTRUSTMENT_DAYS = 30


async def remind_of_opening(plan: Planning) -> int:
    """Ten working days before its first day the lead hears, once, what an edition still lacks to be opened."""
    told = 0
    for one in await plan.work.editions.all():
        begins = plan.calendar.before(one.opens_on, OPENING_WORKING_DAYS).last
        due = one.opened_at is None and begins <= plan.said_on <= one.closes_on
        if due and await _told_once(plan, f"edition:{one.id}:opening", one.opens_on):
            told += await _tell_opening(plan, one)
    return told


async def remind_of_entrustments(plan: Planning) -> int:
    """Thirty days before an entrustment runs out the lead hears of it, once, with the edition that it touches (14)."""
    told = 0
    for unit in plan.pack.units:
        until = unit.entrusted_until
        if until is None or not until - timedelta(days=ENTRUSTMENT_DAYS) <= plan.said_on <= until:
            continue
        if await _told_once(plan, f"unit:{unit.key}:entrusted", until):
            told += await _tell_entrustment(plan, unit, until)
    return told


def ending_units(edition: Edition, pack: Pack, calendar: WorkingCalendar) -> tuple[Unit, ...]:
    """The units whose entrustment ends while they receive and review applications of this edition (Art. 14)."""
    days = {one.key: one.on for one in milestones(edition.closes_on, pack, calendar)}
    return tuple(
        unit
        for unit in pack.units
        if unit.entrusted_until is not None and edition.opens_on <= unit.entrusted_until < days["unit_ends"]
    )


async def is_unopened(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """A reminder of an edition that is to be opened: nobody has."""
    edition = await work.editions.get(owed.values["of"])
    return edition is not None and edition.opened_at is None


async def _told_once(plan: Planning, ladder: str, on: date) -> bool:
    return await plan.work.steps.tell(ladder, on, plan.now)


async def _tell_opening(plan: Planning, edition: Edition) -> int:
    wanting = [Say(f"editions.lacking.{key}") for key in lacking(edition, plan.pack, plan.said_on)]
    values = {"of": edition.id, "number": edition.number, "opens": edition.opens_on}
    values["lacks"] = wanting or Say("editions.lacking.nothing")
    leads = await plan.work.people.with_role(Role.LEAD, plan.now)
    buttons = [[{"key": "editions.prepare", "press": f"ed:see:{edition.id}"}]]
    key = f"edition:{edition.id}:opening:{edition.opens_on.isoformat()}"
    return await owe(plan, key, leads, "editions.unopened", kind=CHECK, values=values, buttons=buttons)


async def _tell_entrustment(plan: Planning, unit: Unit, until: date) -> int:
    editions = [one for one in await plan.work.editions.all() if unit in ending_units(one, plan.pack, plan.calendar)]
    window = {"number": editions[0].number, "closes": editions[0].closes_on} if editions else {}
    text = "editions.entrustment_in" if editions else "editions.entrustment"
    key, told = f"unit:{unit.key}:entrusted:{until.isoformat()}", 0
    for lead in await plan.work.people.with_role(Role.LEAD, plan.now):
        values = {"unit": unit.name(lead.language), "until": until, **window}
        told += await owe(plan, key, [lead], text, kind="", values=values)
    return told
