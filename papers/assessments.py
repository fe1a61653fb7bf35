"""Papers of the July self-assessment (Art. 32)."""

from dataclasses import dataclass
from datetime import date, datetime

from papers.enclosures import Enclosure, enclosures
from papers.layout import Paper, check, fields, notice, printed, prose, section
from rules.calendar import office_day
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a holder holds in hand when its report is in; `due` was the last day, `why` how that was counted."""

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


def receipt(paper: Receipt, language: str) -> bytes:
    """The receipt of a self-assessment: in time or late, and what the office does with it."""
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
