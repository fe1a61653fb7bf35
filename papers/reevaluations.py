"""Papers of a re-evaluation: the decision that the title is kept, the notice of what is to be put right (Art. 5)."""

from dataclasses import dataclass
from datetime import date

from papers.layout import LETTER, Block, Paper, Slip, Table, blanks, notice, printed, prose, section, signed, table
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The title is kept: for whom, by which document, from which last day until which."""

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
    """What is to be put right: each demand with its last day, in their order."""

    issuer: str
    number: str
    party: str
    award: str
    document: str
    reasons: str
    demands: tuple[tuple[str, date], ...]
    decided_on: date
    contact: str


def decision(paper: Decision, language: str) -> bytes:
    """The decision in writing; its slip is the note that is kept with the certificate."""
    named = {"award": paper.award, "before": paper.before, "until": paper.until}
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.reevaluation.kept"),
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.decided_on,
            size=LETTER,
            blocks=(
                prose(say(language, "papers.dear", name=paper.party)),
                prose(say(language, "papers.reevaluation.evaluated", **named)),
                section(say(language, "papers.reasons")),
                prose(paper.reasons),
                section(say(language, "papers.sanction.decided")),
                notice(
                    say(language, "papers.reevaluation.keeps", **named),
                    title=say(language, "papers.reevaluation.by_article"),
                ),
                prose(say(language, "papers.sanction.document", document=paper.document, day=paper.decided_on)),
                prose(say(language, "papers.reevaluation.duties")),
                prose(say(language, "papers.contact", contact=paper.contact)),
                _sealed(paper.issuer, paper.decided_on, language),
            ),
            slip=_note(paper, language),
        )
    )


def rectification(paper: Notice, language: str) -> bytes:
    """The notice in writing, with a table of what is to be put right until when."""
    rows = tuple(
        (str(place), demand, say(language, "papers.day", day=due))
        for place, (demand, due) in enumerate(paper.demands, start=1)
    )
    head = tuple(say(language, f"papers.reevaluation.column.{name}") for name in ("place", "demand", "due"))
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.reevaluation.rectify"),
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.decided_on,
            size=LETTER,
            blocks=(
                prose(say(language, "papers.dear", name=paper.party)),
                prose(say(language, "papers.reevaluation.lacks", award=paper.award)),
                section(say(language, "papers.reasons")),
                prose(paper.reasons),
                section(say(language, "papers.reevaluation.demands")),
                table(Table(head=head, widths=(0, 1, 0), rows=rows)),
                notice(
                    say(language, "papers.reevaluation.then"), title=say(language, "papers.reevaluation.by_article")
                ),
                prose(say(language, "papers.reevaluation.how")),
                prose(say(language, "papers.sanction.document", document=paper.document, day=paper.decided_on)),
                prose(say(language, "papers.reevaluation.objecting", contact=paper.contact)),
                _sealed(paper.issuer, paper.decided_on, language),
            ),
            slip=Slip(
                title=say(language, "papers.slip.served", number=paper.number),
                blocks=(
                    prose(say(language, "papers.slip.got", applicant=paper.party, day=paper.decided_on)),
                    blanks((say(language, "papers.slip.signature"), say(language, "papers.slip.day"))),
                ),
            ),
        )
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


def _sealed(issuer: str, day: date, language: str) -> Block:
    return signed(issuer, say(language, "papers.seal_here"), say(language, "papers.day", day=day))
