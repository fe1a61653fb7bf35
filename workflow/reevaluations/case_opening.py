"""Opening re-evaluations: prepared a year ahead, opened when the term ends, closed, chased (Art. 5).

The planner's parts do what the data show is still to do, and return for how many cases they did something.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.awards.validity import Assessment, Award, may_open, opens_on, term_reports
from rules.engine.refusals import Forbidden, Refusal
from rules.interests.statements import Ground, Source
from rules.reevaluations.cases import SETTLED, WAITS, Reevaluation, State, last_day
from storage.database.values import Say
from storage.work import Work
from workflow.engine.desk import Desk, Reading, require, today
from workflow.engine.ladders import CHECK
from workflow.engine.planning import MOST, Planning, office_role, owe
from workflow.interests import recusals
from workflow.interests.recusals import award_grounds, staff_of
from workflow.reevaluations.cases import OFFICE, award_of, buttons_of, end_all, follow, holder_side, move, subject_of

FORM = "reevaluation"
LAPSE = "reevaluation_lapse"
"""The kind of the office's task to decide how to go on after the holder's last day."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An award to prepare for: its July reports, and its case if the reader may see it."""

    award: Award
    case: Reevaluation | None
    reports: tuple[Assessment, ...]


async def preparation(desk: Desk, *, limit: int | None = None, after: int = 0) -> tuple[list[Prepared], int]:
    """Return a page of awards whose term has ended or soon ends, earliest end first, and their total.

    Soon means within the first step of the ladder. A case that is shut to the reader is left out (Art. 40).
    """
    require(desk, *OFFICE, article=5)
    kinds, here = desk.pack.expiry.reassessed, today(desk)
    until = here + timedelta(days=max(desk.pack.expiry.days_before))
    found = await desk.work.reevaluations.prepared(kinds, here, until, limit=limit, after=after)
    count = await desk.work.reevaluations.count_prepared(kinds, here, until)
    return await _prepared(desk, found), count


async def cases_of(desk: Desk, award: Award) -> list[Reevaluation]:
    """Return the award's cases, newest first, without those shut to the person (Art. 40)."""
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    return [one for one in await desk.work.reevaluations.of_awards([award.id]) if subject_of(one) not in hidden]


async def past_cases(desk: Desk, *, limit: int, after: int = 0) -> tuple[list[tuple[Reevaluation, Award]], bool]:
    """Return a page of ended cases, newest first, and whether more follow. Raises Forbidden."""
    require(desk, *OFFICE, article=5)
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    found = await desk.work.reevaluations.settled(limit=limit + 1, after=after)
    shown = [one for one in found[:limit] if subject_of(one) not in hidden]
    return [(one, await award_of(desk.work, one)) for one in shown], len(found) > limit


async def open_early(desk: Desk, award_id: int) -> Reevaluation:
    """Open the case before the term ends, from the day that the pack allows.

    Raises Refusal before that day or when it is open, Forbidden for an interest in the holder.
    """
    require(desk, *OFFICE, article=5)
    award = await desk.work.awards.get(award_id)
    if award is None or not may_open(award, today(desk), desk.pack):
        raise Refusal("reevaluations.not_yet", article=5, on=opens_on(award, desk.pack) if award else "")
    me = desk.person.id
    known = (await award_grounds(desk, award, await staff_of(desk), [me])).get(me)
    if known is not None and (known is Ground.OWN or recusals.bars(desk)):
        raise Forbidden("reevaluations.interest", article=40)
    case = await _open(desk, award, desk.now, by=me)
    if case is None:
        raise Refusal("reevaluations.opened_before", article=5)
    await follow(desk, case)
    return case


async def open_due(plan: Planning) -> int:
    """Open a case, with a task for the office, for every award whose term has ended.

    No message is owed here: the end of the term itself is told (`workflow/awards/expiry.py`).
    """
    found = await plan.work.reevaluations.to_open(plan.pack.expiry.reassessed, plan.today, limit=MOST)
    for award in plan.each(found):
        case = await _open(plan, award, plan.now, by=None)
        if case is not None:
            wait = WAITS[State.OPENED]
            due = plan.calendar.after(plan.today, getattr(plan.pack, wait.days)).last
            role, key = await office_role(plan.work, plan.now), f"{subject_of(case)}:{wait.kind}"
            await plan.work.tasks.assign(key, wait.kind, subject_of(case), role, now=plan.now, due_on=due)
    return len(found)


async def close_ended(plan: Planning) -> int:
    """Close the cases of awards that were taken away otherwise."""
    found = await plan.work.reevaluations.to_close(plan.today, limit=MOST)
    for case in plan.each(found):
        if await move(plan.work, case, "close", plan.now) is not None:
            await end_all(plan.work, case, plan.now)
    return len(found)


async def ask_about_lapses(plan: Planning) -> int:
    """Ask the office how to go on where the holder's last day has passed without report or evidence."""
    done = 0
    for case in plan.each(await plan.work.reevaluations.lapsed(State.REPORTING, plan.today)):
        deadline = await plan.work.deadlines.get(subject_of(case), "report")
        if deadline is not None and not deadline.count.provisional:  # nothing is said of a day that may still move
            done += await _lapsed(plan, case, f"report-{case.report_by}")
    for case in plan.each(await plan.work.reevaluations.lapsed(State.RECTIFYING, plan.today)):
        items = await plan.work.rectifications.of(case.id)
        due = last_day(items)
        if due is not None and due < plan.today and not await _may_move(plan.work, [item.id for item in items]):
            done += await _lapsed(plan, case, f"rectification-{due}")
    return done


async def _may_move(work: Work, items: list[int]) -> bool:
    clocks = [await work.deadlines.get(f"rectification:{one}", "rectification") for one in items]
    return any(clock.count.provisional for clock in clocks if clock is not None and clock.ended_at is None)


async def _lapsed(plan: Planning, case: Reevaluation, what: str) -> int:
    """Give the office the task, once, and tell those in it without an interest."""
    about, role = subject_of(case), await office_role(plan.work, plan.now)
    key, due = f"{about}:{LAPSE}:{what}", plan.calendar.after(plan.today, plan.pack.assignment_working_days).last
    if not await plan.work.tasks.assign(key, LAPSE, about, role, now=plan.now, due_on=due):
        return 0
    interested = await plan.work.recusals.interested_in(about)
    people = [one for one in await plan.work.people.with_role(role, plan.now) if one.id not in interested]
    values = {"of": key, "task": Say(f"tasks.{LAPSE}"), "names": case.number, "due": due}
    await owe(plan, key, people, "tasks.given", kind=CHECK, values=values, buttons=buttons_of(case))
    return 1


async def _open(near: Reading, award: Award, now: datetime, *, by: int | None) -> Reevaluation | None:
    """Open the case and shut it at once to everybody with a known interest in the holder (Art. 40)."""
    year = (award.valid_until + timedelta(days=1)).year
    earlier = [one for one in await near.work.reevaluations.of_awards([award.id]) if one.until == award.valid_until]
    if earlier:
        return None
    number = f"复评〔{year}〕{await near.work.numbers.next(FORM, year)}号"
    case = await near.work.reevaluations.open(award, number, now)
    if case is None:
        return None
    await near.work.journal.write("reevaluation_opened", subject_of(case), now=now, person_id=by, article=5)
    known = await award_grounds(near, award, await staff_of(near))
    for person_id, ground in sorted(known.items()):
        await shut(near, case, person_id, ground, now)
    return case


async def shut(near: Reading, case: Reevaluation, person_id: int, ground: Ground, now: datetime) -> bool:
    """Record a known interest, which shuts the case or is only disclosed. Returns whether it is shut."""
    about, barred = subject_of(case), ground is Ground.OWN or recusals.bars(near)
    await near.work.recusals.declare(person_id, about, interest=True, now=now, source=Source.KNOWN, barred=barred)
    if barred and ground is not Ground.OWN:  # the holder's own tasks stay theirs
        await near.work.recusals.declare(
            person_id, holder_side(case), interest=True, now=now, source=Source.KNOWN, barred=True
        )
    details = {"person": person_id, "ground": ground.value}
    await near.work.journal.write("recusal_known", about, now=now, article=40, details=details)
    return barred


async def _prepared(desk: Desk, awards: list[Award]) -> list[Prepared]:
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    cases: dict[int, Reevaluation] = {}
    for one in await desk.work.reevaluations.of_awards([award.id for award in awards]):
        if subject_of(one) not in hidden and one.state not in SETTLED:
            cases.setdefault(one.award_id, one)
    reports = await desk.work.july.of_holders([award.holder for award in awards])
    return [
        Prepared(award, cases.get(award.id), term_reports(award, reports[award.holder], desk.pack)) for award in awards
    ]
