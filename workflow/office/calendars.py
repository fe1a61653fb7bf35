"""The working calendar kept by the office: one person proposes, another confirms, deadlines follow (Art. 9, 13-23).

A year comes from the State Council's notice, days of the prefecture from whoever announces them. Nothing counts until a
second person confirms it. What an operator enters from the shell also waits for somebody of the office, unless the
operator names the person of the office who has confirmed it; the journal then notes that the operator said so.
"""

from datetime import date, datetime

from rules.calendar import office_day
from rules.holiday_days import read_days
from rules.holiday_notices import read_notice
from rules.people import Role
from rules.refusals import Refusal
from storage.database.values import Say
from storage.engine.calendar_proposals import Proposal, ProposalKind, ProposalState
from storage.engine.drafts import Draft
from storage.work import Work
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import send_once
from workflow.engine.ladders import CHECK
from workflow.engine.tasks import drop, finish
from workflow.office.calendar_previews import Preview, preview_of, said_by, trial
from workflow.office.recounts import changed, recount

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
