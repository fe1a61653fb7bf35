"""Correcting a posted notice: another replaces it, and its days count anew (Art. 15, 17, 21-23)."""

from rules.forms import Answers
from rules.notices import LISTINGS, Notice, NoticeKind
from rules.people import Role
from rules.refusals import Forbidden, Refusal
from storage.engine.drafts import Draft
from workflow.applications.applicants import subject_of
from workflow.applications.entries import CORRECTION, FORWARDING, OPEN, SIGNING, about, end_when_settled
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.tasks import drop, finish
from workflow.notices.board import COUNTER
from workflow.notices.lists import applications_of, check_interest, drafts, posts, private_words
from workflow.notices.postings import Posted, check_published, corrected_lines, corrects, hang, typed_lines


def corrects_it(desk: Desk, notice: Notice) -> bool:
    """Whether the person may post a correction of this notice."""
    if notice.kind is NoticeKind.UNIT:
        return serves_as(desk, Role.CLERK, unit=notice.unit)
    return posts(desk, notice.kind)


def drafts_it(desk: Desk, notice: Notice) -> bool:
    """Whether the person may fill in a correction of it: whoever posts it, or the office for the lead."""
    return corrects_it(desk, notice) or (notice.kind is not NoticeKind.UNIT and drafts(desk, notice.kind))


async def correct_notice(desk: Desk, draft: Draft, answers: Answers) -> Posted:
    """Post a corrected notice today in place of an earlier one, and void what was signed for those still on it.

    Objections stay with their applications; open forms of objections are moved to the new notice.
    """
    old = await standing(desk, corrects(draft))
    if not corrects_it(desk, old):
        raise Forbidden("people.not_yours", article=9)
    on_it = typed_lines(answers) or await corrected_lines(desk, old)
    if not on_it:
        raise Refusal("notices.nobody_left")
    cases = await applications_of(desk, await desk.work.notices.entries(old.id))
    waiting = [one for one in cases if old.kind in LISTINGS and one.state is LISTINGS[old.kind].target]
    await check_interest(desk, waiting)
    check_published(answers, await private_words(desk, cases))
    if not await desk.work.notices.replace(old.id, today(desk)):
        raise Refusal("notices.replaced")
    posted = await hang(desk, draft, answers, old.kind, on_it, edition_id=old.edition_id, unit=old.unit, replaces=old)
    await _end(desk, old)
    for application in waiting:
        await drop(desk.work, subject_of(application), (FORWARDING,), desk.now)
        await _tell(desk, application.person_id, "notices.told_corrected", posted, number=application.number)
    await _lead_objectors(desk, old, posted)
    await end_when_settled(desk, posted.notice)
    return posted


async def standing(desk: Desk, notice_id: int | None) -> Notice:
    """Return a notice that was not corrected before. Raises Refusal."""
    notice = await desk.work.notices.get(notice_id or -1)
    if notice is None:
        raise Refusal("notices.unknown")
    if notice.replaced_on is not None:
        raise Refusal("notices.replaced")
    return notice


async def _end(desk: Desk, old: Notice) -> None:
    await desk.work.deadlines.end(about(old), OPEN, desk.now)
    await drop(desk.work, about(old), (SIGNING,), desk.now)
    await finish(desk.work, about(old), CORRECTION, desk.now, person_id=desk.person.id)


async def _lead_objectors(desk: Desk, old: Notice, posted: Posted) -> None:
    """Choose the new notice in every open objection against the old one, and tell its writer."""
    listed = {f"application:{entry.application_id}" for entry in await desk.work.notices.entries(posted.notice.id)}
    for draft in [one for form in ("objection", COUNTER) for one in await desk.work.drafts.open_of(form)]:
        answers = await desk.work.drafts.answers(draft.id)
        if answers.get("notice") != str(old.id):
            continue
        await desk.work.drafts.answer(draft.id, "notice", str(posted.notice.id), desk.now)
        if answers.get("against") not in (None, "other", *listed):
            await desk.work.drafts.forget(draft.id, ["against"])
        await _tell(desk, draft.person_id, "notices.told_objector", posted)


async def _tell(desk: Desk, person_id: int, text: str, posted: Posted, **values: object) -> None:
    notice = posted.notice
    await desk.work.outbox.owe(
        f"{about(notice)}:{text}:{person_id}:{values.get('number', '')}",
        person_id,
        text,
        now=desk.now,
        values={"title": notice.title, "last": notice.last_day, **values},
        buttons=[[{"key": "notices.see", "press": f"nt:see:{notice.id}"}]],
    )
