"""Papers of an application: the receipt, and the application form as submitted (Art. 12, 14)."""

from dataclasses import dataclass
from datetime import date, datetime

from papers.engine.layout import (
    Block,
    Box,
    Paper,
    check,
    fields,
    frames,
    notice,
    printed,
    prose,
    section,
    small,
    steps,
    table,
)
from papers.engine.layout import Table as Rows
from papers.engine.parts import Enclosure, enclosures, fingerprint
from rules.engine.calendar import office_day
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An applicant's receipt: `steps` are what happens next, in order; `why` explains how `due` was counted.

    `entry` says of a case brought on paper who entered it, and how to claim it.
    """

    issuer: str
    number: str
    applicant: str
    edition: str
    unit: str
    received_at: datetime
    files: tuple[Enclosure, ...]
    steps: tuple[str, ...]
    due: date
    why: str
    declaration_version: str
    file_set_sha256: str
    check_url: str = ""
    journal: str = ""
    contact: str = ""
    entry: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with the answer given; `secret` says what in it is a trade secret."""

    question: str
    answer: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator over the form's `years`, `values` in that order; `rank` is in the county or prefecture."""

    name: str
    unit: str
    values: tuple[str, ...]
    rank: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The application form as submitted: an individual signs it, an organisation signs and seals it."""

    issuer: str
    number: str
    applicant: str
    organisation: bool
    edition: str
    unit: str
    sections: tuple[Section, ...]
    years: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    files: tuple[Enclosure, ...]
    declaration: str
    declaration_version: str
    declared_by: str
    declared_at: datetime
    file_set_sha256: str
    contact: str = ""


def receipt(paper: Receipt, language: str) -> bytes:
    """Print the receipt of an application, with what comes next and how to withdraw."""
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.application.receipt"),
            issuer=paper.issuer,
            number=paper.number,
            dated=office_day(paper.received_at),
            blocks=(
                prose(say(language, "papers.application.received", applicant=paper.applicant, edition=paper.edition)),
                fields(_facts(paper, language), beside=check(paper.check_url, language)),
                section(say(language, "papers.files", files=len(paper.files))),
                enclosures(language, paper.files),
                section(say(language, "papers.next")),
                steps(paper.steps),
                notice(paper.why, title=say(language, "papers.by", day=paper.due)),
                section(say(language, "papers.withdraw")),
                prose(say(language, "papers.application.withdraw")),
            ),
            contact=paper.contact,
        )
    )


def _facts(paper: Receipt, language: str) -> tuple[tuple[str, str], ...]:
    return (
        (say(language, "papers.label.number"), paper.number),
        (say(language, "papers.label.applicant"), paper.applicant),
        (say(language, "papers.label.edition"), paper.edition),
        (say(language, "papers.label.unit"), paper.unit),
        (say(language, "papers.label.received"), say(language, "papers.moment", moment=paper.received_at)),
        (
            say(language, "papers.label.declaration"),
            say(
                language,
                "papers.declared",
                version=paper.declaration_version,
                fingerprint=fingerprint(paper.file_set_sha256),
            ),
        ),
        *paper.entry,
        *((say(language, "papers.label.journal"), head) for head in (paper.journal,) if head),
    )


def form(paper: Form, language: str) -> bytes:
    """Print the application form: sections, indicators, files, declaration, and frames for signature and seal."""
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.form.organisation" if paper.organisation else "papers.form.individual"),
            subtitle=paper.edition,
            issuer=paper.issuer,
            number=paper.number,
            dated=office_day(paper.declared_at),
            contact=paper.contact,
            blocks=(
                fields(
                    (
                        (say(language, "papers.label.applicant"), paper.applicant),
                        (say(language, "papers.label.unit"), paper.unit),
                    )
                ),
                *(block for part in paper.sections for block in _section(part, language)),
                *_indicators(paper, language),
                section(say(language, "papers.files", files=len(paper.files))),
                enclosures(language, paper.files),
                *_declaration(paper, language),
            ),
        )
    )


def _section(part: Section, language: str) -> tuple[Block, ...]:
    rows = ((answer.question, _answer(answer, language)) for answer in part.answers)
    return section(part.title), fields(rows, share=34)


def _answer(answer: Answer, language: str) -> str:
    if not answer.secret:
        return answer.answer
    return say(language, "papers.form.secret", answer=answer.answer, secret=answer.secret)


def _indicators(paper: Form, language: str) -> tuple[Block, ...]:
    if not paper.indicators:
        return ()
    names = ("papers.form.indicator", "papers.form.unit")
    years = (say(language, "papers.form.year", year=year) for year in paper.years)
    head = (*(say(language, name) for name in names), *years, say(language, "papers.form.rank"))
    rows = tuple((row.name, row.unit, *row.values, row.rank) for row in paper.indicators)
    widths = (5, 2, *(2 for _ in paper.years), 4)
    return section(say(language, "papers.form.indicators")), table(Rows(head=head, widths=widths, rows=rows))


def _declaration(paper: Form, language: str) -> tuple[Block, ...]:
    said = say(
        language,
        "papers.form.declared",
        name=paper.declared_by,
        moment=paper.declared_at,
        version=paper.declaration_version,
        fingerprint=fingerprint(paper.file_set_sha256),
    )
    day = say(language, "papers.blank_day")
    representative = Box(say(language, "papers.form.representative"), foot=day)
    seal = Box(say(language, "papers.form.seal"), hint=say(language, "papers.seal_hint"), foot=day)
    applicant = Box(say(language, "papers.form.signature"), foot=day)
    return (
        section(say(language, "papers.form.declaration")),
        prose(paper.declaration),
        small(said),
        frames((representative, seal) if paper.organisation else (applicant,)),
    )
