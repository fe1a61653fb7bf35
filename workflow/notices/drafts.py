"""Drafts of notices: begun with the usual words, drafted by the office, taken over by the lead (Art. 9)."""

from rules.engine.forms import Answers
from rules.engine.refusals import Forbidden, Refusal
from rules.notices.postings import NoticeKind
from rules.people.roles import Role
from storage.engine.drafts import Draft, DraftState
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import begun, send_once
from workflow.engine.tasks import give
from workflow.notices.lists import REASON, ask_anew, check_interest, check_reason, check_whole, draw_up
from workflow.notices.lists import drafts as may_draft
from workflow.notices.postings import FORM, corrects, drafted_for, kind_of

POSTING = "notice_posting"
"""The kind of the lead's task to post the office's draft; its subject is the draft."""
_TAKEN = "taken_over"
"""Kept beside the answers: the office's draft whose answers the lead's form has taken over."""


async def begin_notice(desk: Desk, subject: str, said: Answers) -> Draft:
    """Begin the person's form on this subject, filling in the usual words `said` where nothing is written yet.

    A reason that was given for another list is asked for again.
    """
    draft = await begun(desk, FORM, subject)
    known = await desk.work.drafts.answers(draft.id)
    for key, answer in said.items():
        if key not in known:
            await desk.work.drafts.answer(draft.id, key, answer, desk.now)
    await _renew(desk, draft)
    return draft


async def draft_notice(desk: Desk, draft: Draft, answers: Answers, kind: NoticeKind) -> None:
    """Send the office's draft to the lead, with the task to check and post it (Art. 9). Raises Forbidden or Refusal."""
    if not may_draft(desk, kind):
        raise Forbidden("people.not_yours", article=9)
    if corrects(draft) is None:
        listed = await draw_up(desk, kind)
        check_whole(listed, answers.get(REASON))
        await check_reason(desk, draft, listed)
        await check_interest(desk, (*listed.applications, *listed.left_out))
    await send_once(desk, draft)
    subject = f"draft:{draft.id}"
    await desk.work.journal.write("notice_drafted", subject, now=desk.now, person_id=desk.person.id, article=9)
    due = desk.calendar.after(today(desk), 1).last
    key = f"{drafted_for(draft.subject)}{draft.id}"
    await give(desk, key, POSTING, subject, Role.LEAD, due_on=due, names=answers["title"])


async def drafted(desk: Desk, draft_id: int) -> tuple[Draft, Answers]:
    """Return the office's draft, for the lead. Raises Refusal when it is no sent draft of a notice."""
    require(desk, Role.LEAD, article=9)
    found = await desk.work.drafts.whole(draft_id)
    if found is None or found[0].form != FORM or found[0].state is not DraftState.SENT:
        raise Refusal("talk.old_button")
    return found


async def take_over(desk: Desk, draft_id: int) -> Draft:
    """Copy the office's draft, once, into a form of the lead's own; a reason for another list is asked for again."""
    theirs, answers = await drafted(desk, draft_id)
    draft = await begun(desk, FORM, theirs.subject)
    if (await desk.work.drafts.answers(draft.id)).get(_TAKEN) != draft_id:
        for key, answer in {**answers, _TAKEN: draft_id}.items():
            await desk.work.drafts.answer(draft.id, key, answer, desk.now)
    await _renew(desk, draft)
    return draft


async def _renew(desk: Desk, draft: Draft) -> None:
    """Have the reason asked for again if the list has changed since it was given."""
    if corrects(draft) is None:
        await ask_anew(desk, draft, await draw_up(desk, kind_of(draft)))
