"""Papers of a sanction: the hearing letter to the party, the decision, the public circular (Art. 5, 36-39)."""

from dataclasses import dataclass
from datetime import date

from papers.engine.layout import LETTER, Paper, addressed, decided_by, notice, prose, sealed, section, served
from papers.engine.slots import part, slot
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What a party is asked to answer; `cited` names the article, `why` explains how the last day was counted."""

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
    """A decision and its effect; `article` chooses the title, `effect` is what follows, `remedy` what can be done."""

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
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """The circular to the public, word for word as it was checked."""

    issuer: str
    number: str
    title: str
    text: str
    published_on: date


def hearing(paper: Hearing, language: str) -> Paper:
    """Make the letter that tells a party the allegations and the last day for an answer."""
    until = say(language, "papers.by", day=paper.due) if paper.due else say(language, "papers.sanction.undelivered")
    return Paper(
        language=language,
        title=say(language, "papers.sanction.hearing"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.asked_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.party),
            prose(say(language, "papers.sanction.asked", cited=slot("cited", paper.cited))),
            section(say(language, "papers.sanction.facts")),
            part("facts", prose(paper.facts)),
            notice(slot("why", paper.why), title=slot("due", until)),
            prose(say(language, "papers.sanction.how")),
            prose(say(language, "papers.contact", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.asked_on, language),
        ),
        slip=served(paper.number, paper.party, paper.asked_on, language),
    )


def decision(paper: Decision, language: str) -> Paper:
    """Make the decision: facts, reasons, what follows and until when."""
    return Paper(
        language=language,
        title=slot("title", say(language, f"papers.sanction.title.{paper.article}")),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.decided_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.party),
            section(say(language, "papers.sanction.facts")),
            part("facts", prose(paper.facts)),
            section(say(language, "papers.reasons")),
            part("reasons", prose(paper.reasons), prose(paper.remedy)),
            section(say(language, "papers.sanction.decided")),
            notice(
                slot("effect", paper.effect),
                title=say(language, "papers.sanction.by", cited=slot("cited", paper.cited)),
            ),
            decided_by(paper.document, paper.decided_on, language),
            prose(say(language, "papers.sanction.remedy", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.decided_on, language),
        ),
        slip=served(paper.number, paper.party, paper.decided_on, language),
    )


def circular(paper: Circular, language: str) -> Paper:
    """Make the circular, to be posted."""
    return Paper(
        language=language,
        title=slot("title", paper.title),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.published_on,
        size=LETTER,
        blocks=(part("text", prose(paper.text)), sealed(paper.issuer, paper.published_on, language)),
    )
