"""The July reports as the planner keeps them: opened, dated, reminded of, recorded when missing (Art. 32).

Each function looks at the data and does what is still to do, for at most MOST holders, and returns for how many. A
result below MOST therefore means that nothing is left; call it again to continue.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.awards.july import JulyFigures, Mark, figures, mark_of, marked
from rules.awards.validity import OPEN, Assessment, AssessmentState, Award, july_ladder, returned_ladder
from rules.engine.calendar import Count
from rules.engine.deadlines import Step, present_step, self_assessment_due
from rules.people.roles import Person, Role
from storage.database.values import Say
from workflow.engine.desk import Desk, Reading, require
from workflow.engine.lists import Column, Found, Listing, Nothing, Shown, unit_named
from workflow.engine.planning import MOST, Planning, office, owe

CHECK = "assessment"
"""The check made just before a holder is reminded: the report is still to come."""
CHECK_ALL = "assessments"
"""The check of reminders to office and units: reports are still missing."""
NAMED = 10


async def open_assessments(plan: Planning) -> int:
    """Open a report for every holder who owes one, from the day of the first reminder."""
    year, due = _year(plan), _due(plan)
    found = await plan.work.july.to_open(year, due.last, plan.pack, limit=MOST)
    for award in plan.each(found):
        await plan.work.assessments.open(award, year, due.last, provisional=due.provisional)
        await plan.work.awards.opened(award.holder, year)
    return len(found)


async def redate_assessments(plan: Planning) -> int:
    """Recount the last day once the calendar knows its year, and tell holders, once, whose day moves."""
    year, due = _year(plan), _due(plan)
    found = await plan.work.july.misdated(year, due.last, provisional=due.provisional, limit=MOST)
    for one in plan.each(found):
        await plan.work.assessments.redate(one.id, due.last, provisional=due.provisional)
        if one.due_on != due.last and one.state is AssessmentState.AWAITED:
            await _tell_moved(plan, one, due)
    return len(found)


async def remind_holders(plan: Planning) -> int:
    """Owe the present step of the year's ladder to each holder whose report has not come."""
    step = present_step(july_ladder(_year(plan), plan.calendar, plan.pack), plan.said_on)
    if step is None:
        return 0
    found = await plan.work.july.untold(_year(plan), step.on, limit=MOST)
    for one in plan.each(found):
        await _remind(plan, one, step, _sentence(step, one, plan))
    return len(found)


async def remind_returned(plan: Planning) -> int:
    """Remind holders whose report was returned of the day given for it."""
    told = 0
    for one in plan.each(await plan.work.july.returned()):
        step = present_step(returned_ladder(one, plan.calendar, plan.pack), plan.said_on)
        if step is not None:
            overdue = one.back_by is not None and plan.said_on > one.back_by
            text = "assessments.reminder.back_overdue" if overdue else "assessments.reminder.back"
            told += await _remind(plan, one, step, text)
    return told


async def close_assessments(plan: Planning) -> int:
    """Close the awaited reports of awards that have ended."""
    found = await plan.work.july.adrift(plan.today, plan.pack, limit=MOST)
    for one in plan.each(found):
        await plan.work.assessments.close(one.id)
    return len(found)


async def record_missing(plan: Planning) -> int:
    """Record missing reports from the day after their last day, once that day is certain."""
    found = await plan.work.july.overdue(plan.today, limit=MOST)
    for one in plan.each(found):
        if await plan.work.assessments.miss(one.id, plan.today):
            await plan.work.journal.write(
                "self_assessment_missed",
                f"assessment:{one.id}",
                now=plan.now,
                article=32,
                details={"year": one.year, "last": one.last_on},
            )
    return len(found)


async def remind_around(plan: Planning) -> int:
    """Owe one message a step to the office and to the clerks of each unit whose holders' reports are missing."""
    year, due = _year(plan), _due(plan)
    step = present_step(july_ladder(year, plan.calendar, plan.pack), plan.said_on)
    ladder = f"self-assessments:{year}"
    if step is None or (await plan.work.steps.told([ladder])).get(ladder, date.min) >= step.on:
        return 0
    units = await plan.work.july.units_waiting(year)
    if not units or not await plan.work.steps.tell(ladder, step.on, plan.now):
        return 0
    told = await _digest(plan, step, due, None, await office(plan.work, plan.now))
    for unit in plan.each(units):
        clerks = await plan.work.people.with_role(Role.CLERK, plan.now, unit)
        told += await _digest(plan, step, due, unit, clerks)
    return told


async def reached_about(near: Reading, award: Award) -> list[Person]:
    """Return the people written to about the holder: those who claimed its awards, else the list's first contact."""
    contacts = await near.work.holders.of_holder(award.holder)
    claimed = [contact for contact in contacts if contact.claimed_at is not None]
    wanted = {contact.person_id: None for contact in claimed or contacts[:1]}
    found = [await near.work.people.get(person_id) for person_id in wanted]
    return [person for person in found if person is not None]


def last_day(day: date, *, provisional: bool) -> date | Say:
    """Return the last day for a message, marked as provisional while its year lacks the notice of days off."""
    return Say("assessments.provisional", {"day": day}) if provisional else day


def _year(plan: Planning) -> int:
    """Return the year of the July in question: last year's until this year's first reminder."""
    first = min(plan.pack.self_assessment.remind_on)
    return plan.said_on.year - (plan.said_on < first.in_year(plan.said_on.year))


def _due(plan: Planning) -> Count:
    return self_assessment_due(_year(plan), plan.calendar, last=plan.pack.self_assessment.last)


def _sentence(step: Step, one: Assessment, plan: Planning) -> str:
    if plan.said_on > one.due_on:
        return "assessments.reminder.overdue"
    before = step.on < plan.pack.self_assessment.opens.in_year(one.year)
    return "assessments.reminder.coming" if before else "assessments.reminder.open"


async def _remind(plan: Planning, one: Assessment, step: Step, text: str) -> int:
    award = await plan.work.awards.get(one.award_id)
    if award is None or not await plan.work.assessments.tell(one.id, step.on):
        return 0
    mark = f":returned-{one.round}" if one.state is AssessmentState.RETURNED else ""
    key = f"self-assessment:{one.year}:award-{award.id}{mark}:{step.name}"
    about = {**_about(plan, one, award), "on": step.on}
    await _owe_holder(plan, key, award, text, about, ahead=one.last_on > plan.said_on)
    return 1


async def _tell_moved(plan: Planning, one: Assessment, due: Count) -> None:
    award = await plan.work.awards.get(one.award_id)
    if award is not None:
        values = {**_about(plan, one, award), "before": one.due_on}
        values |= {"last": last_day(due.last, provisional=due.provisional)}
        key = f"self-assessment:{one.year}:award-{award.id}:moved-{due.last.isoformat()}"
        await _owe_holder(plan, key, award, "assessments.reminder.moved", values, ahead=due.last > plan.said_on)


async def _owe_holder(
    plan: Planning, key: str, award: Award, text: str, values: dict[str, Any], *, ahead: bool
) -> None:
    buttons = [[{"key": "assessments.fill", "press": f"assessment:fill:{values['of']}"}]]
    if ahead:
        buttons.append([{"key": "assessments.calendar", "press": f"assessment:day:{values['of']}"}])
    people = await reached_about(plan, award)
    await owe(plan, key, people, text, kind=CHECK, values=values, buttons=buttons)


def _about(plan: Planning, one: Assessment, award: Award) -> dict[str, Any]:
    opens = plan.pack.self_assessment.opens.in_year(one.year)
    last = last_day(one.last_on, provisional=one.provisional)
    return {"of": one.id, "holder": award.name, "year": str(one.year), "opens": opens, "last": last}


async def _digest(plan: Planning, step: Step, due: Count, unit: str | None, people: list[Person]) -> int:
    counts = await plan.work.assessments.counts(_year(plan), unit)
    left = sum(counts.get(state, 0) for state in OPEN)
    done = sum(counts.get(state, 0) for state in (AssessmentState.RECEIVED, AssessmentState.ACCEPTED))
    if left == 0:
        return 0
    names = await plan.work.july.waiting_names(_year(plan), unit, limit=NAMED)
    values: dict[str, Any] = {"of": _year(plan), "unit": unit, "year": str(_year(plan)), "left": left, "done": done}
    values |= {
        "on": step.on,
        "all": left + done,
        "names": names,
        "most": NAMED,
        "last": last_day(due.last, provisional=due.provisional),
    }
    return await owe(
        plan,
        f"self-assessments:{_year(plan)}:{step.name}:{'office' if unit is None else f'unit-{unit}'}",
        people,
        "assessments.digest.overdue" if plan.said_on > due.last else "assessments.digest.open",
        kind=CHECK_ALL,
        values=values,
        buttons=[[{"key": "assessments.list", "press": f"assessment:year:{_year(plan)}"}]] if unit is None else None,
    )


# The July reports over the years for the office: each holder's side by side, and every year's figures (Art. 32).


@dataclass(frozen=True, slots=True)
class HolderYears:
    """A holder, by one of its awards, and its report for each year in which it owed one."""

    award: Award
    reports: Mapping[int, Assessment]

    @property
    def marks(self) -> Mapping[int, Mark]:
        """The mark of each year's report."""
        return {year: mark_of(one) for year, one in self.reports.items()}


async def matrix(desk: Desk, _asked: Nothing, *, limit: int, after: int = 0) -> Found[HolderYears]:
    """Return a page of holders that ever owed a report, latest award first. Raises Forbidden (lead and office only)."""
    require(desk, Role.OFFICE, Role.LEAD, article=32)
    return Found(await lines_of(desk, limit=limit, after=after), await desk.work.july.count_holders())


async def lines_of(books: Reading, *, limit: int | None = None, after: int = 0) -> list[HolderYears]:
    """Return the same page without checking a permission; whoever has it drawn must."""
    awards = await books.work.july.holders(limit=limit, after=after)
    reports = await books.work.july.of_holders([award.holder for award in awards])
    return [HolderYears(award, {one.year: one for one in reports[award.holder]}) for award in awards]


async def figures_by_year(desk: Desk) -> list[JulyFigures]:
    """Return the figures of every year with reports, latest first. Raises Forbidden (lead and office only)."""
    require(desk, Role.OFFICE, Role.LEAD, article=32)
    counts: defaultdict[int, Counter[Mark]] = defaultdict(Counter)
    for year, state, late, missed, count in await desk.work.july.tally():
        counts[year][marked(state, late=late, missed=missed)] += count
    return [figures(year, counts[year]) for year in sorted(counts, reverse=True)]


def state_of(one: Assessment) -> Say:
    """Return the state of a report, which says whether it came late or is missing."""
    return Say(f"assessments.state.{mark_of(one)}")


async def _years(desk: Desk) -> list[Column[HolderYears]]:
    return [column for year in sorted(await desk.work.assessments.years()) for column in _of_year(year)]


def _of_year(year: int) -> tuple[Column[HolderYears], Column[HolderYears]]:
    """Return a year's column: its state, which leads to the report, on a page, and its mark in Excel."""
    return (
        Column(
            year,
            lambda _, line: state_of(line.reports[year]) if year in line.reports else None,
            shown=Shown.PAGE,
            subject=lambda line: f"assessment:{line.reports[year].id}" if year in line.reports else "",
        ),
        Column(
            year,
            lambda _, line: Say(f"assessments.mark.{line.marks[year]}") if year in line.reports else "",
            shown=Shown.EXCEL,
        ),
    )


JULY = Listing(
    title="pages.july",
    find=matrix,
    asked=Nothing,
    columns=(
        Column(
            "assessments.column.holder", lambda _, line: line.award.name, subject=lambda line: f"award:{line.award.id}"
        ),
        Column(
            "assessments.column.award",
            lambda desk, line: desk.pack.name_of_award(line.award.award, desk.person.language),
        ),
        Column("assessments.column.certificate", lambda _, line: line.award.certificate),
        Column("assessments.column.unit", lambda desk, line: unit_named(desk, line.award.unit)),
    ),
    further=_years,
    line=lambda _, line: line.award.name,
    press=lambda line: f"register:see:{line.award.id}",
    count="pages.july_lead",
    exported="july_exported",
    about="july",
    article=32,
)
