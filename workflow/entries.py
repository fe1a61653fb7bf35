"""Entries of notices as cases see them: what an application needs of its notice, and how it leaves it (Art. 15-25)."""

from datetime import datetime

from rules.applications import Application
from rules.lifecycle import State
from rules.notices import ARTICLES, LISTINGS, OFF_THE_LIST, Notice, NoticeKind
from rules.people import Role
from rules.refusals import Refusal
from storage.work import Work
from workflow.applications import subject_of
from workflow.desk import Desk, today
from workflow.planning import office_role
from workflow.tasks import finish, give, open_about

OPEN = "notice"
"""The kind of the deadline: the last day on which a notice hangs and can be objected to (Art. 22)."""
SIGNING, CORRECTION, FORWARDING = "notice_signing", "notice_correction", "forwarding"
"""The kinds of task: to sign "no objection", to post a corrected list, to forward what nobody objected to."""


def about(notice: Notice) -> str:
    """What journal, tasks and deadlines call a notice."""
    return f"notice:{notice.id}"


async def is_listed(desk: Desk, application: Application, kind: NoticeKind) -> None:
    """A gate: the application is on a notice that stands. Raises Refusal."""
    if await desk.work.notices.listed(application.id, kind) is None:
        raise Refusal("notices.unlisted", article=ARTICLES[kind])


async def is_cleared(desk: Desk, application: Application, kind: NoticeKind) -> None:
    """A gate: its notice is over and "no objection" is signed for it. Raises Refusal."""
    if not await desk.work.notices.cleared(application.id, kind):
        raise Refusal("notices.uncleared", article=ARTICLES[kind])


async def all_are_cleared(desk: Desk, application: Application) -> None:
    """A gate: what nobody objected to is reported to the government together, in one list (Art. 25)."""
    await is_cleared(desk, application, NoticeKind.AWARD)
    notice = await desk.work.notices.listed(application.id, NoticeKind.AWARD)
    if notice is not None and any(entry.is_open for entry in await desk.work.notices.entries(notice.id)):
        raise Refusal("notices.together", article=25)


async def list_is_posted(desk: Desk, application: Application) -> None:
    """A gate: nobody hears that they are not proposed before the list is posted (Art. 21)."""
    if not await desk.work.notices.has_posted(application.edition_id, NoticeKind.AWARD):
        raise Refusal("notices.unlisted", article=21)


async def strike_entry(desk: Desk, application: Application) -> None:
    """The application has gone from the list that names it; nobody else's days change.

    Whoever was struck from the edition leaves a list that has to be posted again, corrected (Art. 23).
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
    """What every step of a case does about notices: an ended one is struck, and forwarding waits for it no more."""
    if application.state in OFF_THE_LIST:
        await strike_entry(desk, application)
    if application.state is not LISTINGS[NoticeKind.UNIT].target:
        await finish(desk.work, subject_of(application), FORWARDING, desk.now, person_id=desk.person.id)


async def end_when_settled(desk: Desk, notice: Notice) -> bool:
    """When nothing on the list waits any more, its last day is history; whether that is so.

    Then nobody has to sign, and nobody to post it anew for a name that has gone. What an objection has decided to
    correct is corrected all the same (Art. 23).
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
    """Whose tasks those of the notice are: its unit's, or the office's."""
    if notice.kind is NoticeKind.UNIT:
        return Role.CLERK, notice.unit
    return await office_role(work, now), None


async def correct_for_objection(desk: Desk, notice: Notice, objection_id: int) -> None:
    """A result of an objection is that the list has to be posted again, corrected (Art. 23)."""
    await _ask_for_correction(desk, notice, f"{_decided(notice)}{objection_id}")


async def _ask_for_correction(desk: Desk, notice: Notice, key: str) -> None:
    """Whoever posted the list has to post it again, corrected; asked once for each cause."""
    role, unit = await doer(desk.work, notice, desk.now)
    due = desk.calendar.after(today(desk), 1).last
    await give(desk, key, CORRECTION, about(notice), role, unit=unit, due_on=due, names=notice.title)


def _decided(notice: Notice) -> str:
    """How the key of a correction begins that an objection has decided."""
    return f"{about(notice)}:correction:objection-"


async def _waits_for_report(work: Work, notice: Notice) -> bool:
    if notice.kind is not NoticeKind.AWARD:
        return False
    listed = [entry for entry in await work.notices.entries(notice.id) if entry.struck_at is None]
    cases = [await work.applications.get(entry.application_id) for entry in listed if entry.application_id is not None]
    return any(case is not None and case.state is State.AWARD_NOTICE for case in cases)
