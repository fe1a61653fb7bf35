"""Cases shut to a member of staff: no list names them, and no message about them is shown (Art. 40)."""

from collections.abc import Collection

from rules.engine.rubrics import Part
from storage.engine.drafts import Draft
from storage.engine.messages import TASK
from workflow.applications.applicants import subject_of
from workflow.engine.desk import Desk


async def shut_subjects(desk: Desk) -> frozenset[str]:
    """Return the subjects ("application:12") shut to the person: interests, what depends on them, and their own.

    An objection that they entered at the counter for somebody else is not their own.
    """
    work, me = desk.work, desk.person.id
    shut = set(await work.recusals.interests_of(me))
    shut |= {subject_of(one) for one in await work.applications.of_person(me)}
    shut |= {f"objection:{one.id}" for one in await work.objections.of_person(me) if not one.at_counter}
    applications = [int(one.partition(":")[2]) for one in shut if one.startswith("application:")]
    for one in applications:
        shut |= {f"objection:{found.id}" for found in await work.objections.of_application(one)}
        shut |= {f"visit:{visit.id}" for part in Part for visit in await work.visits.of(one, part)}
    awards = [contact.award_id for contact in await work.holders.with_person(me)]
    shut |= {f"sanction:{one.id}" for one in await work.sanctions.of_party(me, awards, applications)}
    return frozenset(shut | {one.replace("sanction:", "heard:") for one in shut if one.startswith("sanction:")})


async def is_shut_draft(desk: Desk, draft: Draft) -> bool:
    """Whether a form is about somebody else's application or objection that is shut to its filler since it was begun.

    The parties of other cases are shut out of them too, and have forms of their own there.
    """
    noun, one, *_ = [*draft.subject.split(":"), ""]
    declared = await desk.work.recusals.of(desk.person.id, f"{noun}:{one}")
    if declared is None or not declared.barred or not one.isdecimal():
        return False
    match noun:
        case "application":
            application = await desk.work.applications.get(int(one))
            return application is None or application.person_id != desk.person.id
        case "objection":
            objection = await desk.work.objections.get(int(one))
            return objection is None or objection.person_id != desk.person.id
    return False


def is_about(key: str, subjects: Collection[str]) -> bool:
    """Whether the message with this key is about one of the subjects; a task's reminder counts as its task."""
    return any(key.removeprefix(TASK).startswith(f"{subject}:") for subject in subjects)
