"""The rights card of a holder: what it may ask of whom, with a code to check its certificate (Art. 28-30)."""

from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import Paper, code, fields, notice, printed, prose, small
from texts import say


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
