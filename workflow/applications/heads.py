"""The head of a review group, who writes its on-site report, and the head's replacement (Art. 19)."""

from rules.applications import Application
from rules.people import Role
from rules.reviews import Assignment, Part, Standing
from rules.visits import VisitState
from workflow.applications.applicants import subject_of
from workflow.engine.desk import Desk, Reading, today
from workflow.engine.tasks import give

WRITING, SIGNING = "site_report", "site_signing"
"""The kinds of task: the head writes the report, each member signs it."""


async def members(desk: Reading, application: Application, part: Part = Part.ON_SITE) -> list[Assignment]:
    """Return the group's present members: neither replaced nor excluded, and still reviewers."""
    found = await desk.work.assignments.of(application.id, part)
    return [one for one in found if one.standing is Standing.ACTIVE and not one.marked]


async def ask_for_report(desk: Desk, application: Application) -> None:
    """Give the head of the group the task to write the report of a visit that was held."""
    head = next((one for one in await members(desk, application) if one.head), None)
    if head is None:
        return
    about, due = subject_of(application), desk.calendar.after(today(desk), desk.pack.list_working_days).last
    button = {"key": "visits.write_report", "press": f"visit:report:{application.id}"}
    await give(
        desk,
        f"{about}:{WRITING}:{head.id}",
        WRITING,
        about,
        Role.REVIEWER,
        person_id=head.person_id,
        due_on=due,
        names=application.number or "",
        buttons=[[button]],
    )


async def lead_on(desk: Desk, application: Application, part: Part) -> None:
    """Make the next member head of a group without one, and ask them for the report if it is due."""
    group = await members(desk, application, part)
    if group and not any(one.head for one in group):
        await desk.work.assignments.make_head(group[0].id)
    if part is not Part.ON_SITE or await desk.work.visits.report(application.id) is not None:
        return
    if any(one.state is VisitState.HELD for one in await desk.work.visits.of(application.id, part)):
        await ask_for_report(desk, application)
