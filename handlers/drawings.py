"""Gathers pictures for the chat: an application's progress, the July matrix, a ranking (Art. 15, 20, 32)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from handlers.applications.edition_papers import edition_called
from handlers.engine.lists import PAGE
from handlers.engine.prints import Print, needed
from papers.engine import documents
from rules.applications.editions import Settings
from rules.applications.lifecycle import ENDED, PLACES, Application, Stage
from rules.engine.pack import Pack
from rules.engine.rubrics import Part
from rules.reviews.scores import Tally, rounded
from texts import say
from workflow.awards.july import HolderYears as Holder
from workflow.awards.july import lines_of
from workflow.engine.desk import Books
from workflow.engine.records import Work
from workflow.engine.tasks import number_of
from workflow.office.drawings import days_of, due_of, title_of
from workflow.reviews.ranks import RankLine, ranking_of

YEARS = 6
"""The most years that fit side by side on a phone."""
RANKED = 20
"""The most applications of a ranking that are drawn, from the top."""


async def progress(work: Work, pack: Pack, about: str, language: str, *, late: bool = False) -> Print:
    """Return the stages of an application, with the day on which it reached each; `late` when its day has passed."""
    application = needed(await work.applications.get(number_of(about, "application") or -1), about)
    books, title = Books(work, pack), await title_of(Books(work, pack), application)
    days, due = await days_of(books, application), await due_of(books, application)
    reached = list(Stage).index(PLACES[application.shown].stage)
    stops = []
    for place, stage in enumerate(Stage):
        day = days.get(stage)
        note = say(language, "papers.day", day=day) if day and place <= reached else ""
        if place == reached and due is not None:
            note = say(language, "drawings.passed" if late else "drawings.until", due=due)
        stops.append(documents.Stop(say(language, f"status.stage.{stage.value}"), _mark(application, place), note))
    step = f"status.next.{application.shown.value}"
    foot = "" if application.state in ENDED else say(language, "status.next", step=say(language, step))
    name = say(language, "drawings.file.progress", number=application.number or say(language, "drawings.unsent"))
    return Print(name, partial(documents.way, language, say(language, title.key, **title.values), stops, foot=foot))


async def july(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return one page of the July matrix: its holders by the latest years."""
    page = number_of(about, "july") or 0
    lines = await lines_of(Books(work, pack), limit=PAGE, after=page * PAGE)
    years = sorted({year for line in lines for year in line.marks})[-YEARS:]
    rows = [_row(line, years, language) for line in lines]
    title = say(language, "drawings.july_title", page=page + 1)
    make = partial(documents.years, language, title, [str(year) for year in years], rows)
    return Print(say(language, "drawings.file.july", page=page + 1), make)


async def scores(work: Work, pack: Pack, about: str, language: str) -> Print:
    """Return the top of a ranking: what each part contributes to each composite."""
    books, edition_id = Books(work, pack), number_of(about, "edition") or -1
    settings, lines = await ranking_of(books, edition_id)
    bars = [_bar(settings, line, language) for line in lines[:RANKED]]
    foot = say(language, "drawings.first", shown=len(bars), count=len(lines)) if len(lines) > RANKED else ""
    title = say(language, "drawings.scores_title", edition=await edition_called(books, edition_id, language))
    return Print(say(language, "drawings.file.scores"), partial(documents.bars, language, title, bars, foot=foot))


def shares(weights: Mapping[Part, Decimal], tallies: Mapping[Part, Tally]) -> tuple[float, ...]:
    """Return what each part contributes to a composite, in per cent of the maximum.

    A rubric's points need not add up to 100.
    """
    return tuple(
        float(100 * weights[part] * tally.mean / tally.total)
        for part, tally in tallies.items()
        if tally.mean is not None
    )


def _mark(application: Application, place: int) -> str:
    reached = list(Stage).index(PLACES[application.shown].stage)
    if place < reached:
        return "done"
    if place > reached:
        return "ahead"
    return "stopped" if application.state in ENDED else "now"


def _row(line: Holder, years: list[int], language: str) -> documents.Row:
    marks = [line.marks.get(year) for year in years]
    cells = [None if mark is None else (mark, say(language, f"assessments.mark.{mark}")) for mark in marks]
    return documents.Row(line.award.name, tuple(cells))


def _bar(settings: Settings, line: RankLine, language: str) -> documents.Bar:
    application, weights = line.application, settings.weights(line.application.kind)
    means = {part: tally.mean for part, tally in line.tallies.items() if tally.mean is not None}
    named = [
        say(
            language,
            "drawings.part",
            part=say(language, f"assignments.part.{part.value}"),
            mean=rounded(mean),
            weight=round(weights[part] * 100),
        )
        for part, mean in means.items()
    ]
    return documents.Bar(
        say(
            language,
            "drawings.ranked",
            rank=line.ranked.rank,
            number=application.number or "",
            name=application.name or "",
        ),
        str(rounded(line.ranked.score)),
        shares(weights, line.tallies),
        "　".join(named),
    )
