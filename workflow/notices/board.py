"""The notice board: what hangs, who is listed, how its end was counted, objections to it (Art. 15, 17, 21-23)."""

from datetime import date

from rules.engine.calendar import Count
from rules.engine.forms import Facts
from rules.notices.postings import Notice
from storage.engine.drafts import Draft
from storage.work import Work
from workflow.applications.entries import OPEN, about
from workflow.engine.desk import Desk, today
from workflow.engine.files import files_known

COUNTER = "counter_objection"
"""The form for entering an objection on paper at the counter."""
OBJECT = "object-"
"""The prefix of a notice's printed code; its id follows."""
_ENDED = 10


async def count_of(work: Work, notice: Notice) -> Count | None:
    """Return the count of the notice's last day, for the "why this date" lines."""
    deadline = await work.deadlines.get(about(notice), OPEN)
    return deadline.count if deadline else None


async def objectionable(desk: Desk, on: date) -> list[Notice]:
    """Return the notices that can be objected to on this day (Art. 22)."""
    return [notice for notice in await desk.work.notices.open_on(on) if notice.kind in desk.pack.objectionable_notices]


async def ended(desk: Desk, *, limit: int) -> list[Notice]:
    """Return the newest notices that could be objected to and are over, at most `limit` (Art. 22)."""
    return await desk.work.notices.ended(today(desk), desk.pack.objectionable_notices, limit=limit)


async def listed(work: Work, notice: Notice) -> dict[str, str]:
    """Return the names on the notice by `application:<id>` for applicants, else `name:<place>`; not the struck ones."""
    return {
        f"application:{entry.application_id}" if entry.application_id is not None else f"name:{entry.place}": entry.name
        for entry in await work.notices.entries(notice.id)
        if entry.struck_at is None
    }


async def current(work: Work, notice: Notice) -> Notice:
    """Return the notice that stands: this one, or the last of its corrections."""
    while (correction := await work.notices.correction_of(notice.id)) is not None:
        notice = correction
    return notice


async def objected_to(work: Work, answer: str) -> Notice | None:
    """Return the notice that an objection goes to: the chosen one, or the correction that stands in its place."""
    notice = await work.notices.get(int(answer)) if answer.isdecimal() else None
    return notice and await current(work, notice)


async def hung(work: Work, notice: Notice) -> list[Notice]:
    """Return the notices that hung one after another: the first, and its corrections up to the one that stands."""
    while notice.replaces_id is not None and (corrected := await work.notices.get(notice.replaces_id)) is not None:
        notice = corrected
    found = [notice]
    while (correction := await work.notices.correction_of(found[-1].id)) is not None:
        found.append(correction)
    return found


async def in_time(work: Work, notice: Notice, received_on: date) -> bool:
    """Whether an objection that came on this day is in time for the notice that hung then (Art. 22)."""
    return any(one.is_open_on(received_on) for one in await hung(work, notice))


async def objection_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the facts of an objection's form: open notices, the names on each, the draft's files.

    At the counter, behind the open notices stand the newest of those that are over: the day of receipt decides whether
    a paper was in time.
    """
    notices = await objectionable(desk, today(desk))
    if draft.form == COUNTER:
        notices += await ended(desk, limit=_ENDED)
    chosen = str((await desk.work.drafts.answers(draft.id)).get("notice") or "")
    notice = await desk.work.notices.get(int(chosen)) if chosen.isdecimal() else None
    if notice is not None and notice not in notices:
        notices.append(notice)  # it ended while the form was being filled in
    lists = {str(one.id): await listed(desk.work, one) for one in notices}
    known = ("notice",) if draft.subject.startswith("notice:") else ()
    return {"notices": notices, "listed": lists, "files": await files_known(desk, draft), "prefilled": known}


async def begun_objection(desk: Desk, notice_id: int) -> str:
    """Begin an objection with this notice chosen, unless one is open. Returns its subject, "" for no notice."""
    notice = await desk.work.notices.get(notice_id)
    if notice is None:
        return ""
    notice = await current(desk.work, notice)
    for draft in await desk.work.drafts.open_for(desk.person.id, "objection"):
        if (await desk.work.drafts.answers(draft.id)).get("notice") == str(notice.id):
            return draft.subject
    draft = await desk.work.drafts.begin(desk.person.id, "objection", desk.now, subject=about(notice))
    await desk.work.drafts.answer(draft.id, "notice", str(notice.id), desk.now)
    return draft.subject
