"""Lists of valid holders for departments and banks, with published facts only (Art. 28-30)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import Paper, Table, printed, prose, signed, table
from papers.engine.spreadsheets import sheet
from texts import say

COLUMNS = ("place", "name", "award", "decision", "certificate", "decided", "until")


@dataclass(frozen=True, slots=True)
class Row:
    """One holder, with what the announcement of its award said (Art. 27)."""

    name: str = field(repr=False)
    award: str
    decision: str
    certificate: str
    decided_on: date
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderList:
    """A list of holders, for one recipient."""

    issuer: str
    number: str
    audience: str
    recipient: str
    as_of: date
    dated: date
    rows: Sequence[Row]
    contact: str = ""


def excel(paper: HolderList, language: str) -> bytes:
    """Make the list as an Excel file."""
    rows = [
        (n, one.name, one.award, one.decision, one.certificate, one.decided_on, one.valid_until)
        for n, one in enumerate(paper.rows, start=1)
    ]
    return sheet(say(language, "papers.holder_list.sheet", as_of=paper.as_of.isoformat()), _heads(language), rows)


def pdf(paper: HolderList, language: str) -> bytes:
    """Print the list for filing: for whom, under which article, as of which day."""
    told = say(
        language,
        f"papers.holder_list.{paper.audience}",
        recipient=paper.recipient,
        as_of=paper.as_of,
        count=len(paper.rows),
    )
    rows = tuple(
        (
            str(n),
            one.name,
            one.award,
            one.decision,
            one.certificate,
            one.decided_on.isoformat(),
            one.valid_until.isoformat(),
        )
        for n, one in enumerate(paper.rows, start=1)
    )
    day = say(language, "papers.day", day=paper.dated)
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.holder_list.title"),
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.dated,
            contact=paper.contact,
            blocks=(
                prose(told),
                table(Table(_heads(language), (0, 3, 3, 2, 2, 0, 0), rows)),
                prose(say(language, "papers.holder_list.note")),
                signed(paper.issuer, say(language, "papers.seal_here"), day),
            ),
        )
    )


def _heads(language: str) -> tuple[str, ...]:
    return tuple(say(language, f"papers.holder_list.column.{column}") for column in COLUMNS)
