"""The notice to post: text, list, last day, how to object, and a code leading to the form (Art. 15, 17, 21, 22)."""

from dataclasses import dataclass
from datetime import date

from papers.engine.layout import LETTER, Block, Paper, coded, notice, prose, sealed, section, steps
from papers.engine.slots import part, slot
from texts import say


@dataclass(frozen=True, slots=True)
class Group:
    """Names under one heading; a list without awards is one group without a heading."""

    names: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A notice; `until_on` is its last day, `why` explains how it was counted, `url` leads to the objection form."""

    issuer: str
    number: str
    title: str
    text: str
    groups: tuple[Group, ...]
    from_on: date
    until_on: date
    why: str
    url: str


def sheet(paper: Sheet, language: str) -> Paper:
    """Make the sheet to seal and post."""
    days = {"from_on": paper.from_on, "until_on": paper.until_on}
    return Paper(
        language=language,
        title=slot("title", paper.title),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.from_on,
        size=LETTER,
        blocks=(
            part("text", prose(paper.text)),
            part("list", *(block for group in paper.groups for block in _group(group, language))),
            notice(slot("why", paper.why), title=slot("days", say(language, "papers.posting.days", **days))),
            prose(say(language, "papers.notice.objections")),
            coded(paper.url, say(language, "papers.notice.code")),
            sealed(paper.issuer, paper.from_on, language),
        ),
    )


def _group(group: Group, language: str) -> tuple[Block, ...]:
    names = steps(group.names, numbering=say(language, "papers.numbering"))
    return (section(group.heading), names) if group.heading else (names,)
