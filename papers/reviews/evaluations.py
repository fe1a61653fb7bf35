"""The evaluation report: the weights, the ranking, and the sums of all sheets behind it (Art. 20)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import Block, Paper, Table, fields, printed, prose, section, signed, small, table
from texts import say

# The ranking on papers: every rank with what became of it, who is passed over and why, the rule for ties (Art.
# 3).


@dataclass(frozen=True, slots=True)
class Rank:
    """One application in the ranking, and whether it is on the list."""

    rank: int
    number: str
    name: str = field(repr=False)
    score: str
    result: str


@dataclass(frozen=True, slots=True)
class Ranks:
    """All ranks; `passed` has the words for each who is passed over, `rule` those for equal scores."""

    ranks: Sequence[Rank]
    passed: Sequence[str] = field(repr=False)
    rule: str


def all_ranks(paper: Ranks, language: str) -> tuple[Block, ...]:
    """Return the table of all ranks, and `passed_over`."""
    heads = ("rank", "number", "name", "score")
    named = (*(say(language, f"papers.evaluation.{head}") for head in heads), say(language, "papers.ranks.result"))
    rows = tuple((str(one.rank), one.number, one.name, one.score, one.result) for one in paper.ranks)
    return (
        section(say(language, "papers.ranks.title")),
        table(Table(named, (0, 0, 5, 0, 4), rows)),
        *passed_over(paper, language),
    )


def passed_over(paper: Ranks, language: str) -> tuple[Block, ...]:
    """Return the reasons for each who is passed over, or that nobody is; then whose rule the one for ties is."""
    words = "\n".join(paper.passed) or say(language, "papers.ranks.none")
    said = (section(say(language, "papers.ranks.passed")), prose(words))
    return (*said, small(paper.rule)) if paper.rule else said


@dataclass(frozen=True, slots=True)
class Scored:
    """One part of one application: the sums of its sheets as text, their mean, and the weight."""

    part: str
    sums: str
    mean: str
    weight: int


@dataclass(frozen=True, slots=True)
class RankedLine:
    """One application in the ranking; `honour` is what it is a candidate for."""

    rank: int
    number: str
    name: str = field(repr=False)
    score: str
    honour: str
    priority: bool
    parts: tuple[Scored, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The report; `words` are the office's own, `unfinished` and `ties` its reasons where it had to give any."""

    issuer: str
    edition: str
    places: str
    panels: str
    words: str
    unfinished: str
    ties: str
    lines: Sequence[RankedLine]
    ranks: Ranks
    closed_on: date


def report(paper: Evaluation, language: str) -> bytes:
    """Print the report for the committee's files."""
    about = (
        (say(language, "papers.label.edition"), paper.edition),
        (say(language, "papers.evaluation.places"), paper.places),
        (say(language, "papers.evaluation.panels"), paper.panels),
        (say(language, "papers.evaluation.count"), str(len(paper.lines))),
    )
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.evaluation.title"),
            issuer=paper.issuer,
            number="",
            dated=paper.closed_on,
            blocks=(
                fields(about),
                section(say(language, "papers.evaluation.words")),
                prose(paper.words),
                *_reason(language, "unfinished", paper.unfinished),
                *_reason(language, "ties", paper.ties),
                section(say(language, "papers.evaluation.ranking")),
                table(_ranking(paper.lines, language)),
                small(say(language, "papers.evaluation.ranked_by")),
                *passed_over(paper.ranks, language),
                section(say(language, "papers.evaluation.sheets")),
                table(_sheets(paper.lines, language)),
                small(say(language, "papers.evaluation.marks")),
                signed(
                    paper.issuer, say(language, "papers.seal_here"), say(language, "papers.day", day=paper.closed_on)
                ),
            ),
        )
    )


def _reason(language: str, key: str, text: str) -> tuple[Block, ...]:
    return (section(say(language, f"papers.evaluation.{key}")), prose(text)) if text else ()


def _ranking(lines: Sequence[RankedLine], language: str) -> Table:
    head = _heads(language, "rank", "number", "name", "score", "honour")
    rows = tuple(
        (
            str(one.rank),
            one.number,
            say(language, "papers.evaluation.first", name=one.name) if one.priority else one.name,
            one.score,
            one.honour,
        )
        for one in lines
    )
    return Table(head, (0, 0, 5, 0, 4), rows)


def _sheets(lines: Sequence[RankedLine], language: str) -> Table:
    head = _heads(language, "number", "part", "sums", "mean", "weight")
    rows = tuple(
        (one.number, part.part, part.sums, part.mean, f"{part.weight}%") for one in lines for part in one.parts
    )
    return Table(head, (0, 2, 4, 0, 0), rows)


def _heads(language: str, *columns: str) -> tuple[str, ...]:
    return tuple(say(language, f"papers.evaluation.{column}") for column in columns)
