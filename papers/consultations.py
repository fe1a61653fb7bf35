"""The letter that asks a department for its opinion (Art. 15, 21)."""

from dataclasses import dataclass, field
from datetime import date

from papers.layout import LETTER, Paper, addressed, notice, prose, sealed, section
from papers.slots import part, slot
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one department is asked: about whom, under which article, until when; `why` says how that was counted."""

    issuer: str
    number: str
    department: str
    names: str = field(repr=False)
    article: int
    asked_on: date
    due: date
    why: str
    contact: str


def letter(paper: Request, language: str) -> Paper:
    """The letter of consultation, to be sealed and sent; the reply comes by the link that goes with it, or on paper."""
    due = slot("due", say(language, "papers.day", day=paper.due))
    cited = slot("cited", say(language, f"papers.consultation.article.{paper.article}"))
    return Paper(
        language=language,
        title=say(language, "papers.consultation.title"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.asked_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.department),
            prose(say(language, "papers.consultation.asked", cited=cited)),
            section(say(language, "papers.consultation.about")),
            part("list", prose(paper.names)),
            notice(slot("why", paper.why), title=say(language, "papers.by", day=due)),
            prose(say(language, "papers.consultation.how")),
            prose(say(language, "papers.contact", contact=slot("contact", paper.contact))),
            sealed(paper.issuer, paper.asked_on, language),
        ),
    )
