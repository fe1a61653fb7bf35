"""Interests that are only disclosed, said wherever the case is decided on (Art. 40)."""

from rules.applications import Application
from texts import say
from workflow.applications import subject_of
from workflow.desk import Desk
from workflow.recusals import disclosed


async def disclosures(desk: Desk, application: Application) -> list[str]:
    """One line with the names of whoever has an interest and goes on all the same; none where nobody has."""
    people = await disclosed(desk, subject_of(application))
    names = [one.name or "—" for one in people]
    return [say(desk.person.language, "reviews.disclosed", names=names)] if names else []
