"""Shows what a case is read beside: disclosed interests, which bar nobody, and applicants that look alike (Art. 40)."""

from rules.applications.lifecycle import Application
from texts import say
from workflow.applications.applicants import subject_of
from workflow.applications.dossiers import look_alikes
from workflow.engine.desk import Desk
from workflow.interests.recusals import disclosed


async def disclosures(desk: Desk, application: Application) -> list[str]:
    """Return a line naming those who disclosed an interest and still take part; empty if nobody did."""
    people = await disclosed(desk, subject_of(application))
    names = [one.name or "—" for one in people]
    return [say(desk.person.language, "reviews.disclosed", names=names)] if names else []


async def likenesses(desk: Desk, application: Application) -> list[str]:
    """Return a line naming the cases whose applicant is likely the same; empty if there are none."""
    names = [f"{one.number} {one.name}" for one in await look_alikes(desk, application)]
    return [say(desk.person.language, "reviews.look_alike", names=names)] if names else []
