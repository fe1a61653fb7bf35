"""Gathers the record of a committee's meeting: who was present or recused, votes, reasons (Art. 4, 8, 21, 40)."""

from functools import partial

from handlers.applications.edition_papers import edition_called
from handlers.engine.prints import Print
from handlers.reviews.evaluation_papers import ranks
from papers.reviews import meetings
from rules.engine.pack import Pack
from rules.reviews.meetings import Outcome
from texts import say
from workflow.applications.applicants import subject_of
from workflow.engine.desk import Books
from workflow.engine.records import Work
from workflow.engine.tasks import number_of
from workflow.reviews.meetings import why_deputy


async def meeting_record(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the record of one meeting."""
    meeting = await work.meetings.get(number_of(about, "meeting") or -1)
    if meeting is None or meeting.draft_id is None:
        raise KeyError(f"no record of {about}")
    answers = await work.drafts.answers(meeting.draft_id)
    outcomes = [one for one in await work.meetings.outcomes(meeting.edition_id) if one.meeting_id == meeting.id]
    decided = [await _decided(work, pack, one, language) for one in outcomes]
    present = await work.meetings.members(meeting.id)
    paper = meetings.Record(
        issuer=pack.bodies.committee.name(language),
        edition=await edition_called(Books(work, pack), meeting.edition_id, language),
        on=meeting.on,
        place=meeting.place,
        present=tuple([await _name(work, one) for one in present]),
        members=max((one.ballot.members for one in outcomes), default=len(present)),
        words=str(answers["words"]),
        vacancy=str(answers.get("vacancy") or ""),
        decided=sorted(decided, key=lambda one: one.rank),
        deputy=await why_deputy(work, meeting.id),
        ranks=await ranks(work, pack, meeting.edition_id, language),
    )
    return Print(say(language, "printing.file.meeting", on=meeting.on), partial(meetings.record, paper, language))


async def _decided(work: Work, pack: Pack, outcome: Outcome, language: str) -> meetings.Decided:
    application = await work.applications.get(outcome.application_id)
    candidate = await work.candidates.get(outcome.application_id)
    if application is None or candidate is None:
        raise KeyError(f"no candidate {outcome.application_id}")
    present = await work.meetings.members(outcome.meeting_id)
    interested = await work.recusals.interested_in(subject_of(application)) | {application.person_id}
    over = await work.reasons.get(application.id, "propose")
    reason = (await work.drafts.answers(over.draft_id)).get("reason") if over is not None else None
    return meetings.Decided(
        rank=candidate.rank,
        number=application.number or "",
        name=application.name or "",
        honour=pack.name_of_award(outcome.honour.value, language),
        voting=outcome.ballot.voting,
        votes=outcome.ballot.votes,
        passed=outcome.passed,
        recused=tuple([await _name(work, one) for one in present if one in interested]),
        over=str(reason or ""),
    )


async def _name(work: Work, person_id: int) -> str:
    person = await work.people.get(person_id)
    return (person and person.name) or f"#{person_id}"
