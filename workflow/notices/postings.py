"""Posting notices: a form becomes a notice, and every application on its list moves on (Art. 15, 17, 21)."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.engine.answers import points
from rules.engine.calendar import Count
from rules.engine.forms import Answers
from rules.engine.identities import names_somebody, shows_any
from rules.engine.refusals import Forbidden, Refusal, Unfit
from rules.notices.postings import ARTICLES, LISTINGS, Notice, NoticeKind, NoticeLine, earliest_end, number_for
from rules.people.roles import Role
from storage.engine.drafts import Draft
from storage.engine.owed import Paper
from workflow.applications.applicants import subject_of
from workflow.applications.cases import advance
from workflow.applications.entries import CORRECTION, FORWARDING, OPEN, SIGNING, about, end_when_settled
from workflow.applications.gates import PROPOSAL
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.drafts import send_once
from workflow.engine.issuing import issue
from workflow.engine.tasks import drop, finish
from workflow.notices.board import COUNTER
from workflow.notices.lists import (
    REASON,
    NoticeList,
    applications_of,
    check_interest,
    check_reason,
    check_whole,
    drafts,
    draw_up,
    lines,
    posts,
    private_words,
)

FORM = "notice"
_CORRECTS = "notice:"


@dataclass(frozen=True, slots=True)
class Posted:
    """A notice, and how its last day was counted."""

    notice: Notice
    count: Count


def kind_of(draft: Draft) -> NoticeKind:
    """Return the kind of notice that the form posts."""
    return NoticeKind(draft.subject or NoticeKind.OTHER)


def corrects(draft: Draft) -> int | None:
    """Return the id of the notice that the form corrects, or None."""
    return int(draft.subject.removeprefix(_CORRECTS)) if draft.subject.startswith(_CORRECTS) else None


def correcting(notice: Notice) -> str:
    """Return the subject of a form that corrects this notice."""
    return f"{_CORRECTS}{notice.id}"


async def post_notice(desk: Desk, draft: Draft, answers: Answers) -> Posted:
    """Post the notice with all applications that have come so far, and compute its last day (Art. 15, 17, 21).

    It stands on the service's own board from now on, and its days count from today: whatever hung elsewhere before was
    not yet to be seen here. `answers` hold title and text as published. Those left out are told at the same moment.
    Raises Forbidden, Refusal or Unfit.
    """
    kind = kind_of(draft)
    if not posts(desk, kind):
        raise Forbidden("people.not_yours", article=ARTICLES[kind])
    listed = await draw_up(desk, kind)
    check_whole(listed, answers.get(REASON))
    await check_reason(desk, draft, listed)
    cases = (*listed.applications, *listed.left_out)
    await check_interest(desk, cases)
    check_published(answers, await private_words(desk, cases))
    on_it = await lines(desk, listed) or typed_lines(answers)
    edition_id, unit = _edition_of(listed), listed.unit
    posted = await hang(desk, draft, answers, kind, on_it, edition_id=edition_id, unit=unit)
    details = {"notice": posted.notice.number}
    for application in listed.applications:
        await advance(desk, application, LISTINGS[kind].act, details=details)
    for application in listed.left_out:
        await advance(desk, application, "close_out", details=details)
    if kind is NoticeKind.AWARD:
        await finish(desk.work, f"edition:{posted.notice.edition_id}", PROPOSAL, desk.now, person_id=desk.person.id)
    return posted


async def hang(
    desk: Desk,
    draft: Draft,
    answers: Answers,
    kind: NoticeKind,
    on_it: Sequence[NoticeLine],
    *,
    edition_id: int,
    unit: str | None = None,
    replaces: Notice | None = None,
) -> Posted:
    """Store the notice from today on, with its deadline and paper.

    Raises Unfit when neither an address nor a photo shows where the public can see it, Refusal when the draft was sent.
    """
    if not (answers.get("address") or answers.get("files")):
        raise Unfit("notice.files.unproven")
    number = await number_of(desk, draft)
    await send_once(desk, draft)
    on = today(desk)
    count = earliest_end(on, desk.calendar, desk.pack.notice_working_days)
    notice = await desk.work.notices.post(
        kind=kind,
        lines=on_it,
        edition_id=edition_id,
        number=number,
        title=answers["title"],
        text=answers["text"],
        place=answers["place"],
        address=answers.get("address"),
        posted_on=on,
        last_day=count.last,
        provisional=count.provisional,
        unit=unit,
        draft_id=draft.id,
        reason=answers.get("reason"),
        replaces_id=replaces.id if replaces else None,
    )
    await desk.work.deadlines.set(about(notice), OPEN, count, desk.now)
    at_unit = unit if kind is NoticeKind.UNIT else None
    await issue(desk.work, Paper("notice_sheet", about(notice)), number, desk.now, edition_id=edition_id, unit=at_unit)
    details = {"last_day": count.last, "draft": draft.id, "entries": len(on_it)}
    await note(desk, "notice_corrected" if replaces else "notice_posted", notice, **details)
    await _end_drafts(desk, draft.subject or kind.value)
    return Posted(notice, count)


def drafted_for(subject: str) -> str:
    """Return the key prefix of the lead's tasks to post what the office drafted on this subject."""
    return f"notice_draft:{subject}:"


async def number_of(desk: Desk, draft: Draft) -> str:
    """Return the notice's number, assigned at the first printing or posting and kept with the draft."""
    known = (await desk.work.drafts.answers(draft.id)).get("number")
    if known:
        return str(known)
    year = today(desk).year
    number = number_for(year, await desk.work.numbers.next("notice", year))
    await desk.work.drafts.answer(draft.id, "number", number, desk.now)
    return number


async def preview(desk: Desk, draft: Draft) -> tuple[NoticeLine, ...]:
    """Return the lines of applications that the form's notice will list."""
    corrected = await desk.work.notices.get(corrects(draft) or -1)
    if corrected is not None:
        return await corrected_lines(desk, corrected)
    return await lines(desk, await draw_up(desk, kind_of(draft)))


async def corrected_lines(desk: Desk, notice: Notice) -> tuple[NoticeLine, ...]:
    """Return the list without struck entries. Applications that have moved on stay cleared; the others hang anew."""
    left = [entry for entry in await desk.work.notices.entries(notice.id) if entry.struck_at is None]
    cases = {case.id: case for case in await applications_of(desk, left)}
    target = LISTINGS[notice.kind].target if notice.kind in LISTINGS else None
    return tuple(
        NoticeLine(
            entry.name,
            entry.application_id,
            entry.award,
            entry.cleared_at if (case := cases.get(entry.application_id or -1)) and case.state is not target else None,
        )
        for entry in left
    )


def check_published(answers: Answers, private: Sequence[str]) -> None:
    """Require that nothing to be posted contains personal data. Raises Unfit."""
    for key in ("title", "text", "names", "place", "reason"):
        if answers.get(key) and (names_somebody(answers[key]) or shows_any(answers[key], private)):
            raise Unfit("notice.names.private")


async def note(desk: Desk, act: str, notice: Notice, **details: object) -> None:
    """Write in the journal what the person at the desk did to the notice."""
    await desk.work.journal.write(
        act, about(notice), now=desk.now, person_id=desk.person.id, article=ARTICLES[notice.kind], details=details
    )


def typed_lines(answers: Answers) -> tuple[NoticeLine, ...]:
    """The list of a notice whose names are typed, one a line."""
    return tuple(NoticeLine(name) for name in points(answers.get("names") or ""))


def _edition_of(listed: NoticeList) -> int:
    if listed.edition is None:
        raise Refusal("notices.no_edition", article=4)
    return listed.edition.id


async def _end_drafts(desk: Desk, subject: str) -> None:
    """Drop the tasks to post what others drafted for this notice."""
    await desk.work.tasks.drop_prefix(drafted_for(subject), desk.now)


# Correcting a posted notice: another replaces it, and its days count anew (Art. 15, 17, 21-23).


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
        buttons=[[{"key": "notices.see", "press": f"notice:see:{notice.id}"}]],
    )
