"""The end of a defence or an on-site review: passed, below the mark only with a reason (Art. 18, 19)."""

from rules.applications.lifecycle import Application
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from storage.engine.drafts import Draft
from workflow.applications.applicants import subject_of
from workflow.applications.cases import advance, check, opened
from workflow.applications.scores import ReasonWanted
from workflow.engine.desk import Desk
from workflow.engine.drafts import begun, send_once
from workflow.engine.tasks import number_of
from workflow.reviews.visits import PARTS

PASSES = {Part.DEFENCE: "pass_defence", Part.ON_SITE: "evaluate"}
"""The act that passes each part."""
REASON = "part_reason"


async def pass_part(desk: Desk, application_id: int) -> Application:
    """Pass the application's present part. Raises ReasonWanted below the mark, and as `advance` does."""
    application = await opened(desk, application_id)
    return await advance(desk, application, _act(application))


async def begin_reason(desk: Desk, application_id: int) -> Draft:
    """Begin the form of why it passes below the mark. Raises Refusal when no reason is needed."""
    application = await opened(desk, application_id)
    try:
        await check(desk, application, _act(application))
    except ReasonWanted:
        return await begun(desk, REASON, subject_of(application))
    raise Refusal("scores.no_reason", article=18)


async def pass_with_reason(desk: Desk, draft: Draft) -> Application:
    """Pass the part below the mark for the reason in this draft. Raises Refusal when it was sent already."""
    application = await opened(desk, number_of(draft.subject, "application") or -1)
    await send_once(desk, draft)
    kept = {"draft_id": draft.id, "person_id": desk.person.id}
    await desk.work.reasons.give(application.id, _act(application), **kept, now=desk.now)
    return await pass_part(desk, application.id)


def _act(application: Application) -> str:
    part = PARTS.get(application.state)
    if part is None:
        raise Refusal("visits.not_on", article=18)
    return PASSES[part]
