"""The declarations of interest on one application: who declared what and when, each to be signed (Art. 40)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import Paper, Table, fields, printed, prose, sealed, table
from texts import say


@dataclass(frozen=True, slots=True)
class Declared:
    """One person's declaration; `word` is "none", "interest", "disclosed", "known" or "found_later"."""

    name: str = field(repr=False)
    role: str
    word: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """All declarations on one application; `drawn_on` is the day of the last."""

    issuer: str
    number: str
    applicant: str
    edition: str
    people: Sequence[Declared]
    drawn_on: date


def declarations(paper: Declarations, language: str) -> bytes:
    """Print the list, with room for everybody's signature."""
    about = (
        (say(language, "papers.label.number"), paper.number),
        (say(language, "papers.label.applicant"), paper.applicant),
        (say(language, "papers.label.edition"), paper.edition),
    )
    head = tuple(say(language, f"papers.recusal.{column}") for column in ("name", "role", "word", "on", "signature"))
    rows = tuple(
        (
            one.name,
            one.role,
            say(language, f"papers.recusal.said.{one.word}"),
            say(language, "papers.day", day=one.on),
            "",
        )
        for one in paper.people
    )
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.recusal.title"),
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.drawn_on,
            blocks=(
                fields(about),
                prose(say(language, "papers.recusal.promise")),
                table(Table(head, (3, 3, 4, 4, 3), rows)),
                sealed(paper.issuer, paper.drawn_on, language),
            ),
        )
    )
