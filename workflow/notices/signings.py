"""Signing "no objection" for the entries of a notice that is over, which opens the next step (Art. 15-23, 25)."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.applications.lifecycle import ORGANISATION, Application, State
from rules.engine.refusals import Forbidden, Refusal
from rules.notices.postings import ARTICLES, Entry, Notice, NoticeKind, may_sign
from rules.people.roles import Role
from storage.database.values import Say
from workflow.applications.applicants import subject_of
from workflow.applications.cases import advance, readable
from workflow.applications.entries import FORWARDING, SIGNING, about, doer, end_when_settled
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.holds import held
from workflow.engine.ladders import CHECK, doers
from workflow.engine.planning import MOST, Planning, owe
from workflow.engine.tasks import BUTTONS, give
from workflow.notices.lists import applications_of, is_interested
from workflow.notices.postings import note, standing


@dataclass(frozen=True, slots=True)
class Signed:
    """The result of signing: entries cleared, entries held by an objection, and entries left to colleagues.

    `finished` means that nothing of the notice waits any more.
    """

    notice: Notice
    cleared: tuple[Entry, ...]
    held: tuple[Entry, ...]
    colleagues: tuple[Entry, ...]
    finished: bool


def signs(desk: Desk, notice: Notice) -> bool:
    """Whether the person signs this notice: a clerk their unit's, lead and office the others."""
    if notice.kind is NoticeKind.UNIT:
        return serves_as(desk, Role.CLERK, unit=notice.unit)
    return serves_as(desk, Role.LEAD, Role.OFFICE)


async def waiting(desk: Desk, notice: Notice) -> list[Application]:
    """Return the applications that wait for a signature, in an award notice also for the others on its list."""
    entries = await desk.work.notices.entries(notice.id)
    if notice.kind is not NoticeKind.AWARD:
        return await applications_of(desk, [entry for entry in entries if entry.is_open])
    on_it = await applications_of(desk, [entry for entry in entries if entry.struck_at is None])
    return [one for one in on_it if one.state is State.AWARD_NOTICE]


async def signable(desk: Desk, notice_id: int) -> Notice:
    """Return the notice if the person can sign for part of it now. Raises Forbidden or Refusal."""
    notice = await standing(desk, notice_id)
    if not signs(desk, notice):
        raise Forbidden("people.not_yours", article=ARTICLES[notice.kind])
    may_sign(notice, today(desk))
    if (await held(desk.work, notice)).whole:
        raise Refusal("notices.objected", article=23)
    return notice


async def sign_no_objection(desk: Desk, notice_id: int) -> Signed:
    """Sign for every entry that can be cleared: not before the end, nor against a pending or upheld objection.

    Held entries can be signed later. An objection that names nobody on the list holds all of it (Art. 23).
    """
    notice = await signable(desk, notice_id)
    on_hold = await held(desk.work, notice)
    if notice.kind is NoticeKind.AWARD:
        for application in await waiting(desk, notice):
            await readable(desk, application)
    left = [entry for entry in await desk.work.notices.entries(notice.id) if entry.is_open]
    kept = tuple(entry for entry in left if entry.place in on_hold.places)
    colleagues = tuple([entry for entry in left if entry not in kept and await _is_colleagues(desk, entry)])
    free = tuple(entry for entry in left if entry not in (*kept, *colleagues))
    await desk.work.notices.clear(notice.id, [entry.place for entry in free], desk.now)
    went_on = await _go_on(desk, notice, await applications_of(desk, free))
    if not free and not went_on:
        raise _nothing(notice, kept, colleagues)
    await note(desk, "no_objection_signed", notice, places=[entry.place for entry in free])
    finished = await end_when_settled(desk, notice)
    return Signed(notice, free, kept, colleagues, finished)


async def ask_for_signing(plan: Planning) -> int:
    """Give the task to sign once the last day has passed, due on the next working day. Returns how many were given."""
    ended = await plan.work.notices.over(plan.today)
    over = [one for one in plan.each(ended) if await plan.work.tasks.get(_key(one)) is None]
    for notice in plan.each(over[:MOST]):
        await _give(plan, notice)
    return len(over[:MOST])


async def _give(plan: Planning, notice: Notice) -> None:
    key, due = _key(notice), plan.calendar.after(notice.last_day, 1).last
    role, unit = await doer(plan.work, notice, plan.now)
    await plan.work.tasks.assign(key, SIGNING, about(notice), role, now=plan.now, unit=unit, due_on=due)
    task = await plan.work.tasks.get(key)
    people = await doers(plan.work, task, plan.now) if task else []
    values = {"of": key, "task": Say(f"tasks.{SIGNING}"), "names": notice.title, "due": due}
    buttons = [[dict(button) for button in row] for row in BUTTONS]
    await owe(plan, f"{key}:given", people, "tasks.given", kind=CHECK, values=values, buttons=buttons)


async def _go_on(desk: Desk, notice: Notice, cleared: list[Application]) -> bool:
    """Move the cleared applications on; those of an award notice go on together (Art. 15, 18, 19, 25)."""
    match notice.kind:
        case NoticeKind.UNIT:
            for application in cleared:
                await _ask_to_forward(desk, application)
        case NoticeKind.ACCEPTANCE:
            for application in cleared:
                act = "invite_defence" if application.kind == ORGANISATION else "invite_on_site"
                await advance(desk, application, act)
        case NoticeKind.AWARD:
            return await _report(desk, notice)
        case NoticeKind.OTHER:
            pass
    return bool(cleared)


async def _ask_to_forward(desk: Desk, application: Application) -> None:
    subject, due = subject_of(application), desk.calendar.after(today(desk), desk.pack.forwarding_working_days).last
    key = f"{subject}:{FORWARDING}:{desk.now.isoformat()}"
    names = application.number or ""
    await give(desk, key, FORWARDING, subject, Role.CLERK, unit=application.unit, due_on=due, names=names)


async def _report(desk: Desk, notice: Notice) -> bool:
    entries = [entry for entry in await desk.work.notices.entries(notice.id) if entry.struck_at is None]
    on_hold = await held(desk.work, notice)
    if any(entry.is_open or entry.place in on_hold.places for entry in entries):
        return False
    cases = [one for one in await applications_of(desk, entries) if one.state is State.AWARD_NOTICE]
    for application in cases:
        await advance(desk, application, "report")
    return bool(cases)


async def _is_colleagues(desk: Desk, entry: Entry) -> bool:
    """Whether a colleague must sign because of an interest. Raises Undeclared before a declaration (Art. 40)."""
    application = await desk.work.applications.get(entry.application_id or -1)
    if application is None:
        return False
    if await is_interested(desk, application):
        return True
    await readable(desk, application)
    return False


def _key(notice: Notice) -> str:
    return f"{about(notice)}:signing"


def _nothing(notice: Notice, kept: Sequence[Entry], colleagues: Sequence[Entry]) -> Refusal:
    if kept:
        return Refusal("notices.objected", article=23)
    if colleagues:
        return Forbidden("notices.interested", article=40)
    return Refusal("notices.signed", article=ARTICLES[notice.kind])
