"""The evaluation: scores combined, the report closed, the candidate list drawn up (Art. 4, 20, 26)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.applications import Application
from rules.editions import Edition, Settings
from rules.evaluation import Honour, Ranked, Unscored, by_rank, composite, ranking, tied
from rules.forms import Answers, Facts
from rules.lifecycle import ENDED, PLACES, Stage, State
from rules.people import Role
from rules.questions.applications import has_ground
from rules.refusals import Forbidden, Refusal
from rules.reviews import Part
from rules.scores import Tally
from storage.candidates import Candidate, Report
from storage.drafts import Draft
from storage.values import Say
from workflow.applications import subject_of
from workflow.cases import advance, check, opened
from workflow.desk import Desk, Reading, require
from workflow.drafts import begun
from workflow.editions import known, settings_of
from workflow.holds import is_on_hold
from workflow.quotas import ask_to_deliberate
from workflow.scores import no_reviewer, tally_of
from workflow.tasks import number_of

FORM = "evaluation"
_DECIDING = (Stage.DECISION, Stage.AWARD)
_LISTED = frozenset({State.EVALUATED, State.CANDIDATE, State.LEFT_OUT, State.PROPOSED, State.AWARD_NOTICE})


@dataclass(frozen=True, slots=True)
class Line:
    """An application in the ranking, with what its composite score is made of.

    `recorded` is its entry on the candidate list, which keeps the score of that time even if the ranking has changed.
    """

    application: Application
    ranked: Ranked
    tallies: dict[Part, Tally]
    recorded: Candidate | None
    priority: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An edition's ranking, its unfinished cases, and the ids of those tied across a boundary of the places.

    `hidden` are the subjects shut to the person: unfinished cases among them are counted but not named.
    """

    edition: Edition
    settings: Settings
    lines: tuple[Line, ...]
    unfinished: tuple[Application, ...]
    tied: frozenset[int]
    report: Report | None
    hidden: frozenset[str]


async def evaluation_of(desk: Desk, edition_id: int) -> Evaluation:
    """Compute the evaluation from the stored sheets. Raises Forbidden for an interest in a ranked case (Art. 40)."""
    require(desk, Role.LEAD, Role.OFFICE, article=20)
    edition, settings = await known(desk, edition_id), await settings_of(desk, edition_id)
    sent = await desk.work.applications.of_edition(edition_id)
    listed = [one for one in sent if one.state in _LISTED]
    hidden = await desk.work.recusals.interests_of(desk.person.id)
    if any(subject_of(one) in hidden or one.person_id == desk.person.id for one in listed):
        raise Forbidden("evaluation.interested", article=40)
    lines = await _ranking(desk, settings, listed)
    unfinished = [one for one in sent if one.state not in ENDED and PLACES[one.state].stage not in _DECIDING]
    places = (settings.quota_award, settings.quota_nomination)
    report = await desk.work.candidates.report(edition_id)
    even = tied([line.ranked for line in lines], places)
    return Evaluation(edition, settings, tuple(lines), tuple(unfinished), even, report, hidden)


async def ranking_of(books: Reading, edition_id: int) -> tuple[Settings, list[Line]]:
    """Return the settings and the ranking of all ever evaluated, for the printed report (Art. 20).

    It checks no permission; whoever has it printed must.
    """
    settings = await settings_of(books, edition_id)
    sent = await books.work.applications.of_edition(edition_id)
    return settings, await _ranking(books, settings, [one for one in sent if _was_evaluated(one)])


async def line_of(desk: Desk, application_id: int) -> tuple[Evaluation, Line]:
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
    """Put the application on the candidate list for this honour, with its present score and rank (Art. 20)."""
    application = await opened(desk, application_id)
    await check(desk, application, "nominate")
    _, line = await line_of(desk, application_id)
    return await _put(desk, line, honour)


async def leave_out(desk: Desk, application_id: int) -> Application:
    """Leave the application off the candidate list; nobody is told before the result is published."""
    moved = await advance(desk, await opened(desk, application_id), "leave_out")
    await ask_to_deliberate(desk, moved.edition_id)
    return moved


async def nominate_by_rank(desk: Desk, edition_id: int) -> tuple[int, int]:
    """Draw up the list by rank alone. Returns how many were put on it and how many were left out.

    Ties across a boundary remain to be decided; cases that the person reviewed are left to a colleague, held ones to
    later.
    """
    evaluation = await evaluation_of(desk, edition_id)
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


async def _put(desk: Desk, line: Line, honour: Honour) -> Application:
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


async def _ranking(books: Reading, settings: Settings, listed: Sequence[Application]) -> list[Line]:
    tallies = {one.id: await _tallies(books, settings, one) for one in listed}
    ranked = ranking({one.id: _score(settings, one, tallies[one.id]) for one in listed})
    applications = {one.id: one for one in listed}
    return [await _line(books, applications[one.application_id], one, tallies[one.application_id]) for one in ranked]


def _was_evaluated(application: Application) -> bool:
    return PLACES[application.state].stage in _DECIDING and application.state is not State.STRUCK


async def _line(desk: Reading, application: Application, ranked: Ranked, tallies: dict[Part, Tally]) -> Line:
    answers = await desk.work.drafts.answers(application.draft_id)
    recorded = await desk.work.candidates.get(application.id)
    held = await is_on_hold(desk.work, application.id)
    return Line(application, ranked, tallies, recorded, has_ground(answers), held)


async def _tallies(desk: Reading, settings: Settings, application: Application) -> dict[Part, Tally]:
    return {part: await tally_of(desk, application, part) for part in settings.weights(application.kind)}


def _score(settings: Settings, application: Application, tallies: dict[Part, Tally]) -> Decimal:
    weights = settings.weights(application.kind)
    try:
        return composite({part: tallies[part].mean for part in weights}, weights)
    except Unscored as missing:
        part = Say(f"assignments.part.{missing}")
        raise Refusal("evaluation.unscored", article=20, number=application.number, part=part) from missing


def _check_open(evaluation: Evaluation) -> None:
    if evaluation.report is not None:
        raise Refusal("evaluation.closed_before", article=20)
    if not evaluation.lines:
        raise Refusal("evaluation.nobody", article=20)


async def _note(desk: Desk, act: str, edition_id: int, **details: object) -> None:
    about = f"edition:{edition_id}"
    await desk.work.journal.write(act, about, now=desk.now, person_id=desk.person.id, article=20, details=details)
