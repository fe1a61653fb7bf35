"""Specimens of the letters of units and parents, up to the opinion that forwards an application (Art. 13-15)."""

from datetime import date

from papers.applications import confirmations
from papers.engine.layout import Paper
from papers.reviews import consultations, units

BLANK = "×××"
"""The filler where a case has its own words."""
DAY, LATER = date(2027, 3, 5), date(2027, 3, 12)
ADDRESS = "https://example.cn/"


def supplement(language: str) -> Paper:
    """Return the specimen of the one request for missing material (Art. 15)."""
    paper = units.Supplement(
        issuer=BLANK,
        number=BLANK,
        applicant=BLANK,
        edition=BLANK,
        items=(units.Item(BLANK, BLANK),),
        asked_on=DAY,
        due=LATER,
        why=BLANK,
        contact=BLANK,
        url=ADDRESS,
    )
    return units.supplement(paper, language)


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


def opinion(language: str) -> Paper:
    """Return the specimen of the opinion with which a unit forwards an application (Art. 15)."""
    paper = units.Opinion(
        issuer=BLANK,
        office=BLANK,
        number=BLANK,
        applicant=BLANK,
        edition=BLANK,
        words=BLANK,
        given_on=DAY,
        contact=BLANK,
    )
    return units.opinion(paper, language)


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
