"""The evaluation: scores combined, the report closed, the candidate list drawn up (Art. 4, 20, 26)."""

from dataclasses import dataclass
from typing import Any

from rules.applications.editions import Edition, Settings
from rules.applications.lifecycle import ENDED, PLACES, Application, Stage, State
from rules.engine.forms import Answers, Facts
from rules.engine.refusals import Forbidden, Refusal
from rules.people.roles import Role
from rules.reviews.evaluation import Honour, by_rank, passed_over, tied
from storage.engine.drafts import Draft
from storage.reviews.candidates import Candidate, Report
from workflow.applications.applicants import subject_of
from workflow.applications.cases import advance, check, opened
from workflow.applications.editions import known, settings_of
from workflow.applications.gates import ask_to_deliberate
from workflow.applications.scores import no_reviewer
from workflow.engine.desk import Desk, require
from workflow.engine.drafts import begun, send_once
from workflow.engine.tasks import number_of
from workflow.reviews.ranks import PASS_OVER, WHY, OutOfRank, Passed, RankLine, check_placing, passed, ranked_of

FORM, REASONS = "evaluation", "passing"
"""The forms: the report, and why the list departs from the ranking."""
_DECIDING = (Stage.DECISION, Stage.AWARD)
_LISTED = frozenset({State.EVALUATED, State.CANDIDATE, State.LEFT_OUT, State.PROPOSED, State.AWARD_NOTICE})


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An edition's ranking, its unfinished cases, and the ids of those tied across a boundary of the places.

    `hidden` are the subjects shut to the person: unfinished cases among them are counted but not named. `passed` are
    those whom the list passes over so far.
    """

    edition: Edition
    settings: Settings
    lines: tuple[RankLine, ...]
    unfinished: tuple[Application, ...]
    tied: frozenset[int]
    report: Report | None
    hidden: frozenset[str]
    passed: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class Placing:
    """What waits for the reasons: the application, and its honour, None to leave it out; no application for nothing."""

    application_id: int | None
    honour: Honour | None


async def evaluation_of(desk: Desk, edition_id: int) -> Evaluation:
    """Compute the evaluation from the stored sheets. Raises Forbidden for an interest in a ranked case (Art. 40)."""
    require(desk, Role.LEAD, Role.OFFICE, article=20)
    edition, settings = await known(desk, edition_id), await settings_of(desk, edition_id)
    sent = await desk.work.applications.of_edition(edition_id)
    listed = [one for one in sent if one.state in _LISTED]
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    if any(subject_of(one) in hidden or one.person_id == desk.person.id for one in listed):
        raise Forbidden("evaluation.interested", article=40)
    lines = await ranked_of(desk, settings, listed)
    unfinished = [one for one in sent if one.state not in ENDED and PLACES[one.state].stage not in _DECIDING]
    places = (settings.quota_award, settings.quota_nomination)
    report = await desk.work.candidates.report(edition_id)
    even = tied([line.ranked for line in lines], places)
    over = tuple(await passed(desk, settings, lines))
    return Evaluation(edition, settings, tuple(lines), tuple(unfinished), even, report, hidden, over)


async def line_of(desk: Desk, application_id: int) -> tuple[Evaluation, RankLine]:
    """Return the evaluation and one line of it, to somebody who declared upon the case and does not review it.

    Raises as `opened` does, Forbidden for its reviewers (Art. 40), and Refusal for a case that is not ranked.
    """
    application = await opened(desk, application_id)
    await no_reviewer(desk, application)
    found = await evaluation_of(desk, application.edition_id)
    line = next((one for one in found.lines if one.application.id == application.id), None)
    if line is None:
        raise Refusal("talk.old_button")
    return found, line


async def begin_report(desk: Desk, edition_id: int) -> Draft:
    """Begin the form of the report. Raises Refusal when nothing is ranked or the report is closed."""
    evaluation = await evaluation_of(desk, edition_id)
    _check_open(evaluation)
    return await begun(desk, FORM, f"edition:{edition_id}")


async def report_facts(desk: Desk, draft: Draft) -> Facts:
    """Return whether the report must give reasons for unfinished cases and for ties."""
    evaluation = await evaluation_of(desk, number_of(draft.subject, "edition") or -1)
    return {"unfinished": bool(evaluation.unfinished), "tied": bool(evaluation.tied)}


async def close_report(desk: Desk, draft: Draft, answers: Answers) -> Evaluation:
    """Close the report: the candidate list can now be drawn up, and no more scores are given (Art. 20)."""
    evaluation = await evaluation_of(desk, number_of(draft.subject, "edition") or -1)
    _check_open(evaluation)
    lacking = (evaluation.unfinished and not answers.get("unfinished")) or (evaluation.tied and not answers.get("ties"))
    if lacking:
        raise Refusal("evaluation.changed", article=20)
    edition_id = evaluation.edition.id
    if not await desk.work.drafts.send(draft.id, desk.now) or not await desk.work.candidates.close(
        edition_id, draft_id=draft.id, by=desk.person.id, now=desk.now
    ):
        raise Refusal("forms.already_sent")
    counts = {"ranked": len(evaluation.lines), "unfinished": len(evaluation.unfinished), "tied": len(evaluation.tied)}
    await _note(desk, "evaluation_closed", edition_id, **counts)
    return evaluation


async def nominate(desk: Desk, application_id: int, honour: Honour) -> Application:
    """Put the application on the candidate list for this honour, with its present score and rank (Art. 20).

    Raises OutOfRank until there is a reason for everybody of a higher rank who is not on the list for as much.
    """
    application = await opened(desk, application_id)
    await check(desk, application, "nominate")
    found, line = await line_of(desk, application_id)
    await check_placing(desk, found.settings, found.lines, application.id, honour)
    return await _put(desk, line, honour)


async def leave_out(desk: Desk, application_id: int) -> Application:
    """Leave the application off the candidate list; nobody is told before the result is published.

    Raises OutOfRank until there is a reason, where the ranking would give it a place or somebody of a lower rank has
    one.
    """
    application = await opened(desk, application_id)
    await check(desk, application, "leave_out")
    found, _ = await line_of(desk, application_id)
    await check_placing(desk, found.settings, found.lines, application.id, None)
    moved = await advance(desk, application, "leave_out")
    await ask_to_deliberate(desk, moved.edition_id)
    return moved


async def begin_reasons(desk: Desk, edition_id: int, wanted: OutOfRank | None, placing: Placing) -> Draft:
    """Begin the form of why these are passed over, or all without a reason so far; `placing` is done once it is sent.

    Raises Refusal where every reason is given.
    """
    found = await evaluation_of(desk, edition_id)
    lacking = [one.line.application.id for one in found.passed if one.before and not one.explained]
    ids = list(wanted.wanted) if wanted is not None else lacking
    if not ids:
        raise Refusal("evaluation.all_explained", article=20)
    draft = await begun(desk, REASONS, f"edition:{edition_id}")
    kept = {"wanted": ids, "about": placing.application_id, "honour": placing.honour and placing.honour.value}
    for key, value in kept.items():
        await desk.work.drafts.answer(draft.id, key, value, desk.now)
    return draft


async def reason_facts(desk: Desk, draft: Draft) -> Facts:
    """Return whom the form asks about: number, name and rank by id. Raises as `evaluation_of` does."""
    found = await evaluation_of(desk, number_of(draft.subject, "edition") or -1)
    ids = (await desk.work.drafts.answers(draft.id)).get("wanted") or ()
    lines = {line.application.id: line for line in found.lines}
    wanted = [lines[one] for one in ids if one in lines]
    shown = {one.application.id: (one.ranked.rank, one.application.number, one.application.name) for one in wanted}
    return {"wanted": shown}


async def give_reasons(desk: Desk, draft: Draft, answers: Answers) -> Placing:
    """Keep a reason for each who is passed over, and return what waited for it (Art. 20)."""
    edition_id = number_of(draft.subject, "edition") or -1
    await evaluation_of(desk, edition_id)
    kept: dict[str, Any] = dict(await desk.work.drafts.answers(draft.id))
    await send_once(desk, draft)
    given = [int(key.removeprefix(WHY)) for key in answers if key.startswith(WHY)]
    for one in given:
        await desk.work.reasons.give(one, PASS_OVER, draft_id=draft.id, person_id=desk.person.id, now=desk.now)
    await _note(desk, "rank_explained", edition_id, applications=given)
    return Placing(kept.get("about"), Honour(kept["honour"]) if kept.get("honour") else None)


async def nominate_by_rank(desk: Desk, edition_id: int) -> tuple[int, int]:
    """Draw up the list by rank alone. Returns how many were put on it and how many were left out.

    Ties across a boundary remain to be decided; cases that the person reviewed are left to a colleague, held ones to
    later: their places stay free. Raises Refusal where that would pass over somebody
    decided before, without a reason.
    """
    evaluation = await evaluation_of(desk, edition_id)
    _check_in_rank(evaluation)
    settings, ranked = evaluation.settings, [line.ranked for line in evaluation.lines]
    given = by_rank(ranked, awards=settings.quota_award, nominations=settings.quota_nomination)
    put = out = 0
    for line in evaluation.lines:
        if line.application.state is not State.EVALUATED or line.application.id not in given or line.held:
            continue
        if await desk.work.assignments.has(line.application.id, desk.person.id):
            continue
        honour = given[line.application.id]
        if honour is None:
            await advance(desk, line.application, "leave_out")
            out += 1
        else:
            await _put(desk, line, honour)
            put += 1
    await ask_to_deliberate(desk, edition_id)
    return put, out


async def _put(desk: Desk, line: RankLine, honour: Honour) -> Application:
    ranked = line.ranked
    details = {"honour": honour.value, "score": str(ranked.score), "rank": ranked.rank}
    moved = await advance(desk, line.application, "nominate", details=details)
    await desk.work.candidates.put(
        Candidate(
            ranked.application_id,
            line.application.edition_id,
            honour,
            ranked.score,
            ranked.rank,
            desk.person.id,
            desk.now,
        )
    )
    return moved


def _check_in_rank(found: Evaluation) -> None:
    """Refuse to give everybody else what rank gives while somebody decided before would be passed over by it."""
    settings, ranked = found.settings, [line.ranked for line in found.lines]
    given = by_rank(ranked, awards=settings.quota_award, nominations=settings.quota_nomination)
    decided = {line.application.id: line for line in found.lines if line.application.state is not State.EVALUATED}
    listed = {one: line.listed for one, line in decided.items()}
    rest = {one: honour for one, honour in given.items() if one not in decided and honour is not None}
    explained = {one.line.application.id for one in found.passed if one.explained}
    over = [one for one in passed_over(ranked, listed | rest) if one in decided and one not in explained]
    if over:
        numbers = "、".join(decided[one].application.number or "" for one in over)
        raise Refusal("evaluation.one_by_one", article=20, numbers=numbers)


def _check_open(evaluation: Evaluation) -> None:
    if evaluation.report is not None:
        raise Refusal("evaluation.closed_before", article=20)
    if not evaluation.lines:
        raise Refusal("evaluation.nobody", article=20)


async def _note(desk: Desk, act: str, edition_id: int, **details: object) -> None:
    about = f"edition:{edition_id}"
    await desk.work.journal.write(act, about, now=desk.now, person_id=desk.person.id, article=20, details=details)
