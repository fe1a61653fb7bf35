"""Papers of a consultation: the letter that asks a department, and all replies (Art. 15, 21)."""

from dataclasses import dataclass, field
from datetime import date

from papers.engine.layout import LETTER, Block, Paper, addressed, fields, notice, printed, prose, sealed, section
from papers.engine.slots import part, slot
from texts import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one department is asked: about whom, under which article, until when; `why` explains the last day."""

    issuer: str
    number: str
    department: str
    names: str = field(repr=False)
    article: int
    asked_on: date
    due: date
    why: str
    contact: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One department's reply: each question with its answer; no answers if the department was silent."""

    department: str
    asked_on: date
    due: date
    replied_on: date | None
    late: bool = False
    answers: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """All replies about `names`, and the summary with its files; `dated` is the day of the last of them."""

    issuer: str
    number: str
    edition: str
    names: str = field(repr=False)
    replies: tuple[Reply, ...]
    sum: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    dated: date


def letter(paper: Request, language: str) -> Paper:
    """Make the letter of consultation, to seal and send; the reply comes by the link in it, or on paper."""
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


def replies(paper: Replies, language: str) -> bytes:
    """Print the outcome of a consultation, department by department, for filing; silence is recorded as silence."""
    return printed(
        Paper(
            language=language,
            title=say(language, "papers.consultation.replies"),
            subtitle=paper.edition,
            issuer=paper.issuer,
            number=paper.number,
            dated=paper.dated,
            blocks=(
                fields(((say(language, "papers.consultation.about"), paper.names),)),
                *(block for one in paper.replies for block in _reply(one, language)),
                *_sum(paper, language),
                sealed(paper.issuer, paper.dated, language),
            ),
        )
    )


def _reply(one: Reply, language: str) -> tuple[Block, ...]:
    key = "silent" if one.replied_on is None else "late" if one.late else "in_time"
    came = say(language, f"papers.consultation.replied.{key}", day=one.replied_on or one.due)
    asked = say(language, "papers.consultation.asked_on", day=one.asked_on, due=one.due)
    rows = ((say(language, "papers.consultation.sent"), asked), (say(language, "papers.consultation.came"), came))
    return section(one.department), fields((*rows, *one.answers), share=34)


def _sum(paper: Replies, language: str) -> tuple[Block, ...]:
    return (section(say(language, "papers.consultation.sum")), fields(paper.sum, share=34)) if paper.sum else ()
