"""What objections hold up: one application, and the signing of "no objection" (Art. 23)."""

from rules.objections import blocks, holds
from storage.work import Work


async def blocks_no_objection(work: Work, *, notice_id: int | None = None, application_id: int | None = None) -> bool:
    """Whether "no objection" cannot be signed: an objection is pending or was upheld (Art. 23)."""
    found = await work.objections.of_notice(notice_id) if notice_id is not None else []
    found += await work.objections.of_application(application_id) if application_id is not None else []
    return any(blocks(objection) for objection in found)


async def is_on_hold(work: Work, application_id: int) -> bool:
    """Whether an objection to this application is being examined; all that its applicant hears of it (Art. 23)."""
    return any(holds(objection) for objection in await work.objections.of_application(application_id))
