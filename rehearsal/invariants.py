"""What must be true of every edition, however it went: looked for in the records alone, counted anew (Art. 4-27, 40).

Each invariant is told plainly and counted in its own way, not by the functions that the service itself uses.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from rehearsal.records import NAMES, UNDONE, Case, Records, day_of, named, steps
from rules.applications.lifecycle import ACTS, Actor, State
from rules.objections.cases import PENDING
from rules.people.roles import POSTS, Role
from rules.reviews.assignments import Standing
from storage.engine.journal import Entry as Written
from storage.engine.tasks import TaskState

_WAITED = frozenset({"unit_review", "consultation", "forwarding", "affair_inquiry"})
_ROLES: Mapping[Actor, tuple[Role, ...]] = {
    Actor.CLERK: (Role.CLERK,),
    Actor.OFFICE: (Role.OFFICE, Role.LEAD),
    Actor.LEAD: (Role.LEAD,),
    Actor.COMMITTEE: (Role.COMMITTEE,),
}


def no_state_is_skipped(records: Records) -> Iterator[str]:
    """The journal's steps, taken one after the other by the table, lead to where each application is."""
    for case in records.cases:
        state, path = State.DRAFT, [State.DRAFT]
        for entry in steps(case):
            if entry.act == UNDONE:
                path.pop()
                state = path[-1]
                continue
            act = ACTS[NAMES[entry.act]]
            if state not in act.sources or case.application.kind not in act.kinds:
                yield f"{named(case)}: {act.name} from {state.value}"
            state = act.target
            path.append(state)
        if state is not case.application.state:
            yield f"{named(case)} is {case.application.state.value}, its steps lead to {state.value}"


def everybody_acts_as_who_they_are(records: Records) -> Iterator[str]:
    """Check that each step was taken by somebody with its role, in the case's own unit where that matters."""
    for case in records.cases:
        for entry in steps(case):
            act = ACTS[entry.details["act"]] if entry.act == UNDONE else ACTS[NAMES[entry.act]]
            if act.actor is Actor.APPLICANT:
                fits = entry.person_id == case.application.person_id or _enters(records, case, entry)
            else:
                actor = Actor.LEAD if entry.act == UNDONE else act.actor
                fits = entry.person_id != case.application.person_id and _holds(records, case, entry, actor)
            if not fits:
                yield f"{named(case)}: {entry.act} by person {entry.person_id}"


def nobody_acts_with_an_interest(records: Records) -> Iterator[str]:
    """Check that whoever took a step for the office had declared no interest and has none."""
    for case in records.cases:
        for entry in steps(case):
            act = ACTS.get(NAMES.get(entry.act, ""))
            if act is None or act.actor is Actor.APPLICANT:
                continue
            before = [one for one in case.declared if one.person_id == entry.person_id and one.at <= entry.at]
            if not before or any(one.interest for one in before):
                yield f"{named(case)}: {entry.act} by person {entry.person_id} without a clean declaration"


def no_interest_is_counted(records: Records) -> Iterator[str]:
    """No sheet of somebody with an interest goes into a score."""
    for case in records.cases:
        interested = {one.person_id for one in case.declared if one.interest}
        for one in case.assignments:
            if one.person_id in interested and one.standing is Standing.ACTIVE:
                yield f"{named(case)}: the sheet of person {one.person_id}, who has an interest, counts"


def no_notice_is_closed_early(records: Records) -> Iterator[str]:
    """Check that a list could be seen for five whole working days before any of it was signed (Art. 15, 17, 21).

    They are counted from the moment in which it came onto the board, whatever day of posting stands on it.
    """
    for posting in records.postings:
        hung_on = day_of(posting.hung_at)
        last = _nth_working_day(records, hung_on, 5)
        if posting.notice.posted_on < hung_on:
            yield f"notice {posting.notice.number}: hangs since {hung_on}, and says {posting.notice.posted_on}"
        if not posting.shown:
            yield f"notice {posting.notice.number}: neither address nor photo shows where it hangs"
        for entry in posting.entries:
            if entry.cleared_at is not None and day_of(entry.cleared_at) <= last:
                yield f"notice {posting.notice.number}: cleared on {day_of(entry.cleared_at)}, open until {last}"


def a_hold_holds(records: Records) -> Iterator[str]:
    """Check that nobody takes an application further while an objection to it is open."""
    for case in records.cases:
        for objection in case.objections:
            ended = objection.changed_at if objection.state not in PENDING else None
            for entry in steps(case):
                act = ACTS.get(NAMES.get(entry.act, ""))
                moved = act is not None and act.actor is not Actor.APPLICANT and act.name != "strike"
                if moved and entry.at > objection.received_at and (ended is None or entry.at < ended):
                    yield f"{named(case)}: {entry.act} while objection {objection.number} was open"


def nobody_waits_past_a_day_untold(records: Records) -> Iterator[str]:
    """Check that whoever waited was told of each last day that passed by a working day and more (Art. 15, 23, 44)."""
    waited = [(case.application.person_id, task) for case in records.cases for task in case.tasks]
    told = {(one.person_id, one.values.get("task")) for one in records.owed if one.kind == "silence"}
    for person_id, task in (*waited, *records.asked):
        if task.kind not in _WAITED or task.due_on is None or task.done_at is None or task.state is not TaskState.DONE:
            continue
        late = _nth_working_day(records, task.due_on, 1) < day_of(task.done_at)
        if late and (person_id, task.key) not in told:
            yield f"{task.key}: due on {task.due_on}, done on {day_of(task.done_at)}, and its person heard nothing"


def nobody_serves_uninvited(records: Records) -> Iterator[str]:
    """Check that everybody who holds a role accepted an invitation to it themselves, in that unit or post."""
    for held in records.roles:
        if (held.person_id, held.role.value, held.unit) not in records.invited:
            yield f"person {held.person_id} is {held.role.value} of {held.unit}, and accepted no invitation"


def _enters(records: Records, case: Case, entry: Written) -> bool:
    """Whether somebody who serves does it for an applicant who brought paper, and has not claimed it yet (Art. 14)."""
    paper = case.paper
    if paper is None or (paper.claimed_at is not None and entry.at > paper.claimed_at):
        return False
    return any(_holds(records, case, entry, actor) for actor in (Actor.CLERK, Actor.OFFICE))


def _holds(records: Records, case: Case, entry: Written, actor: Actor) -> bool:
    held = [one for one in records.roles if one.person_id == entry.person_id and one.role in _ROLES[actor]]
    held = [one for one in held if one.ended_at is None or one.ended_at >= entry.at]
    if actor is Actor.CLERK:
        return any(one.unit == case.application.unit for one in held)
    return any(one.unit in POSTS for one in held) if actor is Actor.COMMITTEE else bool(held)


def _nth_working_day(records: Records, start: date, count: int) -> date:
    day = start
    while count:
        day += timedelta(days=1)
        count -= records.calendar.is_working(day)
    return day
