"""Letters about one application or one report, with the kind of content they have in life."""

from collections.abc import Callable, Mapping
from datetime import date

from papers.awards import reports as assessments
from papers.engine.layout import Paper
from papers.reviews import consultations, units
from tests.papers.wording import URL, word, words


def supplement(language: str) -> Paper:
    items = zip(words(language, "missing"), words(language, "remedies"), strict=True)
    paper = units.Supplement(
        issuer=word(language, "unit"),
        number="BZ-2026-0002",
        applicant=word(language, "dairy"),
        edition=word(language, "edition"),
        items=tuple(units.Item(missing, remedy) for missing, remedy in items),
        asked_on=date(2026, 9, 29),
        due=date(2026, 10, 12),
        why=word(language, "why"),
        contact=word(language, "contact"),
        url=URL,
    )
    return units.supplement(paper, language)


def refusal(language: str) -> units.Letter:
    return units.Letter(
        issuer=word(language, "unit"),
        number="BS-2026-0001",
        applicant=word(language, "dairy"),
        edition=word(language, "edition"),
        reasons=words(language, "reasons"),
        decided_on=date(2026, 10, 12),
        contact=word(language, "contact"),
        remedy=word(language, "grounds"),
    )


def non_forwarding(language: str) -> Paper:
    return units.non_forwarding(refusal(language), language)


def non_acceptance(language: str) -> Paper:
    return units.non_acceptance(refusal(language), language)


def non_passing(language: str) -> Paper:
    return units.non_passing(refusal(language), language)


def striking(language: str) -> Paper:
    return units.striking(refusal(language), language)


def review_opinion(language: str) -> Paper:
    paper = units.Opinion(
        issuer=word(language, "unit"),
        office=word(language, "office"),
        number="2026-0007",
        applicant=word(language, "dairy"),
        edition=word(language, "edition"),
        words=word(language, "findings"),
        given_on=date(2026, 10, 12),
        contact=word(language, "contact"),
    )
    return units.opinion(paper, language)


def consultation(language: str) -> Paper:
    paper = consultations.Request(
        issuer=word(language, "unit"),
        number="2026-0007",
        department=word(language, "unit"),
        names=word(language, "dairy"),
        article=15,
        asked_on=date(2026, 9, 28),
        due=date(2026, 10, 12),
        why=word(language, "why"),
        contact=word(language, "contact"),
    )
    return consultations.letter(paper, language)


def july_reminder(language: str, *, late: bool = False) -> Paper:
    paper = assessments.Reminder(
        issuer=word(language, "office"),
        number="FW2027-0002",
        holder=word(language, "dairy"),
        award=word(language, "award"),
        year=2027,
        due=date(2027, 8, 2),
        late=late,
        dated=date(2027, 7, 20),
        contact=word(language, "contact"),
    )
    return assessments.reminder(paper, language)


LETTERED: Mapping[str, Callable[..., Paper]] = {
    "supplement_notice": supplement,
    "consultation_letter": consultation,
    "review_opinion": review_opinion,
    "july_reminder": july_reminder,
    "non_forwarding": non_forwarding,
    "not_accepted": non_acceptance,
    "not_passed": non_passing,
    "struck": striking,
}
"""By the names of their templates."""
