"""Lists of valid holders for departments and banks, with published facts only (Art. 28-30)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import Paper, Table, code, fields, notice, printed, prose, signed, small, table
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


# The rights card of a holder: what it may ask of whom, with a code to check its certificate (Art. 28-30).


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The content of a rights card."""

    issuer: str
    holder: str = field(repr=False)
    award: str
    certificate: str
    organisation: bool
    decision: str
    valid_until: date
    dated: date
    check_url: str
    contact: str = ""


def articles(organisation: bool) -> tuple[int, ...]:
    """Return the articles that give a holder rights; the first two speak only of enterprises and organisations."""
    return (28, 29, 30) if organisation else (30,)


def card(paper: Card, language: str) -> bytes:
    """Print the card as PDF."""
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.rights.title"),
            issuer=paper.issuer,
            number="",
            dated=paper.dated,
            contact=paper.contact,
            blocks=(
                fields(_facts(paper, language), beside=code(paper.check_url, say(language, "papers.rights.check"))),
                prose(say(language, "papers.rights.told", until=paper.valid_until)),
                *(prose(say(language, f"papers.rights.{article}")) for article in articles(paper.organisation)),
                notice(say(language, "papers.rights.not_for_sale")),
                small(say(language, "papers.rights.dated", day=paper.dated)),
            ),
        )
    )


def _facts(paper: Card, language: str) -> tuple[tuple[str, str], ...]:
    labelled = (
        ("papers.label.holder", paper.holder),
        ("papers.label.award", paper.award),
        ("papers.rights.certificate", paper.certificate),
        ("papers.rights.decision", paper.decision),
        ("papers.rights.until", say(language, "papers.day", day=paper.valid_until)),
    )
    return tuple((say(language, key), value) for key, value in labelled if value)
