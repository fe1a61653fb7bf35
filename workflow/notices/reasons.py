"""Why a list that is not whole is posted all the same, and of which cases this was said (Art. 17, 21)."""

from typing import Any

from rules.engine.forms import Answers
from rules.engine.refusals import Refusal
from rules.notices.postings import ARTICLES
from storage.engine.drafts import Draft
from workflow.engine.desk import Desk
from workflow.notices.lists import Listed

REASON = "further"
"""The question for the reason."""
WAS = "further_was"
"""Kept beside the answers: the reason as it was given before the list changed."""
_OF = "further_of"
"""Kept beside the answers: the applications that were not on the list when the reason was given."""


async def keep_cases(desk: Desk, draft: Draft, listed: Listed) -> None:
    """Note that the reason, which is given just now, is about the cases that the list lacks now."""
    await desk.work.drafts.answer(draft.id, _OF, list(listed.waiting), desk.now)
    await desk.work.drafts.forget(draft.id, [WAS])


def is_outdated(listed: Listed, kept: Answers) -> bool:
    """Whether the reason was given while other cases were missing; `kept` is all that the draft holds."""
    return bool(listed.waiting and kept.get(REASON)) and kept.get(_OF) != list(listed.waiting)


async def check_reason(desk: Desk, draft: Draft, listed: Listed) -> None:
    """Require that the reason is about the list as it is now. Raises Refusal."""
    if is_outdated(listed, await desk.work.drafts.answers(draft.id)):
        raise Refusal("notices.list_changed", article=ARTICLES[listed.kind], count=listed.behind)


async def ask_anew(desk: Desk, draft: Draft, listed: Listed) -> None:
    """Have an outdated reason asked for again, beside what it was."""
    kept: dict[str, Any] = await desk.work.drafts.answers(draft.id)
    if is_outdated(listed, kept):
        await desk.work.drafts.answer(draft.id, WAS, kept[REASON], desk.now)
        await desk.work.drafts.forget(draft.id, [REASON])
