"""Papers of the July self-assessment: receipt and reminder (Art. 32)."""

from dataclasses import dataclass
from datetime import date, datetime

from papers.engine.layout import LETTER, Paper, addressed, check, fields, notice, printed, prose, sealed, section
from papers.engine.parts import Enclosure, enclosures
from papers.engine.slots import slot
from rules.engine.calendar import office_day
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A holder's receipt for its report; `due` was the last day, `why` explains how it was counted."""

    issuer: str
    number: str
    holder: str
    award: str
    year: int
    received_at: datetime
    due: date
    late: bool
    why: str
    files: tuple[Enclosure, ...]
    check_url: str = ""
    journal: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A reminder of a report that has not come; `due` is its last day, `late` says that it has passed."""

    issuer: str
    number: str
    holder: str
    award: str
    year: int
    due: date
    late: bool
    dated: date
    contact: str


def reminder(paper: Reminder, language: str) -> Paper:
    """Make the letter that reminds a holder of its July report, when no message reaches it (Art. 32)."""
    named = {"award": slot("award", paper.award), "year": slot("year", str(paper.year))}
    due = slot("due", say(language, "papers.day", day=paper.due))
    return Paper(
        language=language,
        title=say(language, "papers.july.title", year=named["year"]),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.dated,
        size=LETTER,
        blocks=(
            addressed(language, paper.holder),
            prose(say(language, "papers.july.owed", **named)),
            notice(slot("standing", _standing(paper, language)), title=say(language, "papers.by", day=due)),
            prose(say(language, "papers.july.how")),
            prose(say(language, "papers.july.means")),
            prose(say(language, "papers.contact", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.dated, language),
        ),
    )


def _standing(paper: Reminder, language: str) -> str:
    return say(language, "papers.july.late" if paper.late else "papers.july.awaited")


def receipt(paper: Receipt, language: str) -> bytes:
    """Print the receipt of a self-assessment: in time or late, and what the office does with it."""
    kept = "papers.assessment.late" if paper.late else "papers.assessment.in_time"
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.assessment.receipt", year=paper.year),
            issuer=paper.issuer,
            number=paper.number,
            dated=office_day(paper.received_at),
            blocks=(
                prose(say(language, "papers.assessment.received", holder=paper.holder, year=paper.year)),
                fields(_facts(paper, language), beside=check(paper.check_url, language)),
                notice(paper.why, title=say(language, kept, day=paper.due)),
                section(say(language, "papers.files", files=len(paper.files))),
                enclosures(language, paper.files),
                section(say(language, "papers.next")),
                prose(say(language, "papers.assessment.next")),
            ),
            contact=paper.contact,
        )
    )


def _facts(paper: Receipt, language: str) -> tuple[tuple[str, str], ...]:
    return (
        (say(language, "papers.label.number"), paper.number),
        (say(language, "papers.label.holder"), paper.holder),
        (say(language, "papers.label.award"), paper.award),
        (say(language, "papers.label.received"), say(language, "papers.moment", moment=paper.received_at)),
        *((say(language, "papers.label.journal"), head) for head in (paper.journal,) if head),
    )
