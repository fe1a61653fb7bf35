"""Letters about one application: requests for completion, the review opinion, adverse decisions (Art. 15-19, 23)."""

from dataclasses import dataclass
from datetime import date

from papers.applications import confirmations
from papers.engine.layout import (
    LETTER,
    Block,
    Paper,
    Table,
    addressed,
    coded,
    notice,
    prose,
    sealed,
    section,
    served,
    steps,
    table,
)
from papers.engine.slots import part, slot
from papers.reviews import consultations
from texts import say


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to complete: what is missing, and what would put it right."""

    missing: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """A unit's one request for completion; `due` is the last day, `why` explains how it was counted."""

    issuer: str
    number: str
    applicant: str
    edition: str
    items: tuple[Item, ...]
    asked_on: date
    due: date
    why: str
    contact: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A decision against an application with its reasons; `contact` answers questions about it."""

    issuer: str
    number: str
    applicant: str
    edition: str
    reasons: tuple[str, ...]
    decided_on: date
    contact: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The review opinion with which a unit sends an application to the `office`; `words` are the clerk's."""

    issuer: str
    office: str
    number: str
    applicant: str
    edition: str
    words: str
    given_on: date
    contact: str


def opinion(paper: Opinion, language: str) -> Paper:
    """Make the review opinion, to be sealed and filed with the application (Art. 15)."""
    named = {"applicant": slot("applicant", paper.applicant), "edition": slot("edition", paper.edition)}
    return Paper(
        language=language,
        title=say(language, "papers.review_opinion.title"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.given_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.office),
            prose(say(language, "papers.review_opinion.reviewed", **named)),
            section(say(language, "papers.review_opinion.words")),
            part("opinion", prose(paper.words)),
            prose(say(language, "papers.review_opinion.forwarded")),
            _contact(paper.contact, language),
            sealed(paper.issuer, paper.given_on, language),
        ),
    )


def supplement(paper: Supplement, language: str) -> Paper:
    """Make the notice that asks for each missing thing (Art. 15)."""
    asked = {"edition": slot("edition", paper.edition), "items": slot("count", str(len(paper.items)))}
    due = slot("due", say(language, "papers.day", day=paper.due))
    return Paper(
        language=language,
        title=say(language, "papers.supplement.title"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.asked_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.applicant),
            prose(say(language, "papers.supplement.asked", **asked)),
            part("items", _items(paper, language)),
            notice(slot("why", paper.why), title=say(language, "papers.by", day=due)),
            prose(say(language, "papers.supplement.means")),
            _contact(paper.contact, language),
            coded(paper.url, say(language, "papers.supplement.online")),
            sealed(paper.issuer, paper.asked_on, language),
        ),
    )


def non_forwarding(paper: Letter, language: str) -> Paper:
    """Make the receiving unit's letter that it does not forward the application (Art. 15)."""
    return _refused(paper, language, "papers.non_forwarding")


def non_acceptance(paper: Letter, language: str) -> Paper:
    """Make the office's letter that the application is not on the acceptance list (Art. 17)."""
    return _refused(paper, language, "papers.non_acceptance")


def non_passing(paper: Letter, language: str) -> Paper:
    """Make the office's letter that the application did not pass the defence or the on-site review (Art. 18, 19)."""
    return _refused(paper, language, "papers.non_passing")


def striking(paper: Letter, language: str) -> Paper:
    """Make the office's letter that the application takes no further part in this edition (Art. 23, 36)."""
    return _refused(paper, language, "papers.striking")


def _refused(paper: Letter, language: str, key: str) -> Paper:
    decided = {
        "edition": slot("edition", paper.edition),
        "day": slot("decided", say(language, "papers.day", day=paper.decided_on)),
    }
    return Paper(
        language=language,
        title=say(language, f"{key}.title"),
        issuer=paper.issuer,
        number=paper.number,
        dated=paper.decided_on,
        size=LETTER,
        blocks=(
            addressed(language, paper.applicant),
            prose(say(language, f"{key}.decided", **decided)),
            section(say(language, "papers.reasons")),
            part("reasons", steps(paper.reasons, numbering=say(language, "papers.numbering")), prose(paper.remedy)),
            section(say(language, "papers.refused.next")),
            prose(say(language, f"{key}.means")),
            _contact(paper.contact, language),
            sealed(paper.issuer, paper.decided_on, language),
        ),
        slip=served(paper.number, paper.applicant, paper.decided_on, language),
    )


def _items(paper: Supplement, language: str) -> Block:
    head = tuple(say(language, f"papers.supplement.{column}") for column in ("missing", "remedy"))
    rows = tuple((str(n), item.missing, item.remedy) for n, item in enumerate(paper.items, start=1))
    return table(Table(head=("", *head), widths=(0, 1, 1), rows=rows))


def _contact(contact: str, language: str) -> Block:
    return prose(say(language, "papers.contact", contact=slot("contact", contact)))


# Specimens of the letters of units and parents, up to the opinion that forwards an application (Art. 13-15).


BLANK = "×××"
"""The filler where a case has its own words."""
DAY, LATER = date(2027, 3, 5), date(2027, 3, 12)
ADDRESS = "https://example.cn/"


def supplement_specimen(language: str) -> Paper:
    """Return the specimen of the one request for missing material (Art. 15)."""
    paper = Supplement(
        issuer=BLANK,
        number=BLANK,
        applicant=BLANK,
        edition=BLANK,
        items=(Item(BLANK, BLANK),),
        asked_on=DAY,
        due=LATER,
        why=BLANK,
        contact=BLANK,
        url=ADDRESS,
    )
    return supplement(paper, language)


def consultation(language: str) -> Paper:
    """Return the specimen of the question to one department (Art. 15, 21)."""
    paper = consultations.Request(
        issuer=BLANK,
        number=BLANK,
        department=BLANK,
        names=BLANK,
        article=15,
        asked_on=DAY,
        due=LATER,
        why=BLANK,
        contact=BLANK,
    )
    return consultations.letter(paper, language)


def opinion_specimen(language: str) -> Paper:
    """Return the specimen of the opinion with which a unit forwards an application (Art. 15)."""
    paper = Opinion(
        issuer=BLANK,
        office=BLANK,
        number=BLANK,
        applicant=BLANK,
        edition=BLANK,
        words=BLANK,
        given_on=DAY,
        contact=BLANK,
    )
    return opinion(paper, language)


def posting(language: str) -> Paper:
    """Return the specimen of the notice posted inside a unit (Art. 13)."""
    paper = confirmations.Posting(
        unit=BLANK,
        applicant=BLANK,
        organisation=False,
        edition=BLANK,
        deeds=BLANK,
        from_on=DAY,
        until_on=LATER,
        why=BLANK,
        place=BLANK,
        contact=BLANK,
        return_url=ADDRESS,
    )
    return confirmations.internal_notice(paper, language)


def recommendation(language: str) -> Paper:
    """Return the specimen of the opinion of a parent or an employer (Art. 13)."""
    paper = confirmations.Opinion(
        unit=BLANK,
        applicant=BLANK,
        organisation=False,
        edition=BLANK,
        conditions=(BLANK,),
        from_on=DAY,
        until_on=LATER,
        place=BLANK,
        settled=BLANK,
        words=BLANK,
        given_on=DAY,
        return_url=ADDRESS,
    )
    return confirmations.recommendation(paper, language)
