"""The internal notice and the opinion based on it, as papers to print, seal, post and scan (Art. 13).

A parent or an employer has both papers, an independent organisation the notice alone. Its working days count from the
day on which it hangs, and whoever printed it is told when they are over.
"""

from rules.applications.lifecycle import Application
from rules.engine.calendar import Count
from rules.engine.forms import Answers
from rules.engine.options import day
from rules.engine.refusals import Forbidden, Refusal
from storage.engine.drafts import Draft, DraftState
from storage.engine.owed import Paper, Urgency
from storage.work import Work
from workflow.applications.applicants import note
from workflow.applications.confirmations import FORM, NOTICE, open_application
from workflow.engine.desk import Desk, today
from workflow.engine.files import of_draft
from workflow.engine.issuing import SEALED, WORD
from workflow.engine.planning import MOST, Planning, owe

OPINION = "recommendation"
"""The name of the opinion's paper."""
BACK = "confirm-"
"""The prefix of the printed code; the id of the form for the sealed pages follows."""


async def own_form(desk: Desk, draft_id: int) -> Draft:
    """Return the open form that the person fills in.

    Raises Forbidden for another's, Refusal for one sent or dropped.
    """
    draft = await desk.work.drafts.get(draft_id)
    if draft is None or draft.person_id != desk.person.id:
        raise Forbidden("people.not_yours")
    if draft.state is not DraftState.OPEN:
        raise Refusal("forms.already_sent")
    return draft


async def print_notice(desk: Desk, draft_id: int, *, word: bool) -> Count:
    """Owe the notice to whoever fills in the form, and count its days from the given day or else from today.

    Raises Refusal while the conditions are not examined and met.
    """
    draft, application, answers = await _asked(desk, draft_id)
    begins = day(answers.get("notice_from")) or today(desk)
    count = desk.calendar.after(begins, desk.pack.internal_notice_working_days)
    await desk.work.deadlines.set(of_draft(draft), NOTICE, count, desk.now)
    details = {"draft": draft.id, "until": count.last}
    if draft.form == FORM:
        await note(desk, "confirmation_posted", application, article=13, details=details)
    else:
        await note(desk, "internal_notice_printed", application, article=13, details=details)
    await _send(desk, draft, NOTICE, word=word)
    return count


async def print_opinion(desk: Desk, draft_id: int, *, word: bool) -> None:
    """Owe the recommendation opinion to whoever recommends. Raises Refusal until the notice is over."""
    draft, application, answers = await _asked(desk, draft_id)
    ends = day(answers.get("notice_until"))
    if draft.form != FORM or ends is None or ends >= today(desk):
        raise Refusal("confirmations.notice_first", article=13)
    await note(desk, "recommendation_printed", application, article=13, details={"draft": draft.id})
    await _send(desk, draft, OPINION, word=word)


async def tell_over(plan: Planning) -> int:
    """Tell those who posted a notice, once, that its days are over and what comes next, if the form is still open.

    A provisional last day waits until its year has a notice of days off. Returns how many deadlines ended.
    """
    told = 0
    for deadline in plan.each(await plan.work.deadlines.running(NOTICE)):
        if deadline.count.last >= plan.said_on or deadline.count.provisional:
            continue
        draft = await plan.work.drafts.get(int(deadline.subject.removeprefix("draft:")))
        if draft is not None and draft.state is DraftState.OPEN:
            await _tell(plan, draft, deadline.count)
        await plan.work.deadlines.end(deadline.subject, NOTICE, plan.now)
        told += 1
        if told >= MOST:
            break
    return told


async def applied_for(work: Work, draft: Draft) -> tuple[Application, Answers] | None:
    """Return the application that the form's papers are about, with its answers, or None."""
    number = draft.subject.removeprefix("application:")
    found = (
        await work.applications.get(int(number) if number.isdecimal() else -1)
        if draft.form == FORM
        else await work.applications.of_draft(draft.id)
    )
    return (found, await work.drafts.answers(found.draft_id)) if found is not None else None


async def _asked(desk: Desk, draft_id: int) -> tuple[Draft, Application, Answers]:
    draft = await own_form(desk, draft_id)
    found = await applied_for(desk.work, draft)
    if found is None:
        raise Forbidden("people.not_yours")
    answers = await desk.work.drafts.answers(draft.id)
    if draft.form == FORM:
        await open_application(desk, draft.subject)
        if answers.get("checked") != "yes":
            raise Refusal("confirmations.examine_first", article=13)
    return draft, found[0], answers


async def _send(desk: Desk, draft: Draft, name: str, *, word: bool) -> None:
    form = WORD if word else SEALED
    await desk.work.outbox.owe(
        f"{of_draft(draft)}:{name}{form}:{desk.now.isoformat()}",
        desk.person.id,
        "printing.done",
        now=desk.now,
        paper=Paper(f"{name}{form}", of_draft(draft)),
        urgency=Urgency.ANSWER,
    )


async def _tell(plan: Planning, draft: Draft, count: Count) -> None:
    person = await plan.work.people.get(draft.person_id)
    await owe(
        plan,
        f"{of_draft(draft)}:{NOTICE}:{count.last}:over",
        [person] if person is not None else [],
        "confirmations.notice_over" if draft.form == FORM else "applications.notice_over",
        kind="",
        values={"on": count.last},
        buttons=[[{"key": "forms.go_on", "press": f"f:{draft.id}:w"}]],
    )
