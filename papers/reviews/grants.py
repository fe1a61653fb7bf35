"""Lists of an edition on paper: accepted, submitted to the county government, commended (Art. 17, 25, 27)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import LETTER, Block, Paper, Table, addressed, printed, prose, sealed, section, table
from papers.engine.slots import part, slot
from texts import say


@dataclass(frozen=True, slots=True)
class Named:
    """One entry: the number (of the application or the certificate), the name, and a remark."""

    number: str
    name: str = field(repr=False)
    about: str = ""


@dataclass(frozen=True, slots=True)
class Honoured:
    """The entries of one honour."""

    honour: str
    names: Sequence[Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptances:
    """The accepted applications; each entry's `about` is the receiving unit."""

    issuer: str
    edition: str
    names: Sequence[Named]
    drawn_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The submission to the county government: the edition's course in words, and the proposals by honour."""

    issuer: str
    government: str
    edition: str
    course: Sequence[str]
    proposed: Sequence[Honoured]
    contact: str
    dated: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Commendation:
    """The public announcement of a grant; `number` is the decision's, each entry's number the certificate's."""

    issuer: str
    number: str
    edition: str
    granted: Sequence[Honoured]
    decided_on: date
    valid_until: date


def acceptances(paper: Acceptances, language: str) -> Paper:
    """Make the acceptance list for the files (Art. 17)."""
    heads = _heads(language, "place", "application", "applicant", "unit")
    rows = tuple((str(n), one.number, one.name, one.about) for n, one in enumerate(paper.names, start=1))
    told = {"edition": slot("edition", paper.edition), "count": slot("count", str(len(paper.names)))}
    return Paper(
        language=language,
        title=say(language, "papers.accepted.title"),
        issuer=paper.issuer,
        number="",
        dated=paper.drawn_on,
        blocks=(
            prose(say(language, "papers.accepted.told", **told)),
            part("list", table(Table(heads, (0, 0, 3, 2), rows))),
            sealed(paper.issuer, paper.drawn_on, language),
        ),
    )


def submission(paper: Submission, language: str) -> Paper:
    """Make the letter that asks the county government to decide (Art. 25)."""
    return Paper(
        language=language,
        title=say(language, "papers.submission.title", edition=slot("edition", paper.edition)),
        issuer=paper.issuer,
        number="",
        dated=paper.dated,
        size=LETTER,
        blocks=(
            addressed(language, paper.government),
            part("course", *(prose(line) for line in paper.course)),
            part("list", *(block for each in paper.proposed for block in _honoured(each, language, "application"))),
            prose(say(language, "papers.submission.asked")),
            prose(say(language, "papers.contact", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.dated, language),
        ),
    )


def commendation(paper: Commendation, language: str) -> Paper:
    """Make the announcement of the commended, with the numbers of their certificates (Art. 27)."""
    edition = slot("edition", paper.edition)
    until = slot("valid_until", say(language, "papers.day", day=paper.valid_until))
    return Paper(
        language=language,
        title=say(language, "papers.commendation.title", edition=edition),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.decided_on,
        size=LETTER,
        blocks=(
            prose(say(language, "papers.commendation.decided", edition=edition, number=slot("document", paper.number))),
            part("list", *(block for each in paper.granted for block in _honoured(each, language, "certificate"))),
            prose(say(language, "papers.commendation.valid", until=until)),
            sealed(paper.issuer, paper.decided_on, language),
        ),
    )


def _honoured(group: Honoured, language: str, numbered: str) -> tuple[Block, ...]:
    rows = tuple((str(n), one.name, one.number) for n, one in enumerate(group.names, start=1))
    heads = _heads(language, "place", "name", numbered)
    return section(group.honour), table(Table(heads, (0, 4, 2), rows))


def _heads(language: str, *columns: str) -> tuple[str, ...]:
    return tuple(say(language, f"papers.list.{column}") for column in columns)


# The list of an edition's holders with who received plaque and certificate, and room to sign (Art. 27).


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
