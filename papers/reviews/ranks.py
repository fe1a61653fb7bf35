"""The ranking on papers: every rank with what became of it, who is passed over and why, the rule for ties (Art. 3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from papers.engine.layout import Block, Table, prose, section, small, table
from texts import say


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
