"""Papers of an objection: receipt, request for completion, refusal, and the result with its slip (Art. 22, 23)."""

from dataclasses import dataclass
from datetime import date, datetime

from papers.engine.layout import (
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
from papers.engine.parts import Enclosure, enclosures
from papers.engine.slots import part, slot
from rules.engine.calendar import office_day
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An objector's receipt; `identity` is printed as given, so pass it masked.

    `entry` says of a paper who entered it, and how to claim the case.
    """

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
    contact: str = ""
    entry: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of an objection: findings, whether it is upheld, what `follows`; it names only the objector.

    `confirm_by` is the last day for the slip; `investigators` is how many people investigated besides the office.
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
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The refusal of an objection, with reasons; it names only the objector."""

    issuer: str
    number: str
    objector: str
    notice: str
    against: str
    received_at: datetime
    reasons: str
    decided_on: date
    contact: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """The one request for what an objection lacks; `due` is the last day, `why` explains how it was counted."""

    issuer: str
    number: str
    objector: str
    notice: str
    against: str
    received_at: datetime
    items: tuple[str, ...]
    asked_on: date
    due: date
    why: str
    contact: str


def receipt(paper: Receipt, language: str) -> bytes:
    """Print the receipt of an objection, with the last day of its examination and how that was counted."""
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
            contact=paper.contact,
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
        *paper.entry,
        *((say(language, "papers.label.journal"), head) for head in (paper.journal,) if head),
    )


def _files(paper: Receipt, language: str) -> tuple[Block, ...]:
    if not paper.files:
        return ()
    return section(say(language, "papers.files", files=len(paper.files))), enclosures(language, paper.files)


def result(paper: Result, language: str) -> Paper:
    """Make the letter with the result, and the slip to confirm it or to disagree (Art. 23)."""
    facts = _named(paper, language)
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
            prose(say(language, "papers.objection.examined", **facts)),
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


def completion(paper: Completion, language: str) -> Paper:
    """Make the letter that asks an objector for each thing missing, by a last day (Art. 22)."""
    due = slot("due", say(language, "papers.day", day=paper.due))
    return Paper(
        language=language,
        title=say(language, "papers.objection.completion"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.asked_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.objector),
            prose(say(language, "papers.objection.lacking", **_named(paper, language))),
            part("items", steps(paper.items, numbering=say(language, "papers.numbering"))),
            notice(slot("why", paper.why), title=say(language, "papers.by", day=due)),
            prose(say(language, "papers.objection.lacking.means")),
            prose(say(language, "papers.objection.lacking.how")),
            prose(say(language, "papers.contact", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.asked_on, language),
        ),
    )


def refusal(paper: Refusal, language: str) -> Paper:
    """Make the letter that refuses an objection, with the reasons and the remaining remedies (Art. 23, 24)."""
    return Paper(
        language=language,
        title=say(language, "papers.objection.refusal"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.decided_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.objector),
            prose(say(language, "papers.objection.refused", **_named(paper, language))),
            section(say(language, "papers.reasons")),
            part("reasons", prose(paper.reasons), prose(paper.remedy)),
            section(say(language, "papers.refused.next")),
            prose(say(language, "papers.objection.refused.means")),
            prose(say(language, "papers.contact", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.decided_on, language),
        ),
    )


def _named(paper: Result | Refusal | Completion, language: str) -> dict[str, str]:
    """Return what identifies the objection in a letter: its notice, against whom, when it came."""
    return {
        "notice": slot("notice", paper.notice),
        "against": slot("against", paper.against),
        "moment": slot("received", say(language, "papers.moment", moment=paper.received_at)),
    }


def _outcome(paper: Result, language: str) -> tuple[Block, ...]:
    outcome = "papers.objection.upheld" if paper.upheld else "papers.objection.not_upheld"
    stands = notice(paper.reasons, title=say(language, outcome))
    means = prose(paper.follows or say(language, f"{outcome}.means"))
    return (stands, means, prose(paper.remedy)) if paper.remedy else (stands, means)


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
