"""The list of an edition's holders with who received plaque and certificate, and room to sign (Art. 27)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import Paper, Table, printed, prose, sealed, table
from texts import say


@dataclass(frozen=True, slots=True)
class Handed:
    """One holder; `on` and `receiver` are empty until somebody has received them."""

    certificate: str
    plaque: str
    holder: str = field(repr=False)
    award: str
    on: date | None = None
    receiver: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """All holders of an edition; `dated` is the day of the last entry, or of the decision."""

    issuer: str
    number: str
    edition: str
    rows: Sequence[Handed]
    dated: date


def handing(paper: Handing, language: str) -> bytes:
    """Print the list: beforehand to be signed at the ceremony, afterwards as a record of who received what."""
    columns = ("certificate", "plaque", "holder", "award", "on", "receiver", "signature")
    rows = tuple(
        (
            one.certificate,
            one.plaque,
            one.holder,
            one.award,
            say(language, "papers.day", day=one.on) if one.on is not None else "",
            one.receiver,
            "",
        )
        for one in paper.rows
    )
    head = tuple(say(language, f"papers.presentation.{column}") for column in columns)
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.presentation.title"),
            subtitle=paper.edition,
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.dated,
            blocks=(
                prose(say(language, "papers.presentation.about")),
                table(Table(head, (2, 2, 4, 3, 3, 3, 3), rows)),
                sealed(paper.issuer, paper.dated, language),
            ),
        )
    )
