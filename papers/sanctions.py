"""Papers of a sanction: the letter that hears the party, the decision, the circular to the public (Art. 5, 36-39)."""

from dataclasses import dataclass
from datetime import date

from papers.layout import LETTER, Block, Paper, Slip, blanks, notice, printed, prose, section, signed
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What somebody is asked to answer to; `cited` names the article, `why` says how the last day was counted."""

    issuer: str
    number: str
    party: str
    cited: str
    facts: str
    asked_on: date
    due: date | None
    why: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided and what it means; `article` chooses the title, `effect` is what follows."""

    issuer: str
    number: str
    party: str
    article: int
    cited: str
    document: str
    facts: str
    reasons: str
    effect: str
    decided_on: date
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """What the public reads, word for word as it was checked."""

    issuer: str
    number: str
    title: str
    text: str
    published_on: date


def hearing(paper: Hearing, language: str) -> bytes:
    """The letter that tells a party what is held against it and until when it may answer."""
    until = say(language, "papers.by", day=paper.due) if paper.due else say(language, "papers.sanction.undelivered")
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.sanction.hearing"),
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.asked_on,
            size=LETTER,
            blocks=(
                prose(say(language, "papers.dear", name=paper.party)),
                prose(say(language, "papers.sanction.asked", cited=paper.cited)),
                section(say(language, "papers.sanction.facts")),
                prose(paper.facts),
                notice(paper.why, title=until),
                prose(say(language, "papers.sanction.how")),
                prose(say(language, "papers.contact", contact=paper.contact)),
                _sealed(paper.issuer, paper.asked_on, language),
            ),
            slip=_acknowledgement(paper.number, paper.party, paper.asked_on, language),
        )
    )


def decision(paper: Decision, language: str) -> bytes:
    """The decision in writing: facts, reasons, what follows and until when."""
    return printed(
        Paper(
            language=language,
            title=say(language, f"papers.sanction.title.{paper.article}"),
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.decided_on,
            size=LETTER,
            blocks=(
                prose(say(language, "papers.dear", name=paper.party)),
                section(say(language, "papers.sanction.facts")),
                prose(paper.facts),
                section(say(language, "papers.reasons")),
                prose(paper.reasons),
                section(say(language, "papers.sanction.decided")),
                notice(paper.effect, title=say(language, "papers.sanction.by", cited=paper.cited)),
                prose(say(language, "papers.sanction.document", document=paper.document, day=paper.decided_on)),
                prose(say(language, "papers.sanction.remedy", contact=paper.contact)),
                _sealed(paper.issuer, paper.decided_on, language),
            ),
            slip=_acknowledgement(paper.number, paper.party, paper.decided_on, language),
        )
    )


def circular(paper: Circular, language: str) -> bytes:
    """The circular, to be posted."""
    return printed(
        Paper(
            language=language,
            title=paper.title,
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.published_on,
            size=LETTER,
            blocks=(prose(paper.text), _sealed(paper.issuer, paper.published_on, language)),
        )
    )


def _sealed(issuer: str, day: date, language: str) -> Block:
    return signed(issuer, say(language, "papers.seal_here"), say(language, "papers.day", day=day))


def _acknowledgement(number: str, party: str, day: date, language: str) -> Slip:
    return Slip(
        title=say(language, "papers.slip.served", number=number),
        blocks=(
            prose(say(language, "papers.slip.got", applicant=party, day=day)),
            blanks((say(language, "papers.slip.signature"), say(language, "papers.slip.day"))),
        ),
    )
