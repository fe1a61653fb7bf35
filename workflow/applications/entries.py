"""Entries of notices from the case's side: what an application needs of its notice, and how it leaves (Art. 15-25)."""

from datetime import datetime

from rules.applications.lifecycle import Application, State
from rules.engine.refusals import Refusal
from rules.notices.postings import ARTICLES, LISTINGS, OFF_THE_LIST, Notice, NoticeKind
from rules.people.roles import Role
from storage.work import Work
from workflow.applications.applicants import subject_of
from workflow.engine.desk import Desk, today
from workflow.engine.planning import office_role
from workflow.engine.tasks import finish, give, open_about

OPEN = "notice"
"""The kind of the deadline of a notice: the last day on which it can be objected to (Art. 22)."""
SIGNING, CORRECTION, FORWARDING = "notice_signing", "notice_correction", "forwarding"
"""The kinds of task: signing "no objection", posting a corrected list, forwarding applications after it."""


def about(notice: Notice) -> str:
    """Return the notice's name in the journal and in tasks and deadlines."""
    return f"notice:{notice.id}"


async def is_listed(desk: Desk, application: Application, kind: NoticeKind) -> None:
    """Require that a standing notice lists the application. Raises Refusal."""
    if await desk.work.notices.listed(application.id, kind) is None:
        raise Refusal("notices.unlisted", article=ARTICLES[kind])


async def is_cleared(desk: Desk, application: Application, kind: NoticeKind) -> None:
    """Require that the application's notice is over and signed "no objection" for it. Raises Refusal."""
    if not await desk.work.notices.cleared(application.id, kind):
        raise Refusal("notices.uncleared", article=ARTICLES[kind])


async def all_are_cleared(desk: Desk, application: Application) -> None:
    """Require that every entry of the award notice is settled: they are reported together, in one list (Art. 25)."""
    await is_cleared(desk, application, NoticeKind.AWARD)
    notice = await desk.work.notices.listed(application.id, NoticeKind.AWARD)
    if notice is not None and any(entry.is_open for entry in await desk.work.notices.entries(notice.id)):
        raise Refusal("notices.together", article=25)


async def list_is_posted(desk: Desk, application: Application) -> None:
    """Require that the award notice is posted: nobody learns before that they are not proposed (Art. 21)."""
    if not await desk.work.notices.has_posted(application.edition_id, NoticeKind.AWARD):
        raise Refusal("notices.unlisted", article=21)


async def strike_entry(desk: Desk, application: Application) -> None:
    """Strike the application's entries; nobody else's days change.

    A list that still stands must be posted again, corrected, when the application was struck from the edition (Art.
    23).
    """
    for notice in await desk.work.notices.strike(application.id, desk.now):
        await desk.work.journal.write(
            "notice_entry_struck",
            about(notice),
            now=desk.now,
            person_id=desk.person.id,
            article=ARTICLES[notice.kind],
            details={"application": application.id},
        )
        if not await end_when_settled(desk, notice) and application.state is State.STRUCK:
            await _ask_for_correction(desk, notice, f"{about(notice)}:correction:{application.id}")


async def left_notice(desk: Desk, application: Application) -> None:
    """Update notices after a step of the case: strike the entry of an ended one, finish the task to forward it."""
    if application.state in OFF_THE_LIST:
        await strike_entry(desk, application)
    if application.state is not LISTINGS[NoticeKind.UNIT].target:
        await finish(desk.work, subject_of(application), FORWARDING, desk.now, person_id=desk.person.id)


async def end_when_settled(desk: Desk, notice: Notice) -> bool:
    """Close the notice once none of its entries waits. Returns whether that is so.

    Its deadline and the task to sign end, and so do corrections for names that have gone; corrections decided by an
    objection remain (Art. 23).
    """
    entries = await desk.work.notices.entries(notice.id)
    if any(entry.is_open for entry in entries) or await _waits_for_report(desk.work, notice):
        return False
    await desk.work.deadlines.end(about(notice), OPEN, desk.now)
    await finish(desk.work, about(notice), SIGNING, desk.now, person_id=desk.person.id)
    for task in await open_about(desk.work, about(notice), CORRECTION):
        if not task.key.startswith(_decided(notice)):
            await desk.work.tasks.drop(task.key, desk.now)
    return True


async def doer(work: Work, notice: Notice, now: datetime) -> tuple[Role, str | None]:
    """Return the role and unit that the notice's tasks go to: its unit's clerks, or the office."""
    if notice.kind is NoticeKind.UNIT:
        return Role.CLERK, notice.unit
    return await office_role(work, now), None


async def correct_for_objection(desk: Desk, notice: Notice, objection_id: int) -> None:
    """Ask for a corrected list because an objection was decided so (Art. 23)."""
    await _ask_for_correction(desk, notice, f"{_decided(notice)}{objection_id}")


async def _ask_for_correction(desk: Desk, notice: Notice, key: str) -> None:
    """Give whoever posted the list the task of posting it corrected, once for each cause."""
    role, unit = await doer(desk.work, notice, desk.now)
    due = desk.calendar.after(today(desk), 1).last
    await give(desk, key, CORRECTION, about(notice), role, unit=unit, due_on=due, names=notice.title)


def _decided(notice: Notice) -> str:
    """Return the prefix of the keys of corrections that an objection decided."""
    return f"{about(notice)}:correction:objection-"


async def _waits_for_report(work: Work, notice: Notice) -> bool:
    if notice.kind is not NoticeKind.AWARD:
        return False
    listed = [entry for entry in await work.notices.entries(notice.id) if entry.struck_at is None]
    cases = [await work.applications.get(entry.application_id) for entry in listed if entry.application_id is not None]
    return any(case is not None and case.state is State.AWARD_NOTICE for case in cases)
