"""A person's draft of a form about a subject: the open one where there is one, so that nothing is written twice."""

from storage.drafts import Draft
from workflow.desk import Desk


async def open_draft(desk: Desk, form: str, subject: str) -> Draft | None:
    """The person's open draft of this form about this subject, the one touched last."""
    mine = await desk.work.drafts.open_for(desk.person.id, form)
    return next((draft for draft in mine if draft.subject == subject), None)


async def begun(desk: Desk, form: str, subject: str) -> Draft:
    """The person's open draft of this form about this subject, begun if there is none."""
    found = await open_draft(desk, form, subject)
    return found or await desk.work.drafts.begin(desk.person.id, form, desk.now, subject=subject)
