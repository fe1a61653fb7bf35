"""The working calendar kept by the office: one person proposes, another confirms, deadlines follow (Art. 9, 13-23).

A year comes from the State Council's notice, days of the prefecture from whoever announces them. Nothing counts until a
second person confirms it. What an operator enters from the shell also waits for somebody of the office, unless the
operator names the person of the office who has confirmed it; the journal then notes that the operator said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.engine.calendar import WorkingCalendar, office_day, years_lacking
from rules.engine.holiday_notices import HolidayNotice, read_days, read_notice
from rules.engine.refusals import Refusal
from rules.people.roles import Role
from storage.database.values import Say
from storage.engine.calendar import DayKind, Proposal, ProposalKind, ProposalState
from storage.engine.drafts import Draft
from storage.work import Work
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import send_once
from workflow.engine.ladders import CHECK
from workflow.engine.planning import Planning, office, office_role, owe
from workflow.engine.tasks import drop, finish
from workflow.office.recounts import Moved, changed, recount

# Previews of calendar proposals: what they would change of the calendar and of running deadlines (Art. 13-23).


Days = tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A proposal as it was understood, the calendar's differences and the deadlines that would move.

    `notice` is a year's notice, `days` are single days. `is_new` says that the calendar did not cover the year yet.
    `differs` maps a kind of day ("off") or its removal ("not_off") to the days; it is empty when nothing would change
    and once the proposal has been decided.
    """

    proposal: Proposal
    notice: HolidayNotice | None
    days: Days
    is_new: bool
    differs: Mapping[str, Days]
    moved: tuple[Moved, ...]


async def preview_of(work: Work, proposal: Proposal, *, reader: int | None = None) -> Preview:
    """Return the preview of the proposal, without deadlines of cases shut to its reader (Art. 40)."""
    notice, days = said_by(proposal)
    if proposal.state is not ProposalState.WAITING:
        return Preview(proposal, notice, days, is_new=False, differs={}, moved=())
    before, after = await work.calendar.load(), await trial(work, proposal)
    is_new = notice is not None and notice.year not in before.covered
    hidden = await work.recusals.interests_of(reader) if reader is not None else frozenset()
    moved = tuple(one for one in await changed(work, after) if one.deadline.subject not in hidden)
    return Preview(proposal, notice, days, is_new, differences(before, after), moved)


def said_by(proposal: Proposal) -> tuple[HolidayNotice | None, Days]:
    """Read the proposal's text again: return a year's notice, or None and single days."""
    if proposal.kind is ProposalKind.YEAR:
        return read_notice(proposal.text, proposal.year), ()
    return None, read_days(proposal.text)


async def trial(work: Work, proposal: Proposal) -> WorkingCalendar:
    """Return the calendar as the proposal would make it.

    Raises Refusal for a day that another year's notice has arranged otherwise.
    """
    present = await work.calendar.load()
    notice, days = said_by(proposal)
    if notice is None:
        added = proposal.kind is ProposalKind.LOCAL
        return replace(present, local=present.local | set(days) if added else present.local - set(days))
    earlier = await work.calendar.days(notice.year)
    days_off = present.days_off - _of(earlier, DayKind.OFF) | notice.days_off
    make_up = present.make_up - _of(earlier, DayKind.MAKE_UP) | notice.make_up
    if both := days_off & make_up:
        raise Refusal("calendars.conflict", day=min(both))
    return WorkingCalendar(present.covered | {notice.year}, days_off, make_up, present.local)


def differences(before: WorkingCalendar, after: WorkingCalendar) -> dict[str, Days]:
    """Return the days added and removed, for each kind of day that has any."""
    found = {
        "off": after.days_off - before.days_off,
        "not_off": before.days_off - after.days_off,
        "make_up": after.make_up - before.make_up,
        "not_make_up": before.make_up - after.make_up,
        "local": after.local - before.local,
        "not_local": before.local - after.local,
    }
    return {kind: tuple(sorted(days)) for kind, days in found.items() if days}


def _of(days: Mapping[date, DayKind], kind: DayKind) -> set[date]:
    return {day for day, each in days.items() if each is kind}


TASK, CONFIRMATION = "calendar_year", "calendar_proposal"
"""The kinds of task: entering a year, and confirming what somebody entered."""
OFFICE = (Role.LEAD, Role.OFFICE)
_LOCK = "calendar"


async def propose_year(desk: Desk, draft: Draft, text: str) -> Proposal:
    """Propose a year's notice for a second person to confirm. Raises Unfit for a text that is not understood."""
    await _send(desk, draft)
    return await enter(desk.work, ProposalKind.YEAR, text, desk.now, by=desk.person.id)


async def propose_local(desk: Desk, draft: Draft, text: str, name: str) -> Proposal:
    """Propose days off of the prefecture for a second person to confirm. Raises Unfit as above."""
    await _send(desk, draft)
    return await enter(desk.work, ProposalKind.LOCAL, text, desk.now, by=desk.person.id, name=name)


async def propose_suggested(desk: Desk, day: date) -> Proposal:
    """Propose a day off that the rules pack suggests; it counts once a second person confirms it."""
    require(desk, *OFFICE, article=9)
    if day not in await suggested(desk):
        raise Refusal("talk.old_button")
    return await enter(desk.work, ProposalKind.LOCAL, _written(day), desk.now, by=desk.person.id)


async def propose_worked(desk: Desk, day: date) -> Proposal:
    """Propose that a day off of the prefecture is worked after all; a second person confirms that too."""
    require(desk, *OFFICE, article=9)
    if day not in (await desk.work.calendar.load()).local or day < today(desk):
        raise Refusal("talk.old_button")
    return await enter(desk.work, ProposalKind.WORKED, _written(day), desk.now, by=desk.person.id)


async def suggested(desk: Desk) -> list[date]:
    """Return the pack's suggested days, this year and next, that lie ahead and are neither entered nor proposed."""
    known = set((await desk.work.calendar.load()).local)
    for one in await desk.work.calendar_proposals.waiting():
        known |= set(said_by(one)[1])
    days = [each.in_year(today(desk).year + n) for n in (0, 1) for each in desk.pack.local_days_suggested]
    return [day for day in days if day not in known and day >= today(desk)]


async def enter(
    work: Work, kind: ProposalKind, text: str, now: datetime, *, by: int | None, name: str = "", year: int | None = None
) -> Proposal:
    """Add a proposal, replacing one that waits for the same year, and ask for a second person.

    `by` is None for the operator's shell. Raises Refusal for a conflict with another year's notice.
    """
    await work.hold(_LOCK)
    of = read_notice(text, year).year if kind is ProposalKind.YEAR else read_days(text)[0].year
    for earlier in await work.calendar_proposals.waiting():
        if kind is ProposalKind.YEAR and (earlier.kind, earlier.year) == (kind, of):
            await work.calendar_proposals.decide(earlier.id, ProposalState.REPLACED, now=now, by=by)
            await drop(work, subject_of(earlier), (CONFIRMATION,), now)
    proposal = await work.calendar_proposals.add(kind, of, text, now=now, by=by, name=name)
    await trial(work, proposal)
    await _note(work, "calendar_proposed", proposal, now, by=by, by_operator=by is None)
    await _ask_second(work, proposal, now)
    return proposal


async def preview(desk: Desk, proposal_id: int) -> Preview:
    """Return what the proposal says and would change, for lead and office. Raises Refusal for an unknown one."""
    return await preview_of(desk.work, await _known(desk, proposal_id), reader=desk.person.id)


async def confirm_proposal(desk: Desk, proposal_id: int) -> int:
    """Confirm the proposal for somebody other than its author. Returns how many deadlines were counted anew.

    Raises Refusal for the author, and for a proposal that waits no longer.
    """
    proposal = await _known(desk, proposal_id)
    if proposal.proposed_by == desk.person.id:
        raise Refusal("calendars.same_person", article=9)
    return await put_in_force(desk.work, proposal, desk.now, by=desk.person.id)


async def put_in_force(work: Work, proposal: Proposal, now: datetime, *, by: int, by_operator: bool = False) -> int:
    """Enter the days, count running deadlines anew and tell whom it concerns. Returns how many deadlines.

    `by_operator` says that the operator named the person who confirmed. Raises Refusal where it waits no longer.
    """
    await work.hold(_LOCK)
    found = await changed(work, await trial(work, proposal))
    if not await work.calendar_proposals.decide(proposal.id, ProposalState.CONFIRMED, now=now, by=by):
        raise Refusal("calendars.settled")
    await _write(work, proposal, now, by=by)
    if proposal.kind is ProposalKind.YEAR:
        await finish(work, f"calendar:{proposal.year}", TASK, now, person_id=by)
    await _settle(work, proposal, "confirmed", now, by=by, by_operator=by_operator)
    await recount(work, found, now, mark=f"calendar-{proposal.id}", why=why(proposal))
    return len(found)


async def reject_proposal(desk: Desk, proposal_id: int) -> None:
    """Reject the proposal, or take back one's own; the calendar stays. Raises Refusal where it waits no longer."""
    proposal = await _known(desk, proposal_id)
    by = desk.person.id
    if not await desk.work.calendar_proposals.decide(proposal.id, ProposalState.REJECTED, now=desk.now, by=by):
        raise Refusal("calendars.settled")
    await _settle(desk.work, proposal, "rejected", desk.now, by=by)


def subject_of(proposal: Proposal) -> str:
    """Return the proposal's name in the journal and in tasks and messages."""
    return f"{CONFIRMATION}:{proposal.id}"


def why(proposal: Proposal) -> Say:
    """Return the reason why days have moved, for those who are told."""
    if proposal.kind is ProposalKind.YEAR:
        return Say("calendars.why.year", {"year": str(proposal.year)})
    return Say(f"calendars.why.{proposal.kind.value}", {"days": said_by(proposal)[1]})


def what(proposal: Proposal) -> Say:
    """Return the proposal's title."""
    if proposal.kind is ProposalKind.YEAR:
        return Say("calendars.what.year", {"year": str(proposal.year)})
    return Say(f"calendars.what.{proposal.kind.value}", {"days": said_by(proposal)[1], "name": proposal.name})


async def _send(desk: Desk, draft: Draft) -> None:
    require(desk, *OFFICE, article=9)
    await send_once(desk, draft)


async def _known(desk: Desk, proposal_id: int) -> Proposal:
    require(desk, *OFFICE, article=9)
    proposal = await desk.work.calendar_proposals.get(proposal_id)
    if proposal is None:
        raise Refusal("talk.old_button")
    return proposal


async def _write(work: Work, proposal: Proposal, now: datetime, *, by: int) -> None:
    """Write the confirmed days into the calendar."""
    notice, days = said_by(proposal)
    if notice is not None:
        entered = (notice.year, notice.source, notice.days_off, notice.make_up, now)
        await work.calendar.enter(*entered, by=proposal.proposed_by)
        await work.calendar.confirm(notice.year, by, now)
    for day in days:
        change = work.calendar.add_local if proposal.kind is ProposalKind.LOCAL else work.calendar.remove_local
        await change(day)


async def _ask_second(work: Work, proposal: Proposal, now: datetime) -> None:
    """Give the task of confirming, and tell lead and office, save the author."""
    officers, leads = [
        [person for person in await work.people.with_role(role, now) if person.id != proposal.proposed_by]
        for role in (Role.OFFICE, Role.LEAD)
    ]
    key, subject = f"{subject_of(proposal)}:confirm", subject_of(proposal)
    due = (await work.calendar.load()).after(office_day(now), 1).last
    role = Role.OFFICE if officers else Role.LEAD
    await work.tasks.assign(key, CONFIRMATION, subject, role, now=now, due_on=due)
    for person in {person.id: person for person in (*officers, *leads)}.values():
        await _tell(work, proposal, person.id, "asked", now, kind=CHECK, of=key)


async def _settle(
    work: Work, proposal: Proposal, act: str, now: datetime, *, by: int, by_operator: bool = False
) -> None:
    """Finish the proposal's task, note the act in the journal and tell the author."""
    await finish(work, subject_of(proposal), CONFIRMATION, now, person_id=by)
    await _note(work, f"calendar_{act}", proposal, now, by=by, by_operator=by_operator)
    if proposal.proposed_by not in (None, by):
        await _tell(work, proposal, proposal.proposed_by, act, now)


async def _tell(
    work: Work, proposal: Proposal, person_id: int, step: str, now: datetime, *, kind: str = "", of: str = ""
) -> None:
    await work.outbox.owe(
        f"{subject_of(proposal)}:{step}:person-{person_id}",
        person_id,
        f"calendars.told.{step}",
        now=now,
        values={"what": what(proposal), "of": of},
        buttons=[[{"key": "calendars.see", "press": f"calendar:see:{proposal.id}"}]],
        kind=kind,
    )


async def _note(work: Work, act: str, proposal: Proposal, now: datetime, *, by: int | None, by_operator: bool) -> None:
    details = {"kind": proposal.kind.value, "year": proposal.year, "by_operator": by_operator}
    await work.journal.write(act, subject_of(proposal), now=now, person_id=by, details=details)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# Asks for the notice of a year's days off until it is entered: the office first, in December the lead too (Art.
# 9).


_LAST = (11, 30)


async def ask_for_years(plan: Planning) -> int:
    """Give a task for each year that the calendar lacks, and tell the office. Returns how many were given.

    The task's ladder (`workflow/engine/ladders.py`) repeats the request until a notice has been confirmed.
    """
    given = 0
    for year in plan.each(years_lacking(plan.said_on, plan.calendar.covered, plan.pack.calendar_asked_from)):
        given += await _ask(plan, year)
    return given


async def _ask(plan: Planning, year: int) -> bool:
    key, due = f"calendar:{year}:enter", date(year - 1, *_LAST)
    role = await office_role(plan.work, plan.now)
    if not await plan.work.tasks.assign(key, TASK, f"calendar:{year}", role, now=plan.now, due_on=due):
        return False
    told = await office(plan.work, plan.now)
    if plan.said_on > due:
        told += await plan.work.people.with_role(Role.LEAD, plan.now)
    values = {"of": key, "year": str(year), "due": due}
    buttons = [[{"key": "calendars.paste", "press": "calendar:paste"}]]
    people = {person.id: person for person in told}.values()
    await owe(plan, f"calendar:{year}:asked", people, "calendars.asked", kind=CHECK, values=values, buttons=buttons)
    return True
