"""The record of a committee meeting: attendance, recusals, each vote and its outcome (Art. 4, 8, 21)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import Block, Box, Paper, Table, fields, frames, printed, prose, section, table
from papers.reviews.evaluations import Ranks, all_ranks
from rules.reviews.meetings import Vote
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One candidate: the honour, the votes, the recused, and the reason for exceeding the number of places."""

    rank: int
    number: str
    name: str = field(repr=False)
    honour: str
    voting: int
    votes: Mapping[Vote, int]
    passed: bool
    recused: tuple[str, ...] = ()
    over: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The record; `vacancy` is the reason why a place stays empty, `deputy` why a deputy presided, if so."""

    issuer: str
    edition: str
    on: date
    place: str
    present: tuple[str, ...]
    members: int
    words: str
    vacancy: str
    decided: Sequence[Decided]
    ranks: Ranks
    deputy: str = field(default="", repr=False)


def record(paper: Record, language: str) -> bytes:
    """Print the record for the signature of the presiding member."""
    present = say(language, "papers.meeting.of", count=len(paper.present), members=paper.members)
    about = (
        (say(language, "papers.label.edition"), paper.edition),
        (say(language, "papers.meeting.on"), say(language, "papers.day", day=paper.on)),
        (say(language, "papers.meeting.place"), paper.place),
        (say(language, "papers.meeting.present"), "\n".join((*paper.present, present))),
    )
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.meeting.title"),
            issuer=paper.issuer,
            number="",
            dated=paper.on,
            blocks=(
                fields(about),
                section(say(language, "papers.meeting.words")),
                prose(paper.words),
                section(say(language, "papers.meeting.votes")),
                table(_votes(paper.decided, language)),
                *all_ranks(paper.ranks, language),
                *_recused(paper.decided, language),
                *((section(say(language, "papers.meeting.deputy")), prose(paper.deputy)) if paper.deputy else ()),
                *(block for one in paper.decided if one.over for block in _over(one, language)),
                *((section(say(language, "papers.meeting.vacancy")), prose(paper.vacancy)) if paper.vacancy else ()),
                _signing(language),
            ),
        )
    )


def _votes(decided: Sequence[Decided], language: str) -> Table:
    columns = ("rank", "name", "voting", *(vote.value for vote in Vote), "outcome")
    rows = tuple(
        (
            str(one.rank),
            f"{one.name}\n{one.number} {one.honour}",
            str(one.voting),
            *(str(one.votes.get(vote, 0)) for vote in Vote),
            say(language, f"papers.meeting.{'passed' if one.passed else 'declined'}"),
        )
        for one in decided
    )
    heads = tuple(say(language, f"papers.meeting.{column}") for column in columns)
    return Table(heads, (0, 1, 0, 0, 0, 0, 0), rows)


def _recused(decided: Sequence[Decided], language: str) -> tuple[Block, ...]:
    lines = [
        say(language, "papers.meeting.stood", number=one.number, name=name) for one in decided for name in one.recused
    ]
    return (section(say(language, "papers.meeting.recused")), prose("\n".join(lines))) if lines else ()


def _over(one: Decided, language: str) -> tuple[Block, ...]:
    return section(say(language, "papers.meeting.over", number=one.number)), prose(one.over)


def _signing(language: str) -> Block:
    foot = say(language, "papers.blank_day")
    return frames([Box(say(language, f"papers.meeting.{who}"), foot=foot) for who in ("presided", "recorded")])
