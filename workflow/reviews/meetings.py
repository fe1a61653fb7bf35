"""Meetings of the committee: convened, attended, voted at, decided, recorded (Art. 8, 21, 40)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules.applications.lifecycle import Application, State
from rules.engine.forms import Answers, Facts
from rules.engine.options import day
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import POSTS, Person, Role
from rules.reviews.meetings import Ballot, Meeting, Outcome, Vote, check_ballot
from storage.engine.drafts import Draft
from storage.engine.owed import Urgency
from storage.reviews.candidates import Candidate
from storage.work import Work
from workflow.applications.applicants import subject_of
from workflow.applications.cases import advance, done_already, opened, without_interest
from workflow.applications.gates import DELIBERATION, ask_to_post, empty, is_deliberable, is_over
from workflow.applications.scores import ReasonWanted, reason_for
from workflow.engine.desk import Desk, require, serves_as, today
from workflow.engine.drafts import begun, send_once
from workflow.engine.files import files_known
from workflow.engine.tasks import finish, number_of
from workflow.reviews.ranks import DECLINE, Passed, RankLine, is_declined_over, passed, ranks_of, unexplained

FORM, RECORD, OVER, DECLINING = "meeting", "meeting_record", "over_quota", "declining"
"""The forms: convening, the record, why more are proposed than there are places, why a higher rank is left out."""
PRESIDING = "presiding"
"""The form in which a deputy says why the chair is away; in the journal the act that this was recorded."""


@dataclass(frozen=True, slots=True)
class Item:
    """A candidate on the agenda, as this member sees it; `mine` is their vote.

    Only the numbers of voters and votes are shown before the outcome, so that nobody votes after others.
    """

    application: Application
    candidate: Candidate
    voting: int
    cast: int
    outcome: Outcome | None
    mine: Vote | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """The candidates by rank, the ranks of all others who were evaluated, and who is passed over, with the reasons.

    An application in which this member has an interest is not there, nor what is said of it, or of somebody put before
    or behind it. `ranks` by the application's id are those among what is shown.
    """

    meeting: Meeting
    items: tuple[Item, ...]
    others: tuple[RankLine, ...]
    passed: tuple[Passed, ...]
    ranks: Mapping[int, int]


async def begin_convening(desk: Desk, edition_id: int) -> Draft:
    """Begin the form of when and where. Raises Refusal without candidates, or while a meeting is open."""
    require(desk, Role.LEAD, Role.OFFICE, article=21)
    if not await is_deliberable(desk, edition_id):
        raise Refusal("meetings.no_candidates", article=21)
    await _check_none_open(desk, edition_id)
    return await begun(desk, FORM, f"edition:{edition_id}")


async def convene(desk: Desk, draft: Draft, answers: Answers) -> tuple[Meeting, int]:
    """Convene the committee and tell every member. Returns the meeting and how many members."""
    require(desk, Role.LEAD, Role.OFFICE, article=21)
    on, edition_id = day(answers["on"]), number_of(draft.subject, "edition") or -1
    await desk.work.hold(f"meetings:{edition_id}")
    await _check_none_open(desk, edition_id)
    if on is None or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("forms.already_sent")
    meeting = await desk.work.meetings.convene(
        edition_id, on=on, place=answers["place"], by=desk.person.id, now=desk.now
    )
    members = await committee(desk)
    for member in members:
        await desk.work.outbox.owe(
            f"meeting:{meeting.id}:{member.id}",
            member.id,
            "meetings.convened",
            now=desk.now,
            values={"on": on, "place": meeting.place},
            buttons=[[{"key": "meetings.open", "press": f"meeting:see:{meeting.id}"}]],
            urgency=Urgency.LEGAL,
        )
    await _note(desk, "meeting_convened", meeting, on=on)
    return meeting, len(members)


async def attend(desk: Desk, meeting_id: int) -> Meeting:
    """Note that the member is present, from the meeting's day on. Raises Refusal before it."""
    meeting = await _open_meeting(desk, meeting_id)
    require(desk, Role.COMMITTEE, article=8)
    if today(desk) < meeting.on:
        raise Refusal("meetings.not_yet", article=21, on=meeting.on)
    if await desk.work.meetings.attend(meeting.id, desk.person.id, desk.now):
        await _note(desk, "meeting_attended", meeting)
    return meeting


async def agenda(desk: Desk, meeting_id: int) -> Agenda:
    """Return the candidates and all others by rank, without those in which the person has an interest (Art. 40)."""
    meeting = await desk.work.meetings.get(meeting_id)
    if meeting is None or not serves_as(desk, Role.COMMITTEE, Role.LEAD, Role.OFFICE):
        raise Forbidden("people.not_yours", article=21)
    listed = await desk.work.candidates.of_edition(meeting.edition_id)
    found = [await _item(desk, meeting, one) for one in listed]
    seen = [one for one in found if one is not None]
    settings, lines = await ranks_of(desk, meeting.edition_id)
    open_lines = [one for one in lines if await without_interest(desk, one.application, [desk.person])]
    known = {one.application_id for one in listed}
    others = tuple(line for line in open_lines if line.application.id not in known)
    shown = {line.application.id for line in open_lines}
    over = [
        one
        for one in await passed(desk, settings, lines)
        if {one.line.application.id, *(other.application.id for other in one.before)} <= shown
    ]
    places = {one.application.id: one.candidate.rank for one in seen}
    places |= {line.application.id: line.ranked.rank for line in open_lines}
    ranks = {key: 1 + sum(each < rank for each in places.values()) for key, rank in places.items()}
    return Agenda(meeting, tuple(seen), others, tuple(over), ranks)


async def sitting_on(desk: Desk, application: Application) -> list[Meeting]:
    """Return the open meetings about the candidate, to a member of the committee (Art. 21)."""
    if application.state is not State.CANDIDATE or not serves_as(desk, Role.COMMITTEE):
        return []
    return [one for one in await desk.work.meetings.of_edition(application.edition_id) if one.open]


async def may_be_posted(desk: Desk, edition_id: int) -> bool:
    """Whether somebody is proposed, and the opinions about the list are summed up (Art. 21)."""
    if await desk.work.consultations.summary(f"edition:{edition_id}") is None:
        return False
    return bool(await desk.work.applications.in_states(edition_id, {State.PROPOSED}))


async def vote(desk: Desk, meeting_id: int, application_id: int, cast: Vote) -> Application:
    """Cast a present member's vote, replacing an earlier one, until the candidate is decided. Raises Refusal."""
    meeting = await _open_meeting(desk, meeting_id)
    require(desk, Role.COMMITTEE, article=21)
    application = await opened(desk, application_id)
    if desk.person.id not in await desk.work.meetings.members(meeting.id):
        raise Refusal("meetings.not_present", article=21)
    if await desk.work.meetings.outcome(application.id) is not None or application.state is not State.CANDIDATE:
        raise Refusal("meetings.decided", article=21)
    await desk.work.meetings.vote(meeting.id, application.id, desk.person.id, cast, desk.now)
    await _note(desk, "vote_cast", meeting, application=application.id)
    return application


async def decide(desk: Desk, meeting_id: int, application_id: int) -> Outcome:
    """Decide the candidate by the votes: proposed for the award, or declined (Art. 21).

    The chair decides, or a deputy where the chair has an interest or is away, with the reason on record (Art. 8, 40).
    Raises Refusal without a quorum or before all votes are in, and ReasonWanted when more are proposed than there are
    places, or when a candidate is declined and others of a lower rank are not.
    """
    meeting = await _open_meeting(desk, meeting_id)
    application = await opened(desk, application_id)
    if not any(serves_as(desk, Role.COMMITTEE, unit=post) for post in POSTS):
        raise Forbidden("meetings.presides", article=8)
    candidate = await desk.work.candidates.get(application.id)
    if candidate is None or candidate.edition_id != meeting.edition_id:
        raise Refusal("meetings.decided", article=21)
    if await desk.work.meetings.outcome(application.id) is not None:
        raise await done_already(desk, application)
    await _check_presiding(desk, meeting, application)
    ballot = await _ballot(desk, meeting, application)
    agreed = check_ballot(ballot, desk.pack.committee_quorum)
    if agreed and await is_over(desk, candidate) and await reason_for(desk, application, "propose") is None:
        raise ReasonWanted("meetings.over_quota", article=4)
    explained = agreed or await reason_for(desk, application, DECLINE) is not None
    if not explained and await is_declined_over(desk, application):
        raise ReasonWanted("meetings.out_of_rank", article=21)
    outcome = Outcome(meeting.id, application.id, candidate.honour, agreed, ballot, desk.person.id, desk.now)
    if not await desk.work.meetings.decide(outcome):
        raise Refusal("meetings.decided", article=21)
    counts = {vote.value: ballot.votes.get(vote, 0) for vote in Vote}
    await advance(desk, application, "propose" if agreed else "decline", details={"meeting": meeting.id, **counts})
    return outcome


async def begin_presiding(desk: Desk, meeting_id: int) -> Draft:
    """Begin the deputy's form of why the chair is away."""
    meeting = await _open_meeting(desk, meeting_id)
    require(desk, Role.COMMITTEE, article=8)
    return await begun(desk, PRESIDING, f"meeting:{meeting.id}")


async def preside(desk: Desk, draft: Draft) -> Meeting:
    """Record why the chair is away: a deputy announces in this meeting until the chair is present (Art. 8)."""
    meeting = await _open_meeting(desk, number_of(draft.subject, "meeting") or -1)
    if not any(serves_as(desk, Role.COMMITTEE, unit=post) for post in POSTS):
        raise Forbidden("meetings.presides", article=8)
    await send_once(desk, draft)
    await _note(desk, PRESIDING, meeting, draft=draft.id)
    return meeting


async def why_deputy(work: Work, meeting_id: int) -> str:
    """Return the reason on record why a deputy presides in place of a chair who is away; "" without one."""
    found = [one for one in await work.journal.of(f"meeting:{meeting_id}") if one.act == PRESIDING]
    answers = await work.drafts.answers(found[-1].details["draft"]) if found else {}
    return str(answers.get("reason") or "")


async def begin_reason(desk: Desk, application_id: int, wanted: ReasonWanted) -> Draft:
    """Begin the form that the decision waits for: more than the places allow (Art. 4), or out of rank (Art. 21)."""
    application = await opened(desk, application_id)
    return await begun(desk, OVER if wanted.article == 4 else DECLINING, subject_of(application))


async def give_reason(desk: Desk, draft: Draft) -> Outcome:
    """Keep the reason and decide the candidate."""
    application = await opened(desk, number_of(draft.subject, "application") or -1)
    meeting = next((one for one in await desk.work.meetings.of_edition(application.edition_id) if one.open), None)
    if meeting is None or not await desk.work.drafts.send(draft.id, desk.now):
        raise Refusal("meetings.over", article=21)
    kept: dict[str, Any] = {"draft_id": draft.id, "person_id": desk.person.id, "now": desk.now}
    await desk.work.reasons.give(application.id, "propose" if draft.form == OVER else DECLINE, **kept)
    return await decide(desk, meeting.id, application.id)


async def begin_record(desk: Desk, meeting_id: int) -> Draft:
    """The form of the record. Raises Refusal while a candidate is undecided."""
    meeting = await _recordable(desk, meeting_id)
    return await begun(desk, RECORD, f"meeting:{meeting.id}")


async def record_facts(desk: Desk, draft: Draft) -> Facts:
    """Return the number of places that stay vacant, and the record's pages."""
    meeting = await desk.work.meetings.get(number_of(draft.subject, "meeting") or -1)
    places = await empty(desk, meeting.edition_id) if meeting is not None else {}
    return {"files": await files_known(desk, draft), "vacant": sum(places.values())}


async def close_record(desk: Desk, draft: Draft, answers: Answers) -> Meeting:
    """Close the record of the discussion, with the reason why a place stays vacant if one does (Art. 4, 21)."""
    meeting = await _recordable(desk, number_of(draft.subject, "meeting") or -1)
    places = await empty(desk, meeting.edition_id)
    if places and not answers.get("vacancy"):
        raise Refusal("meetings.vacancy", article=4)
    await send_once(desk, draft)
    if not await desk.work.meetings.close(meeting.id, draft_id=draft.id, now=desk.now):
        raise Refusal("meetings.over", article=21)
    await finish(desk.work, f"edition:{meeting.edition_id}", DELIBERATION, desk.now, person_id=desk.person.id)
    await ask_to_post(desk, meeting.edition_id)
    await _note(desk, "meeting_recorded", meeting, vacant={honour.value: count for honour, count in places.items()})
    return meeting


async def committee(desk: Desk) -> Sequence[Person]:
    """Return all members, each once whatever posts they hold (Art. 8)."""
    return await desk.work.people.with_role(Role.COMMITTEE, desk.now)


async def _item(desk: Desk, meeting: Meeting, candidate: Candidate) -> Item | None:
    application = await desk.work.applications.get(candidate.application_id)
    if application is None or not await without_interest(desk, application, [desk.person]):
        return None
    cast = await desk.work.meetings.votes(meeting.id, application.id)
    outcome = await desk.work.meetings.outcome(application.id)
    ballot = outcome.ballot if outcome else await _ballot(desk, meeting, application)
    voted = sum(ballot.votes.values())
    return Item(application, candidate, ballot.voting, voted, outcome, cast.get(desk.person.id))


async def _ballot(desk: Desk, meeting: Meeting, application: Application) -> Ballot:
    members = {one.id for one in await committee(desk)}
    present = [one for one in await desk.work.meetings.members(meeting.id) if one in members]
    interested = await desk.work.recusals.interested_in(subject_of(application)) | {application.person_id}
    cast = await desk.work.meetings.votes(meeting.id, application.id)
    counted = [vote for one, vote in cast.items() if one in present and one not in interested]
    recused = sum(one in interested for one in present)
    return Ballot(len(members), len(present), recused, {vote: counted.count(vote) for vote in Vote})


async def _check_presiding(desk: Desk, meeting: Meeting, application: Application) -> None:
    """Require the chair, unless every chair has an interest or reviewed the case, or is away for a reason on record."""
    if serves_as(desk, Role.COMMITTEE, unit=POSTS[0]):
        return
    chairs = await desk.work.people.with_role(Role.COMMITTEE, desk.now, POSTS[0])
    able = await without_interest(desk, application, chairs)
    free = [one for one in able if not await desk.work.assignments.has(application.id, one.id)]
    if chairs and not free:
        return
    present = await desk.work.meetings.members(meeting.id)
    if any(one.id in present for one in free):
        raise Refusal("meetings.chair_presides", article=8)
    if not await why_deputy(desk.work, meeting.id):
        raise ReasonWanted("meetings.chair_away", article=8)


async def _recordable(desk: Desk, meeting_id: int) -> Meeting:
    """Return the meeting once all candidates are decided; a quorum must be present even if there was none (Art. 8)."""
    require(desk, Role.LEAD, Role.OFFICE, article=21)
    meeting = await _open_meeting(desk, meeting_id)
    if await desk.work.applications.in_states(meeting.edition_id, {State.CANDIDATE}):
        raise Refusal("meetings.undecided", article=21)
    decided = any(one.meeting_id == meeting.id for one in await desk.work.meetings.outcomes(meeting.edition_id))
    if not decided and await desk.work.applications.in_states(meeting.edition_id, {State.LEFT_OUT}):
        await _check_quorum(desk, meeting)
    settings, lines = await ranks_of(desk, meeting.edition_id)
    if over := await unexplained(desk, settings, lines):
        numbers = "、".join(one.line.application.number or "" for one in over)
        raise Refusal("meetings.unexplained", article=20, numbers=numbers)
    return meeting


async def _check_quorum(desk: Desk, meeting: Meeting) -> None:
    members = {one.id for one in await committee(desk)}
    present = members & set(await desk.work.meetings.members(meeting.id))
    if not Ballot(len(members), len(present), 0, {}).has_quorum(desk.pack.committee_quorum):
        raise Refusal("meetings.no_quorum", article=8, present=len(present), members=len(members))


async def _check_none_open(desk: Desk, edition_id: int) -> None:
    if any(one.open for one in await desk.work.meetings.of_edition(edition_id)):
        raise Refusal("meetings.open_one", article=21)


async def _open_meeting(desk: Desk, meeting_id: int) -> Meeting:
    """Return the open meeting, locked by this Work, so that no vote is taken while votes are counted."""
    await desk.work.hold(f"meeting:{meeting_id}")
    meeting = await desk.work.meetings.get(meeting_id)
    if meeting is None:
        raise Refusal("talk.old_button")
    if not meeting.open:
        raise Refusal("meetings.over", article=21)
    return meeting


async def _note(desk: Desk, act: str, meeting: Meeting, **details: object) -> None:
    about = f"meeting:{meeting.id}"
    await desk.work.journal.write(act, about, now=desk.now, person_id=desk.person.id, article=21, details=details)
