"""Shows disclosed interests, which bar nobody, wherever the case is decided (Art. 40)."""

from rules.applications import Application
from texts import say
from workflow.applications import subject_of
from workflow.desk import Desk
from workflow.recusals import disclosed


async def disclosures(desk: Desk, application: Application) -> list[str]:
    """Return a line naming those who disclosed an interest and still take part; empty if nobody did."""
    people = await disclosed(desk, subject_of(application))
    names = [one.name or "—" for one in people]
    return [say(desk.person.language, "reviews.disclosed", names=names)] if names else []
