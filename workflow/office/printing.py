"""Printing an edition's papers and lists: what there is, and who may have it (Art. 17-27, 32, 40)."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from rules.applications.lifecycle import PLACES, Application, Stage, State
from rules.awards.validity import AssessmentState
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from storage.engine.owed import Paper, Urgency
from workflow.applications.applicants import subject_of
from workflow.applications.cases import opened, without_interest
from workflow.awards.presentations import LIST
from workflow.engine.desk import Desk, Reading, require
from workflow.engine.issuing import issue
from workflow.office.drawings import owe_picture
from workflow.reviews.evaluation import evaluation_of

PICTURES = ("july_picture", "scores_picture")
ACCEPTED, SUBMITTED, COMMENDED = "acceptance_list", "submission", "commendation"
"""The printed lists of an edition."""
DECLARED = "recusal_declarations"
"""The paper of the declarations of interest in an application."""
REMINDER = "july_reminder"
"""The letter to a holder whose July report is missing."""
_Found = TypeVar("_Found")
_AFTER = (Stage.ACCEPTANCE, Stage.REVIEW, Stage.DECISION, Stage.AWARD)
STATES: Mapping[str, frozenset[State]] = {
    ACCEPTED: frozenset(state for state in State if PLACES[state].stage in _AFTER) - {State.STRUCK} | {State.LISTED},
    SUBMITTED: frozenset({State.GOVERNMENT, State.GRANTED, State.NOT_APPROVED}),
    COMMENDED: frozenset({State.GRANTED}),
    LIST: frozenset({State.GRANTED}),
}
"""The states of the applications on each list: come so far, and not taken off again."""


async def print_paper(desk: Desk, name: str, one: int) -> None:
    """Owe the paper to the person. Raises Refusal while there is nothing to print, Forbidden for those who may not."""
    subject = await _checked(desk, name, one)
    if name in PICTURES:
        await owe_picture(desk, name, subject, f"drawings.{name}", {})
        return
    if name in (ACCEPTED, SUBMITTED, COMMENDED):
        await issue(desk.work, Paper(name, subject), "", desk.now, edition_id=one)
    elif name == REMINDER:
        await issue(desk.work, Paper(name, subject), "", desk.now)
    await desk.work.outbox.owe(
        f"print:{name}:{subject}:{desk.person.id}:{int(desk.now.timestamp())}",
        desk.person.id,
        "printing.done",
        now=desk.now,
        paper=Paper(name, subject),
        urgency=Urgency.ANSWER,
    )


async def listed_on(books: Reading, name: str, edition_id: int) -> list[Application]:
    """Return the applications on the list, by number."""
    found = await books.work.applications.in_states(edition_id, STATES[name])
    return sorted(found, key=lambda one: one.number or "")


async def _checked(desk: Desk, name: str, one: int) -> str:
    match name:
        case "site_report" | "recusal_declarations":
            return await _checked_case(desk, name, one)
        case "evaluation_report" | "scores_picture":
            await _check_free(desk, await desk.work.applications.of_edition(one))
            evaluation = await evaluation_of(desk, one)
            _for_you(evaluation.report if name == "evaluation_report" else evaluation.lines)
            return f"edition:{one}"
        case "july_picture":
            require(desk, Role.LEAD, Role.OFFICE, article=32)
            return f"july:{one}"
        case "meeting_record":
            require(desk, Role.LEAD, Role.OFFICE, article=21)
            meeting = _for_you(await desk.work.meetings.get(one))
            await _check_free(desk, await desk.work.applications.of_edition(meeting.edition_id))
            _for_you(meeting.closed_at)
            return f"meeting:{one}"
        case "acceptance_list" | "submission" | "commendation" | "presentation_list":
            require(desk, Role.LEAD, Role.OFFICE, article=17)
            await _check_free(desk, _for_you(await listed_on(desk, name, one)))
            return f"edition:{one}"
        case "july_reminder":
            require(desk, Role.LEAD, Role.OFFICE, article=32)
            report = _there(await desk.work.assessments.get(one))
            if report.state is not AssessmentState.AWAITED:
                raise Refusal("papers.not_yet")
            return f"assessment:{one}"
        case _:
            raise Refusal("talk.old_button")


async def _checked_case(desk: Desk, name: str, one: int) -> str:
    application = await opened(desk, one)
    if name == DECLARED:
        require(desk, Role.LEAD, Role.OFFICE, article=40)
        _there(await desk.work.recusals.about(subject_of(application)))
    else:
        _there(await desk.work.visits.report(application.id))
    return subject_of(application)


def _there(found: _Found | None) -> _Found:
    if not found:
        raise Refusal("papers.not_yet")
    return found


def _for_you(found: _Found | None) -> _Found:
    if not found:
        raise Refusal("printing.not_for_you", article=40)
    return found


async def _check_free(desk: Desk, listed: Sequence[Application]) -> None:
    """Refuse a list that names a case with an interest in the words for a list that is not there yet (Art. 40)."""
    for one in listed:
        if not await without_interest(desk, one, [desk.person]):
            raise Forbidden("printing.not_for_you", article=40)
