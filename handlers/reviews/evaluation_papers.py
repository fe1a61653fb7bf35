"""Gathers the evaluation report: the ranking as the stored sheets give it, and all that it rests on (Art. 20)."""

from functools import partial

from handlers.applications.edition_papers import edition_called
from handlers.engine.prints import Print
from papers.reviews import evaluations
from papers.reviews.evaluations import Rank, Ranks
from rules.applications.editions import Settings
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.engine.rubrics import Part
from rules.reviews.scores import Tally, rounded
from texts import say
from workflow.engine.desk import Books
from workflow.engine.records import Work
from workflow.engine.tasks import number_of
from workflow.reviews.ranks import Passed, RankLine, passed, ranking_of, ranks_of, tie_keys


async def evaluation(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the report with the ranking. Raises KeyError if it was never closed."""
    books, edition_id = Books(work, pack), number_of(about, "edition") or -1
    report = await work.candidates.report(edition_id)
    if report is None:
        raise KeyError(f"no report of {about}")
    answers, (settings, lines) = await work.drafts.answers(report.draft_id), await ranking_of(books, edition_id)
    places = {"awards": settings.quota_award, "nominations": settings.quota_nomination}
    panels = {part.value: settings.panel[part] for part in Part}
    paper = evaluations.Evaluation(
        issuer=pack.bodies.office.name(language),
        edition=await edition_called(books, edition_id, language),
        places=say(language, "papers.evaluation.of_places", **places),
        panels=say(language, "papers.evaluation.of_panels", **panels),
        words=str(answers["words"]),
        unfinished=str(answers.get("unfinished") or ""),
        ties=str(answers.get("ties") or ""),
        lines=[_line(pack, settings, one, language) for one in lines],
        ranks=await ranks(work, pack, edition_id, language, as_nominated=True),
        closed_on=office_day(report.closed_at),
    )
    return Print(say(language, "printing.file.evaluation"), partial(evaluations.report, paper, language))


async def ranks(work: Work, pack: Pack, edition_id: int, language: str, *, as_nominated: bool = False) -> Ranks:
    """Return all ranks as papers print them, with the reasons for whoever is passed over (Art. 3, 20, 21).

    With `as_nominated` they are those of the office's list, whatever the committee has made of it since.
    """
    books = Books(work, pack)
    settings, lines = await ranks_of(books, edition_id)
    over: list[str] = []
    for one in await passed(books, settings, lines, as_nominated=as_nominated):
        named = {"rank": one.line.ranked.rank, "number": one.line.application.number}
        over += [say(language, "meetings.passed_over", **named), *why_lines(language, one)]
    return Ranks(
        [
            Rank(
                line.ranked.rank,
                line.application.number or "",
                line.application.name or "",
                str(rounded(line.ranked.score)),
                pack.name_of_award(honour, language) if honour else say(language, "papers.evaluation.none"),
            )
            for line in lines
            for honour in [line.nominated if as_nominated else line.listed]
        ],
        over,
        say(language, "evaluation.by_rule", rule=tie_keys(pack)) if pack.tie_rule else "",
    )


def why_lines(language: str, one: Passed) -> list[str]:
    """Return who was put before somebody, and the reasons of office and committee."""
    lines = []
    if one.before:
        numbers = "、".join(other.application.number or "" for other in one.before)
        lines.append(say(language, "evaluation.passed", number=one.line.application.number, numbers=numbers))
    lines += [say(language, "evaluation.why_office", reason=one.office)] if one.office else []
    lines += [say(language, "evaluation.why_committee", reason=one.committee)] if one.committee else []
    return lines or [say(language, "evaluation.left_unexplained")]


def _line(pack: Pack, settings: Settings, line: RankLine, language: str) -> evaluations.RankedLine:
    application, weights = line.application, settings.weights(line.application.kind)
    return evaluations.RankedLine(
        rank=line.ranked.rank,
        number=application.number or "",
        name=application.name or "",
        score=str(rounded(line.ranked.score)),
        honour=_candidate(pack, line, language),
        priority=line.priority,
        parts=tuple(
            evaluations.Scored(
                say(language, f"assignments.part.{part.value}"),
                _sums(tally),
                str(rounded(tally.mean)) if tally.mean is not None else "—",
                round(weights[part] * 100),
            )
            for part, tally in line.tallies.items()
        ),
    )


def _candidate(pack: Pack, line: RankLine, language: str) -> str:
    """Return the honour for which the candidate was listed, with its score then if that has changed."""
    if line.recorded is None:
        return say(language, "papers.evaluation.none")
    honour = pack.name_of_award(line.recorded.honour.value, language)
    if line.recorded.score == line.ranked.score:
        return honour
    return say(language, "papers.evaluation.then", honour=honour, score=rounded(line.recorded.score))


def _sums(tally: Tally) -> str:
    marked = {one.id for one in tally.counted if one.marked}
    return "  ".join(
        f"{points}{'*' if one in tally.apart else ''}{'†' if one in marked else ''}"
        for one, points in tally.sums.items()
    )
