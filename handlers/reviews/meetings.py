"""The committee's meetings in the chat: convene, attend, vote, decide, record (Art. 8, 21, 40)."""

from functools import partial

from aiogram import Bot
from aiogram.fsm.context import FSMContext

from handlers.applications import dossiers
from handlers.applications.edition_papers import edition_called
from handlers.engine.filling import open_form
from handlers.engine.guides import Filling, Guide, Guides, load
from handlers.engine.lists import turns
from handlers.engine.presses import Press, Presses
from handlers.engine.printing import button
from handlers.engine.prints import Print
from handlers.engine.speech import Button, Page, key_button, show, tell, told
from handlers.reviews.papers import ranks, why_lines
from papers.reviews import meetings
from rules.engine.pack import Pack
from rules.people.roles import POSTS, Role
from rules.reviews import meetings as questions
from rules.reviews.meetings import Meeting, Outcome, Vote
from rules.reviews.scores import rounded
from texts import Words, say
from workflow.applications.applicants import subject_of
from workflow.applications.scores import ReasonWanted
from workflow.engine.desk import Books, Desk, serves_as
from workflow.engine.records import Work
from workflow.engine.tasks import number_of
from workflow.reviews.meetings import (
    DECLINING,
    FORM,
    OVER,
    PRESIDING,
    RECORD,
    Agenda,
    Item,
    agenda,
    attend,
    begin_convening,
    begin_presiding,
    begin_reason,
    begin_record,
    close_record,
    convene,
    decide,
    give_reason,
    may_be_posted,
    preside,
    record_facts,
    vote,
    why_deputy,
)
from workflow.reviews.ranks import tie_keys

PAGE = 5


def guides() -> dict[str, Guide]:
    """Return the forms of convening, of the record, and of the reasons: beyond the places, out of rank."""
    return {
        FORM: Guide(form=lambda _p, _f: questions.convening(), subject="meeting", sends=convened),
        RECORD: Guide(
            form=lambda _p, facts: questions.record(vacant=bool(facts["vacant"])),
            subject="meeting",
            sends=recorded,
            facts=record_facts,
        ),
        OVER: Guide(form=lambda _p, _f: questions.over_quota(), subject="meeting", sends=reasoned),
        PRESIDING: Guide(form=lambda _p, _f: questions.presiding(), subject="meeting", sends=presided),
        DECLINING: Guide(form=lambda _p, _f: questions.declining(), subject="meeting", sends=reasoned),
    }


async def show_edition(bot: Bot, desk: Desk, edition_id: int) -> None:
    """Show the office the meetings about an edition, and convening one."""
    language, found = desk.person.language, await desk.work.meetings.of_edition(edition_id)
    lines = [say(language, f"meetings.line.{_state(one)}", on=one.on, place=one.place) for one in found]
    rows = [[key_button(desk, "meetings.see", f"meeting:see:{one.id}", on=one.on)] for one in found[:PAGE]]
    if not any(one.open for one in found):
        rows.append([key_button(desk, "meetings.convene", f"meeting:new:{edition_id}")])
    rows.append([key_button(desk, "consultations.page", f"consult:see:edition-{edition_id}")])
    if await may_be_posted(desk, edition_id):
        rows.insert(0, [key_button(desk, "lifecycle.act.post_award", "notice:new:award")])
    rows.append(
        [key_button(desk, "editions.list", f"edition:see:{edition_id}"), key_button(desk, "menu.open", "menu:home")]
    )
    title = say(language, "meetings.title")
    await show(bot, desk, Page("\n".join(lines) or say(language, "meetings.none"), rows, title=title))


async def show_agenda(bot: Bot, desk: Desk, meeting_id: int, page: int = 0) -> None:
    """Show a page of the candidates by rank with their votes, all other ranks, and what this person can do."""
    found = await agenda(desk, meeting_id)
    meeting, items, language = found.meeting, found.items, desk.person.language
    here = items[page * PAGE : (page + 1) * PAGE]
    present = await desk.work.meetings.members(meeting.id)
    lines = [say(language, "meetings.present", on=meeting.on, place=meeting.place, count=len(present)), ""]
    lines += [_item(desk, one, found.ranks[one.application.id]) for one in here]
    lines += _others(desk, found) if (page + 1) * PAGE >= len(items) else []
    rows = [row for one in here for row in _votes(desk, meeting, one, present=desk.person.id in present)]
    rows += turns(desk, f"meeting:see:{meeting.id}", page, len(items), size=PAGE)
    if meeting.open and serves_as(desk, Role.COMMITTEE) and desk.person.id not in present:
        rows.insert(0, [key_button(desk, "meetings.here", f"meeting:here:{meeting.id}")])
    if serves_as(desk, Role.LEAD, Role.OFFICE):
        record = key_button(desk, "meetings.record", f"meeting:record:{meeting.id}")
        rows.append([record if meeting.open else button(desk, "meeting_record", meeting.id)])
    rows.append([key_button(desk, "menu.open", "menu:home")])
    await show(bot, desk, Page("\n".join(lines), rows, title=say(language, "meetings.agenda")))


async def convened(desk: Desk, filling: Filling) -> Page:
    """Convene the meeting and say how many members are told."""
    meeting, count = await convene(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "meetings.open", f"meeting:see:{meeting.id}")]]
    return told(desk, "meetings.convened_now", rows=rows, on=meeting.on, count=count)


async def attended(bot: Bot, desk: Desk, meeting_id: int) -> None:
    """Record that the member is present."""
    await attend(desk, meeting_id)
    await show_agenda(bot, desk, meeting_id)


async def voted(bot: Bot, desk: Desk, meeting_id: int, application_id: int, cast: Vote) -> None:
    """Keep the member's vote."""
    application = await vote(desk, meeting_id, application_id, cast)
    rows = [[key_button(desk, "meetings.open", f"meeting:see:{meeting_id}")]]
    words = Words(f"meetings.vote.{cast.value}")
    await tell(bot, desk, "meetings.voted", rows=rows, number=application.number, vote=words)


async def decided(
    bot: Bot, desk: Desk, state: FSMContext, guides: Guides, meeting_id: int, application_id: int
) -> None:
    """Count the votes and decide; if the places are exceeded or a higher rank is left out, ask for a reason first."""
    try:
        outcome = await decide(desk, meeting_id, application_id)
    except ReasonWanted as wanted:
        away = wanted.article == 8
        draft = await (begin_presiding(desk, meeting_id) if away else begin_reason(desk, application_id, wanted))
        notice = say(desk.person.language, wanted.key, **wanted.values)
        await open_form(bot, desk, state, await load(desk, draft, guides), notice=notice)
        return
    await show(bot, desk, _told(desk, outcome))


async def presided(desk: Desk, filling: Filling) -> Page:
    """Record why a deputy presides, and show what there is to announce."""
    meeting = await preside(desk, filling.draft)
    rows = [[key_button(desk, "meetings.open", f"meeting:see:{meeting.id}")]]
    return told(desk, "meetings.presiding", rows=rows)


async def reasoned(desk: Desk, filling: Filling) -> Page:
    """Decide the candidate with the reason for exceeding the places, or for leaving out a higher rank."""
    return _told(desk, await give_reason(desk, filling.draft))


async def recorded(desk: Desk, filling: Filling) -> Page:
    """Close the record; leaders and departments are consulted next."""
    meeting = await close_record(desk, filling.draft, filling.progress.answers)
    rows = [[key_button(desk, "consultations.page", f"consult:see:edition-{meeting.edition_id}")]]
    rows.append([key_button(desk, "menu.open", "menu:home")])
    return told(desk, "meetings.recorded", rows=rows)


def _told(desk: Desk, outcome: Outcome) -> Page:
    rows = [[key_button(desk, "meetings.open", f"meeting:see:{outcome.meeting_id}")]]
    return told(desk, "meetings.passed" if outcome.passed else "meetings.declined", rows=rows, **_counts(outcome))


def _counts(outcome: Outcome) -> dict[str, int]:
    """Return the votes under the names that the sentences use; "for" becomes `agreed`."""
    counts = {vote.value: outcome.ballot.votes.get(vote, 0) for vote in Vote}
    return {"agreed": counts.pop("for"), **counts}


def _state(meeting: Meeting) -> str:
    return "open" if meeting.open else "over"


def _item(desk: Desk, item: Item, rank: int) -> str:
    language = desk.person.language
    shown = {
        "rank": rank,
        "number": item.application.number,
        "name": item.application.name or "",
        "award": desk.pack.name_of_award(item.candidate.honour.value, language),
        "score": rounded(item.candidate.score),
        "voting": item.voting,
    }
    if item.outcome is None:
        return say(language, "meetings.item.awaited", cast=item.cast, **shown)
    done = "passed" if item.outcome.passed else "declined"
    return say(language, f"meetings.item.{done}", **shown, **_counts(item.outcome))


def _others(desk: Desk, found: Agenda) -> list[str]:
    """Return the lines after the last candidate: who is not on the list, who is passed over and why, the tie rule."""
    language, lines = desk.person.language, []
    for line in found.others:
        one = line.application
        score, named = rounded(line.ranked.score), {"number": one.number, "name": one.name or ""}
        lines.append(say(language, "meetings.unlisted", rank=found.ranks[one.id], score=score, **named))
    for each in found.passed:
        about = each.line
        lines += [
            "",
            say(
                language,
                "meetings.passed_over",
                rank=found.ranks[about.application.id],
                number=about.application.number,
            ),
        ]
        lines += why_lines(language, each)
    if desk.pack.tie_rule:
        lines += ["", say(language, "evaluation.by_rule", rule=tie_keys(desk.pack))]
    return lines


def _votes(desk: Desk, meeting: Meeting, item: Item, *, present: bool) -> list[list[Button]]:
    if not meeting.open or item.outcome is not None:
        return []
    one, named = item.application.id, item.application.number
    rows: list[list[Button]] = []
    if serves_as(desk, Role.COMMITTEE) and present:
        rows.append(
            [
                key_button(desk, f"meetings.cast.{v.value}", f"meeting:vote:{meeting.id}:{one}:{v.value}", number=named)
                for v in Vote
            ]
        )
    if any(serves_as(desk, Role.COMMITTEE, unit=post) for post in POSTS):
        rows.append([key_button(desk, "meetings.decide", f"meeting:decide:{meeting.id}:{one}", number=named)])
    return rows


PRESSES = Presses(
    "meeting",
    {
        "edition": Press(show_edition, roles=(Role.LEAD, Role.OFFICE)),
        "new": Press(begin_convening),
        "see": Press(show_agenda),
        "here": Press(attended),
        "vote": Press(voted),
        "decide": Press(decided),
        "record": Press(begin_record),
    },
    article=21,
    undeclared=dossiers.DECLARES,
)


# Gathers the record of a committee's meeting: who was present or recused, votes, reasons (Art. 4, 8, 21, 40).


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
