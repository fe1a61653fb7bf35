"""Public notices: posted with an end that is computed, listed, and signed off in the end (Art. 15, 17, 21)."""

from dataclasses import dataclass
from datetime import date

from rules.calendar import Count
from rules.editions import Edition
from rules.forms import Answers, Facts
from rules.notices import Notice, NoticeKind
from rules.people import Role
from rules.questions.options import day
from rules.questions.points import points
from rules.refusals import Refusal
from storage.drafts import Draft
from workflow.desk import Desk, require, today
from workflow.files import files_known
from workflow.holds import blocks_no_objection

OPEN = "notice"
"""The kind of the deadline: the last day on which a notice hangs and can be objected to (Art. 22)."""
COUNTER = "counter_objection"
"""The form in which a paper is entered for somebody at the counter."""
_PLACE = 300
_NEWEST = 10
_ARTICLES = {NoticeKind.UNIT: 15, NoticeKind.ACCEPTANCE: 17, NoticeKind.AWARD: 21}


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice, and how its last day was counted."""

    notice: Notice
    count: Count


async def post_notice(desk: Desk, draft: Draft, answers: Answers) -> Posted:
    """Post the notice as it hangs; its last day is the fifth working day after the day of posting (Art. 15, 17, 21)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    edition = await _edition(desk)
    posted_on = day(answers["posted_on"])
    if posted_on is None or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    count = desk.calendar.after(posted_on, desk.pack.notice_working_days)
    place = " ".join(filter(None, (answers["place"], answers.get("address"))))
    notice = await desk.work.notices.post(
        edition_id=edition.id,
        kind=NoticeKind(answers["kind"]),
        title=answers["title"],
        names=points(answers["names"]),
        place=place if len(place) <= _PLACE else answers["place"],
        posted_on=posted_on,
        last_day=count.last,
        provisional=count.provisional,
    )
    about = f"notice:{notice.id}"
    await desk.work.deadlines.set(about, OPEN, count, desk.now)
    await _note(desk, "notice_posted", notice, last_day=count.last, draft=draft.id)
    return Posted(notice, count)


async def sign_no_objection(desk: Desk, notice_id: int) -> Notice:
    """Sign that there is no objection: never before the end, nor while one is pending or was upheld (Art. 23)."""
    require(desk, Role.LEAD, Role.OFFICE, article=9)
    notice = await desk.work.notices.get(notice_id)
    if notice is None:
        raise Refusal("notices.unknown")
    article = _ARTICLES[notice.kind]
    deadline = await desk.work.deadlines.get(f"notice:{notice.id}", OPEN)
    last_day = max(notice.last_day, deadline.count.last if deadline else notice.last_day)
    if today(desk) <= last_day:
        raise Refusal("notices.still_open", article=article, day=last_day)
    if deadline.count.provisional if deadline else notice.provisional:
        raise Refusal("notices.provisional", article=article)
    if await blocks_no_objection(desk.work, notice_id=notice.id):
        raise Refusal("notices.objected", article=23)
    if not await desk.work.deadlines.end(f"notice:{notice.id}", OPEN, desk.now):
        raise Refusal("notices.signed", article=article)
    await _note(desk, "no_objection_signed", notice)
    return notice


async def is_signed_off(desk: Desk, notice: Notice) -> bool:
    """Whether "no objection" was signed: then the next step is open."""
    deadline = await desk.work.deadlines.get(f"notice:{notice.id}", OPEN)
    return deadline is not None and deadline.ended_at is not None


async def count_of(desk: Desk, notice: Notice) -> Count | None:
    """How the last day was counted: the "why this date" lines."""
    deadline = await desk.work.deadlines.get(f"notice:{notice.id}", OPEN)
    return deadline.count if deadline else None


async def objectionable(desk: Desk, on: date) -> list[Notice]:
    """The notices that can be objected to on this day (Art. 22)."""
    return [notice for notice in await desk.work.notices.open_on(on) if notice.kind in desk.pack.objectionable_notices]


async def listed(desk: Desk, notice: Notice) -> dict[str, str]:
    """Who is on this notice: `application:<id>` where the name is an applicant's, else `name:<place>`."""
    applications = {one.name: one for one in reversed(await desk.work.applications.of_edition(notice.edition_id))}
    return {
        f"application:{applications[name].id}" if name in applications else f"name:{place}": name
        for place, name in enumerate(notice.names)
    }


async def objection_facts(desk: Desk, draft: Draft) -> Facts:
    """What the form of an objection knows: the notices open today, who is on each of them, its files.

    At the counter the newest notices are shown, open or not: whether a paper was in time, its receipt decides.
    """
    newest = await desk.work.notices.page(limit=_NEWEST) if draft.form == COUNTER else []
    notices = newest or await objectionable(desk, today(desk))
    chosen = str((await desk.work.drafts.answers(draft.id)).get("notice") or "")
    notice = await desk.work.notices.get(int(chosen)) if chosen.isdecimal() else None
    if notice is not None and notice not in notices:
        notices.append(notice)  # it ended while the form was being filled in
    lists = {str(one.id): await listed(desk, one) for one in notices}
    return {"notices": notices, "listed": lists, "files": await files_known(desk, draft)}


async def _edition(desk: Desk) -> Edition:
    """The edition that notices are posted for: the latest that has been opened."""
    begun = [edition for edition in await desk.work.editions.all() if edition.opens_on <= today(desk)]
    if not begun:
        raise Refusal("notices.no_edition", article=4)
    return begun[0]


async def _note(desk: Desk, act: str, notice: Notice, **details: object) -> None:
    await desk.work.journal.write(
        act,
        f"notice:{notice.id}",
        now=desk.now,
        person_id=desk.person.id,
        article=_ARTICLES[notice.kind],
        details=details,
    )
