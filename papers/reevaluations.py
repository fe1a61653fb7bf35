"""Papers of a re-evaluation: the decision to keep the title, and the notice of rectifications (Art. 5)."""

from dataclasses import dataclass
from datetime import date

from papers.engine.layout import (
    LETTER,
    Paper,
    Slip,
    Table,
    addressed,
    blanks,
    decided_by,
    notice,
    prose,
    sealed,
    section,
    served,
    table,
)
from papers.engine.slots import part, slot
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The decision to keep a title: whose, by which document, with the old and the new last day."""

    issuer: str
    number: str
    party: str
    award: str
    certificate: str
    document: str
    reasons: str
    before: date
    until: date
    decided_on: date
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The demands to be put right, each with its last day, in order."""

    issuer: str
    number: str
    party: str
    award: str
    document: str
    reasons: str
    demands: tuple[tuple[str, date], ...]
    decided_on: date
    contact: str


def decision(paper: Decision, language: str) -> Paper:
    """Make the decision; its slip is the note to keep with the certificate."""
    named = {
        "award": slot("award", paper.award),
        "before": slot("before", say(language, "papers.day", day=paper.before)),
        "until": slot("valid_until", say(language, "papers.day", day=paper.until)),
    }
    return Paper(
        language=language,
        title=say(language, "papers.reevaluation.kept"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.decided_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.party),
            prose(say(language, "papers.reevaluation.evaluated", **named)),
            section(say(language, "papers.reasons")),
            part("reasons", prose(paper.reasons)),
            section(say(language, "papers.sanction.decided")),
            notice(
                say(language, "papers.reevaluation.keeps", **named),
                title=say(language, "papers.reevaluation.by_article"),
            ),
            decided_by(paper.document, paper.decided_on, language),
            prose(say(language, "papers.reevaluation.duties")),
            prose(say(language, "papers.contact", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.decided_on, language),
        ),
        slip=_note(paper, language),
    )


def rectification(paper: Notice, language: str) -> Paper:
    """Make the notice, with a table of what is to be put right by when."""
    rows = tuple(
        (str(place), demand, say(language, "papers.day", day=due))
        for place, (demand, due) in enumerate(paper.demands, start=1)
    )
    head = tuple(say(language, f"papers.reevaluation.column.{name}") for name in ("place", "demand", "due"))
    return Paper(
        language=language,
        title=say(language, "papers.reevaluation.rectify"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.decided_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.party),
            prose(say(language, "papers.reevaluation.lacks", award=slot("award", paper.award))),
            section(say(language, "papers.reasons")),
            part("reasons", prose(paper.reasons)),
            section(say(language, "papers.reevaluation.demands")),
            part("demands", table(Table(head=head, widths=(0, 1, 0), rows=rows))),
            notice(say(language, "papers.reevaluation.then"), title=say(language, "papers.reevaluation.by_article")),
            prose(say(language, "papers.reevaluation.how")),
            decided_by(paper.document, paper.decided_on, language),
            prose(say(language, "papers.reevaluation.objecting", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.decided_on, language),
        ),
        slip=served(paper.number, paper.party, paper.decided_on, language),
    )


def _note(paper: Decision, language: str) -> Slip:
    said = {"party": paper.party, "award": paper.award, "certificate": paper.certificate or "—"}
    return Slip(
        title=say(language, "papers.reevaluation.note", number=paper.number),
        blocks=(
            prose(say(language, "papers.reevaluation.noted", **said, document=paper.document, until=paper.until)),
            blanks((say(language, "papers.seal_here"), say(language, "papers.slip.day"))),
        ),
    )
