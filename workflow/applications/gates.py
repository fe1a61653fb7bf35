"""Gates: the conditions that must hold before a case may take a step of the table (Art. 13-27).

A gate looks only at what is stored, so no path leads around it. It raises Refusal with the reason.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from rules.applications.lifecycle import Application, State
from rules.engine.refusals import Refusal
from rules.engine.rubrics import Part
from rules.letters.formal import LetterKind
from rules.notices.postings import NoticeKind
from rules.people.roles import Role
from rules.reviews.assignments import Assignment, Standing
from rules.reviews.evaluation import Honour
from rules.reviews.meetings import Outcome, vacant
from rules.reviews.scores import Tally
from rules.reviews.visits import VisitState
from rules.sanctions.bars import number_of
from storage.reviews.candidates import Candidate
from workflow.applications.applicants import subject_of
from workflow.applications.editions import settings_of
from workflow.applications.entries import all_are_cleared, is_cleared, is_listed, list_is_posted
from workflow.applications.scores import ReasonWanted, no_reviewer, reason_for, tally_of
from workflow.engine.desk import Desk, Reading, today
from workflow.engine.planning import office_role
from workflow.engine.tasks import SUPPLEMENT, give, open_about

# The head of a review group, who writes its on-site report, and the head's replacement (Art. 19).


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


Gate = Callable[[Desk, Application], Awaitable[None]]


async def supplement_is_over(desk: Desk, application: Application) -> None:
    """Refuse to turn an application down while the time for its supplement is still running (Art. 15)."""
    deadline = await desk.work.deadlines.get(subject_of(application), SUPPLEMENT)
    if deadline is None or deadline.ended_at is not None:
        return
    if today(desk) <= deadline.count.last:
        raise Refusal("reviews.still_time", article=15, due=deadline.count.last)
    if deadline.count.provisional:
        raise Refusal("reviews.provisional", article=15, due=deadline.count.last)


async def material_panel_is_named(desk: Desk, application: Application) -> None:
    """Require as many reviewers of the material as the edition asks for (Art. 17)."""
    tally = await tally_of(desk, application, Part.MATERIAL)
    if tally.asked < tally.panel:
        raise Refusal("assignments.too_few", article=17, least=tally.panel, count=tally.asked)


async def material_is_passed(desk: Desk, application: Application) -> None:
    """Require enough sheets, all locked, and a written reason to pass material that is below the mark (Art. 17)."""
    tally = await _complete(desk, application, Part.MATERIAL)
    if tally.passes is False and await reason_for(desk, application, "pass_material") is None:
        raise ReasonWanted("scores.below_mark", article=17, mark=tally.mark)


async def material_is_failed(desk: Desk, application: Application) -> None:
    """Require enough sheets, all locked, and a written reason to fail material that reached the mark (Art. 17)."""
    tally = await _complete(desk, application, Part.MATERIAL)
    if tally.passes is True and await reason_for(desk, application, "fail_material") is None:
        raise ReasonWanted("scores.above_mark", article=17, mark=tally.mark)


async def refusal_is_written(desk: Desk, application: Application) -> None:
    """Require a complete letter of non-acceptance that waits for the lead (Art. 17)."""
    letter = await desk.work.letters.get(application.id, LetterKind.NOT_ACCEPTED)
    if letter is None or not letter.waits:
        raise Refusal("letter.not_ready", article=17)


async def _complete(desk: Desk, application: Application, part: Part) -> Tally:
    await no_reviewer(desk, application)
    tally = await tally_of(desk, application, part)
    if not tally.complete:
        raise Refusal("scores.incomplete", article=17, count=len(tally.counted), all=max(tally.asked, tally.panel))
    return tally


async def departments_are_consulted(desk: Desk, application: Application) -> None:
    """Require the summary of the departments' opinions before the unit's notice (Art. 15)."""
    if await desk.work.consultations.summary(subject_of(application)) is None:
        raise Refusal("consultations.first", article=15)


async def leaders_are_consulted(desk: Desk, application: Application) -> None:
    """Require the summary of the opinions of leaders and departments before the award notice (Art. 21)."""
    if await desk.work.consultations.summary(f"edition:{application.edition_id}") is None:
        raise Refusal("consultations.first", article=21)


async def defence_is_passed(desk: Desk, application: Application) -> None:
    """Require that the defence was held, enough sheets, all locked, and a written reason below the mark (Art. 18)."""
    await visit_is_held(desk, application, Part.DEFENCE)
    tally = await _complete(desk, application, Part.DEFENCE)
    if tally.passes is False and await reason_for(desk, application, "pass_defence") is None:
        raise ReasonWanted("scores.below_mark", article=18, mark=tally.mark)


async def defence_is_failed(desk: Desk, application: Application) -> None:
    """Require that the defence was missed by the organisation, or was held and its sheets are complete (Art. 18)."""
    await _ended(desk, application, Part.DEFENCE)


async def site_is_passed(desk: Desk, application: Application) -> None:
    """Require a visit held, a report signed by all and complete sheets; below the mark also a reason (Art. 19)."""
    await visit_is_held(desk, application, Part.ON_SITE)
    await site_report_is_signed(desk, application)
    tally = await _complete(desk, application, Part.ON_SITE)
    if tally.passes is False and await reason_for(desk, application, "evaluate") is None:
        raise ReasonWanted("scores.below_mark", article=19, mark=tally.mark)


async def site_is_failed(desk: Desk, application: Application) -> None:
    """Require that the visit could not take place, or was held and its sheets and report are complete (Art. 19)."""
    if await _ended(desk, application, Part.ON_SITE):
        await site_report_is_signed(desk, application)


async def visit_is_held(desk: Desk, application: Application, part: Part) -> None:
    """Require that the appointment took place: nobody scores what they have not heard or seen (Art. 18, 19)."""
    found = await desk.work.visits.of(application.id, part)
    if not any(one.state is VisitState.HELD for one in found):
        raise Refusal("visits.not_held", article=18 if part is Part.DEFENCE else 19)


async def site_report_is_signed(desk: Desk, application: Application) -> None:
    """Require an on-site report that every present member of the group has signed (Art. 19)."""
    if await desk.work.visits.report(application.id) is None:
        raise Refusal("visits.not_reported", article=19)
    signed = {one.person_id for one in await desk.work.visits.signatures(application.id)}
    if any(one.person_id not in signed for one in await members(desk, application)):
        raise Refusal("visits.unsigned", article=19)


async def _ended(desk: Desk, application: Application, part: Part) -> bool:
    """Return True for an appointment held with complete sheets, False for a missed one. Raises Refusal otherwise."""
    found = await desk.work.visits.of(application.id, part)
    if any(one.state is VisitState.HELD for one in found):
        await _complete(desk, application, part)
        return True
    if not found or found[0].state is not VisitState.MISSED:
        raise Refusal("visits.not_held", article=18 if part is Part.DEFENCE else 19)
    return False


async def committee_has_proposed(desk: Desk, application: Application) -> None:
    """Require a committee vote for the candidate (Art. 21)."""
    outcome = await desk.work.meetings.outcome(application.id)
    if outcome is None or not outcome.passed:
        raise Refusal("meetings.no_outcome", article=21)


async def committee_has_declined(desk: Desk, application: Application) -> None:
    """Require a committee vote that the candidate did not pass (Art. 21)."""
    outcome = await desk.work.meetings.outcome(application.id)
    if outcome is None or outcome.passed:
        raise Refusal("meetings.no_outcome", article=21)


async def meeting_is_recorded(desk: Desk, application: Application) -> None:
    """Require the closed record of the meeting, with its reasons for vacant places (Art. 4, 21)."""
    if not await desk.work.meetings.is_recorded(application.edition_id):
        raise Refusal("meetings.no_record", article=21)


async def is_not_barred(desk: Desk, application: Application) -> None:
    """Refuse an award to a barred applicant. The bar lies on the number, whatever the name is now (Art. 36, 37, 39)."""
    number = number_of(await desk.work.drafts.answers(application.draft_id))
    bar = await desk.work.bars.on(number, today(desk))
    if bar is not None:
        raise Refusal("grants.barred", article=bar.article, until=bar.until_on, number=application.number)


async def government_has_decided(desk: Desk, application: Application) -> None:
    """Require that the county government's decision is on record (Art. 25)."""
    if await desk.work.meetings.decision(application.edition_id) is None:
        raise Refusal("grants.no_decision", article=25)


def _all(*gates: Gate) -> Gate:
    async def gate(desk: Desk, application: Application) -> None:
        for each in gates:
            await each(desk, application)

    return gate


READY: Mapping[str, Gate] = {
    "post_unit": departments_are_consulted,
    "post_award": _all(meeting_is_recorded, leaders_are_consulted),
    "close_out": meeting_is_recorded,
}
"""The gates an application must pass before a notice may list it or announce it; asked when the list is drawn up."""


async def evaluation_is_closed(desk: Desk, application: Application) -> None:
    """Require a closed evaluation report, from which the candidate list is drawn up (Art. 20)."""
    if await desk.work.candidates.report(application.edition_id) is None:
        raise Refusal("evaluation.not_closed", article=20)


GATES: Mapping[str, Gate] = {
    "turn_down": supplement_is_over,
    "post_unit": _all(departments_are_consulted, partial(is_listed, kind=NoticeKind.UNIT)),
    "forward": partial(is_cleared, kind=NoticeKind.UNIT),
    "post_acceptance": partial(is_listed, kind=NoticeKind.ACCEPTANCE),
    "invite_defence": partial(is_cleared, kind=NoticeKind.ACCEPTANCE),
    "invite_on_site": partial(is_cleared, kind=NoticeKind.ACCEPTANCE),
    "nominate": _all(no_reviewer, evaluation_is_closed),
    "leave_out": _all(no_reviewer, evaluation_is_closed),
    "pass_defence": defence_is_passed,
    "fail_defence": defence_is_failed,
    "evaluate": site_is_passed,
    "fail_on_site": site_is_failed,
    "propose": _all(no_reviewer, committee_has_proposed),
    "decline": _all(no_reviewer, committee_has_declined),
    "post_award": _all(meeting_is_recorded, leaders_are_consulted, partial(is_listed, kind=NoticeKind.AWARD)),
    "grant": _all(government_has_decided, is_not_barred),
    "reject": government_has_decided,
    "close_out": list_is_posted,
    "report": all_are_cleared,
    "review_material": material_panel_is_named,
    "pass_material": material_is_passed,
    "fail_material": material_is_failed,
    "refuse": refusal_is_written,
}


# The places of an edition: whether one more is too many, which stay vacant, and asking for the reason (Art. 4).


DELIBERATION, PROPOSAL = "deliberation", "proposal"
"""The kinds of the office's tasks: to convene the committee for an edition, to have the proposed list posted."""


async def is_deliberable(desk: Desk, edition_id: int) -> bool:
    """Whether the committee has something to decide: candidates, or that every place stays vacant."""
    states = desk.work.applications.in_states
    if await states(edition_id, {State.CANDIDATE}):
        return True
    if await states(edition_id, {State.EVALUATED}) or await desk.work.meetings.is_recorded(edition_id):
        return False
    return bool(await states(edition_id, {State.LEFT_OUT}))


async def ask_to_deliberate(desk: Desk, edition_id: int) -> None:
    """Ask the office to convene the committee when everybody was left off the candidate list (Art. 4)."""
    candidates = await desk.work.applications.in_states(edition_id, {State.CANDIDATE})
    if candidates or not await is_deliberable(desk, edition_id):
        return
    await _ask(desk, edition_id, DELIBERATION, desk.pack.deliberation_working_days)


async def ask_to_post(desk: Desk, edition_id: int) -> None:
    """Ask the office to post that the committee proposes nobody, which tells those left out (Art. 21)."""
    states = desk.work.applications.in_states
    if await states(edition_id, {State.LEFT_OUT}) and not await states(edition_id, {State.PROPOSED}):
        await _ask(desk, edition_id, PROPOSAL, desk.pack.list_working_days)


async def is_over(desk: Desk, candidate: Candidate) -> bool:
    """Whether the places of the candidate's honour are all taken."""
    places = await _places(desk, candidate.edition_id)
    passed = await _proposed(desk, candidate.edition_id)
    return sum(one.honour is candidate.honour for one in passed) >= places[candidate.honour]


async def empty(desk: Desk, edition_id: int) -> dict[Honour, int]:
    """Return how many places of each honour stay vacant."""
    places, passed = await _places(desk, edition_id), await _proposed(desk, edition_id)
    return vacant(passed, awards=places[Honour.AWARD], nominations=places[Honour.NOMINATION])


async def _ask(desk: Desk, edition_id: int, kind: str, days: int) -> None:
    """Give the office the task, once, that no application could give."""
    about, due = f"edition:{edition_id}", desk.calendar.after(today(desk), days).last
    if not await open_about(desk.work, about, kind):
        key = f"{about}:{kind}:nobody:{desk.now.isoformat()}"
        await give(desk, key, kind, about, await office_role(desk.work, desk.now), due_on=due)


async def _places(desk: Desk, edition_id: int) -> dict[Honour, int]:
    settings = await settings_of(desk, edition_id)
    return {Honour.AWARD: settings.quota_award, Honour.NOMINATION: settings.quota_nomination}


async def _proposed(desk: Desk, edition_id: int) -> list[Outcome]:
    """Return the proposed candidates; those withdrawn or struck since have freed their places."""
    gone = {one.id for one in await desk.work.applications.in_states(edition_id, {State.WITHDRAWN, State.STRUCK})}
    passed = [one for one in await desk.work.meetings.outcomes(edition_id) if one.passed]
    return [one for one in passed if one.application_id not in gone]
