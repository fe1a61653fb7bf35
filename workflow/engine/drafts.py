"""A person's drafts of forms, found by form and subject so that nothing is written twice."""

from rules.engine.refusals import Refusal
from storage.engine.drafts import Draft
from workflow.engine.desk import Desk


async def open_draft(desk: Desk, form: str, subject: str) -> Draft | None:
    """Return the person's open draft of this form on this subject, the one last touched, or None."""
    mine = await desk.work.drafts.open_for(desk.person.id, form)
    return next((draft for draft in mine if draft.subject == subject), None)


async def begun(desk: Desk, form: str, subject: str) -> Draft:
    """Return the person's open draft of this form on this subject, or begin one."""
    found = await open_draft(desk, form, subject)
    return found or await desk.work.drafts.begin(desk.person.id, form, desk.now, subject=subject)


async def send_once(desk: Desk, draft: Draft) -> None:
    """Send the form; what it does is done once. Raises Refusal if it was sent or dropped before."""
    if not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
