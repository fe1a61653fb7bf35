"""Papers of an objection: receipt, why it is not admitted, the result with the slip that confirms it (Art. 22, 23)."""

from dataclasses import dataclass
from datetime import date, datetime

from papers.enclosures import Enclosure, enclosures
from papers.layout import (
    LETTER,
    Block,
    Paper,
    Slip,
    addressed,
    blanks,
    check,
    choices,
    coded,
    fields,
    notice,
    printed,
    prose,
    sealed,
    section,
    steps,
)
from papers.slots import part, slot
from rules.calendar import office_day
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an objector holds in hand. `identity` is shown as given and is therefore given masked."""

    issuer: str
    number: str
    objector: str
    identity: str
    notice: str
    against: str
    received_at: datetime
    files: tuple[Enclosure, ...]
    steps: tuple[str, ...]
    due: date
    why: str
    check_url: str = ""
    journal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of an objection: what was found, whether it stands, what `follows`; names nobody but the objector.

    `confirm_by` is the last day for the slip; `investigators` is how many people looked into it besides the office.
    """

    issuer: str
    number: str
    objector: str
    notice: str
    against: str
    received_at: datetime
    upheld: bool
    findings: str
    reasons: str
    decided_on: date
    confirm_by: date
    confirm_url: str = ""
    investigators: int = 0
    follows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """That an objection is not admitted, and why; names nobody but the objector."""

    issuer: str
    number: str
    objector: str
    notice: str
    against: str
    received_at: datetime
    reasons: str
    decided_on: date
    contact: str


def receipt(paper: Receipt, language: str) -> bytes:
    """The receipt of an objection, with the day by which it is examined and how that day was counted."""
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.objection.receipt"),
            issuer=paper.issuer,
            number=paper.number,
            dated=office_day(paper.received_at),
            blocks=(
                prose(say(language, "papers.objection.received", objector=paper.objector)),
                fields(_facts(paper, language), beside=check(paper.check_url, language)),
                notice(paper.why, title=say(language, "papers.objection.examined_by", day=paper.due)),
                *_files(paper, language),
                section(say(language, "papers.next")),
                steps(paper.steps),
                section(say(language, "papers.withdraw")),
                prose(say(language, "papers.objection.withdraw")),
            ),
        )
    )


def _facts(paper: Receipt, language: str) -> tuple[tuple[str, str], ...]:
    return (
        (say(language, "papers.label.number"), paper.number),
        (say(language, "papers.label.notice"), paper.notice),
        (say(language, "papers.label.against"), paper.against),
        (say(language, "papers.label.objector"), paper.objector),
        (say(language, "papers.label.identity"), paper.identity),
        (say(language, "papers.label.received"), say(language, "papers.moment", moment=paper.received_at)),
        *((say(language, "papers.label.journal"), head) for head in (paper.journal,) if head),
    )


def _files(paper: Receipt, language: str) -> tuple[Block, ...]:
    if not paper.files:
        return ()
    return section(say(language, "papers.files", files=len(paper.files))), enclosures(language, paper.files)


def result(paper: Result, language: str) -> Paper:
    """The letter that tells the objector the result, with the slip to confirm it or to disagree (Art. 23)."""
    facts = {"notice": slot("notice", paper.notice), "against": slot("against", paper.against)}
    received = slot("received", say(language, "papers.moment", moment=paper.received_at))
    until = slot("until", say(language, "papers.day", day=paper.confirm_by))
    return Paper(
        language=language,
        title=say(language, "papers.objection.result"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.decided_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.objector),
            prose(say(language, "papers.objection.examined", moment=received, **facts)),
            section(say(language, "papers.objection.findings")),
            part("findings", *_investigated(paper, language), prose(paper.findings)),
            section(say(language, "papers.objection.outcome")),
            part("outcome", *_outcome(paper, language)),
            prose(say(language, "papers.objection.confirm", day=until)),
            coded(paper.confirm_url, say(language, "papers.objection.online")),
            sealed(paper.issuer, paper.decided_on, language),
        ),
        slip=_slip(paper, language),
    )


def refusal(paper: Refusal, language: str) -> Paper:
    """The letter that an objection is not admitted, with the reasons and what can still be done (Art. 23, 24)."""
    facts = {"notice": slot("notice", paper.notice), "against": slot("against", paper.against)}
    received = slot("received", say(language, "papers.moment", moment=paper.received_at))
    return Paper(
        language=language,
        title=say(language, "papers.objection.refusal"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.decided_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.objector),
            prose(say(language, "papers.objection.refused", moment=received, **facts)),
            section(say(language, "papers.reasons")),
            part("reasons", prose(paper.reasons)),
            section(say(language, "papers.refused.next")),
            prose(say(language, "papers.objection.refused.means")),
            prose(say(language, "papers.contact", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.decided_on, language),
        ),
    )


def _outcome(paper: Result, language: str) -> tuple[Block, ...]:
    outcome = "papers.objection.upheld" if paper.upheld else "papers.objection.not_upheld"
    stands = notice(paper.reasons, title=say(language, outcome))
    return stands, prose(paper.follows or say(language, f"{outcome}.means"))


def _investigated(paper: Result, language: str) -> tuple[Block, ...]:
    if not paper.investigators:
        return ()
    return (prose(say(language, "papers.objection.investigated", count=paper.investigators)),)


def _slip(paper: Result, language: str) -> Slip:
    return Slip(
        title=say(language, "papers.slip.title", number=paper.number),
        blocks=(
            prose(say(language, "papers.slip.received", issuer=paper.issuer, day=paper.decided_on)),
            choices((say(language, "papers.slip.agree"), say(language, "papers.slip.disagree"))),
            blanks(("", "", say(language, "papers.slip.signature"), say(language, "papers.slip.day"))),
            prose(say(language, "papers.slip.return", issuer=paper.issuer, day=paper.confirm_by)),
        ),
    )
