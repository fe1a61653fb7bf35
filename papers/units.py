"""Letters about one application: what a unit asks to be completed, and each decision against it (Art. 15-19, 23)."""

from dataclasses import dataclass
from datetime import date

from papers.layout import (
    LETTER,
    Block,
    Paper,
    Slip,
    Table,
    blanks,
    code,
    notice,
    printed,
    prose,
    section,
    signed,
    steps,
    table,
)
from texts import say


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to complete: what is missing, and what would put it right."""

    missing: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """What a unit asks for, once; `due` is the last day, `why` explains how it was counted."""

    issuer: str
    number: str
    applicant: str
    edition: str
    items: tuple[Item, ...]
    asked_on: date
    due: date
    why: str
    contact: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A decision against an application with its reasons; `contact` is who answers questions about it."""

    issuer: str
    number: str
    applicant: str
    edition: str
    reasons: tuple[str, ...]
    decided_on: date
    contact: str


def supplement(paper: Supplement, language: str) -> bytes:
    """The notice that materials are to be completed, with the things named one by one."""
    head = tuple(say(language, f"papers.supplement.{column}") for column in ("missing", "remedy"))
    rows = tuple((str(n), item.missing, item.remedy) for n, item in enumerate(paper.items, start=1))
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.supplement.title"),
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.asked_on,
            size=LETTER,
            blocks=(
                prose(say(language, "papers.dear", name=paper.applicant)),
                prose(say(language, "papers.supplement.asked", edition=paper.edition, items=len(paper.items))),
                table(Table(head=("", *head), widths=(0, 1, 1), rows=rows)),
                notice(paper.why, title=say(language, "papers.by", day=paper.due)),
                prose(say(language, "papers.supplement.means")),
                prose(say(language, "papers.contact", contact=paper.contact)),
                *((code(paper.url, say(language, "papers.supplement.online")),) if paper.url else ()),
                signed(paper.issuer, say(language, "papers.day", day=paper.asked_on)),
            ),
        )
    )


def non_forwarding(paper: Letter, language: str) -> bytes:
    """The receiving unit's letter that it does not send the application on (Art. 15)."""
    return _refused(paper, language, "papers.non_forwarding")


def non_acceptance(paper: Letter, language: str) -> bytes:
    """The office's letter that the application is not on the acceptance list (Art. 17)."""
    return _refused(paper, language, "papers.non_acceptance")


def non_passing(paper: Letter, language: str) -> bytes:
    """The office's letter that the application did not pass the defence or the on-site review (Art. 18, 19)."""
    return _refused(paper, language, "papers.non_passing")


def striking(paper: Letter, language: str) -> bytes:
    """The office's letter that the application takes no further part in this edition (Art. 23, 36)."""
    return _refused(paper, language, "papers.striking")


def _refused(paper: Letter, language: str, key: str) -> bytes:
    return printed(
        Paper(
            language=language,
            title=say(language, f"{key}.title"),
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.decided_on,
            size=LETTER,
            blocks=(
                prose(say(language, "papers.dear", name=paper.applicant)),
                prose(say(language, f"{key}.decided", edition=paper.edition, day=paper.decided_on)),
                section(say(language, "papers.reasons")),
                steps(paper.reasons, numbering=say(language, "papers.numbering")),
                section(say(language, "papers.refused.next")),
                *_afterwards(paper, language, key),
                _sealed(paper, language),
            ),
            slip=_acknowledgement(paper, language),
        )
    )


def _afterwards(paper: Letter, language: str, key: str) -> tuple[Block, ...]:
    contact = say(language, "papers.contact", contact=paper.contact)
    return prose(say(language, f"{key}.means")), prose(contact)


def _sealed(paper: Letter, language: str) -> Block:
    day = say(language, "papers.day", day=paper.decided_on)
    return signed(paper.issuer, say(language, "papers.seal_here"), day)


def _acknowledgement(paper: Letter, language: str) -> Slip:
    return Slip(
        title=say(language, "papers.slip.served", number=paper.number),
        blocks=(
            prose(say(language, "papers.slip.got", applicant=paper.applicant, day=paper.decided_on)),
            blanks((say(language, "papers.slip.signature"), say(language, "papers.slip.day"))),
        ),
    )
